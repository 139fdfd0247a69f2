"""Workers' pages: a code lets in, a session is one's own and short, every act is the worker's, nothing tells others."""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.audit.models import Event
from core.notices.models import Notice
from core.notices.services.delivery import SECRET
from core.sealing import unseal
from employers.models import Filing
from permits.models import AbsenceReport, Extension, Permit
from permits.services.follow_up import absences, cases
from permits.services.lifetime import variations
from tests import factories
from tests.attacks.test_canaries import TOKEN, told
from tests.factories import World, shanghai
from tests.permits import presence_steps
from tests.permits.steps import hiring, holding, requirements
from tests.portal.conftest import Visit
from tests.workers.steps import AT, offered
from workers.models import Complaint, Consent, CostStatement, Offer, Worker, WorkerSession
from workers.rules.codes import person_number
from workers.services import codes
from workers.services.grievances import complaints, costs

pytestmark = pytest.mark.django_db
OWN = ["my", "my_letters", "my_telephone", "my_offers", "my_list", "my_book", "my_book_new"]
OPEN = ["my_enter", "my_code", "my_numbers"]


@pytest.fixture(autouse=True)
def clock() -> object:
    """Three days after the filings were granted."""
    cache.clear()
    with time_machine.travel(AT, tick=True) as stopped:
        yield stopped


@pytest.fixture
def offer(demand: World) -> Offer:
    """An open offer to a worker."""
    return offered(demand)[0]


def code_for(world: World, worker: Worker, at: datetime = AT) -> str:
    """A code from the department's counter."""
    return codes.give_code(worker.pk, by=world.member("department", "officer"), at=at)


def sent_code() -> str:
    """The code of the text message that waits to go out."""
    sealed = Notice.objects.get(kind="worker_code").sealed_params
    return str(json.loads(unseal(bytes(sealed or b""), SECRET))["code"])


def come_in(browser: Client, world: World, worker: Worker, at: datetime = AT) -> Client:
    """The same browser, with the worker's session."""
    browser.cookies["django_language"] = "en"
    sent = {"number": person_number(worker.number), "code": code_for(world, worker, at)}
    answer = browser.post(reverse("portal:my_code"), sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("portal:my"))
    return browser


def whose(browser: Client) -> str:
    """The mark that the forms of this browser carry."""
    found = re.search(r'name="whose" value="(\w+)"', browser.get(reverse("portal:my_telephone")).content.decode())
    assert found
    return found[1]


def send(browser: Client, page: str, *args: Any, **typed: Any) -> HttpResponse:
    """Send a form of one's own."""
    return browser.post(reverse(f"portal:{page}", args=args), {"whose": whose(browser)} | typed)  # type: ignore[return-value]


@pytest.fixture
def inside(demand: World, offer: Offer, client: Client) -> Client:
    """A browser in which the worker of the offer has come in."""
    return come_in(client, demand, offer.worker)


@pytest.fixture
def permit(demand: World) -> Permit:
    """A permit that came about as all do."""
    requirements()
    [made] = holding(demand, hiring(demand))
    return Permit.objects.select_related("worker", "season").get(pk=made.pk)


# Coming in.


@pytest.mark.parametrize("page", OPEN)
def test_everybody_may_open_the_way_in_and_it_speaks_vietnamese(client: Client, db: None, page: str) -> None:
    answer = client.get(reverse(f"portal:{page}"), headers={"accept-language": "en"})

    assert answer.status_code == 200
    assert '<html lang="vi">' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_who_chose_another_language_keeps_it(client: Client, db: None) -> None:
    client.cookies["django_language"] = "zh-hans"

    assert '<html lang="zh-Hans">' in client.get(reverse("portal:my_enter")).content.decode()


def test_the_answer_is_the_same_whether_or_not_there_is_such_a_person(client: Client, permit: Permit) -> None:
    worker = permit.worker
    known = [person_number(worker.number), permit.reference]
    asked = [(number, worker.birth_date) for number in known] + [(known[0], date(1950, 1, 1)), ("W-0000000-X", None)]
    asked[-1] = (person_number(9_999_999), date(1990, 1, 1))

    answers = []
    for number, born in asked:
        answer = client.post(reverse("portal:my_enter"), {"number": number, "birth_date": f"{born:%d/%m/%Y}"})
        page = re.sub(r'csrfmiddlewaretoken" value="\w+|value="[WP0-9A-Z-]+"', "", answer.content.decode())
        answers.append((answer.status_code, page, sorted(answer.cookies)))

    assert answers[0][0] == 200
    assert all(answer == answers[0] for answer in answers)
    assert Notice.objects.filter(kind="worker_code").count() == 2


def test_the_number_of_a_permit_lets_in_like_the_person_s(client: Client, demand: World, permit: Permit) -> None:
    code = code_for(demand, permit.worker)

    answer = client.post(reverse("portal:my_code"), {"number": permit.reference.lower(), "code": code})

    assert answer["Location"] == reverse("portal:my")
    assert permit.reference in client.get(reverse("portal:my")).content.decode()


def test_a_slip_in_the_number_is_told_at_its_field_and_what_was_typed_is_kept(client: Client, db: None) -> None:
    answer = client.post(reverse("portal:my_enter"), {"number": "WP-2627-000123-X", "birth_date": "01/01/1990"})

    assert answer.status_code == 422
    assert "WP-2627-000123-X" in answer.content.decode()
    assert "number" in answer.context["form"].errors


def test_a_wrong_code_opens_nothing_and_a_right_one_opens_once(client: Client, demand: World, offer: Offer) -> None:
    code, number = code_for(demand, offer.worker), person_number(offer.worker.number)
    tried = [f"{(int(code) + 1) % 1_000_000:06}", code, code]

    answers = [client.post(reverse("portal:my_code"), {"number": number, "code": one}).status_code for one in tried]

    assert answers == [422, 302, 422]
    assert WorkerSession.objects.count() == 1


@pytest.mark.parametrize(("page", "rate"), [("my_enter", "codes"), ("my_code", "sessions")])
def test_one_may_try_only_so_often_whoever_one_asks_for(
    client: Client, offer: Offer, settings: Any, page: str, rate: str
) -> None:
    rates = {"stranger": "100/min", "codes": "100/hour", "sessions": "100/hour"} | {rate: "2/hour"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    numbers = [person_number(offer.worker.number), person_number(9_999_999), person_number(8_888_888)]

    sent = [{"number": one, "birth_date": "01/01/1990", "code": "1"} for one in numbers]
    answers = [client.post(reverse(f"portal:{page}"), one).status_code for one in sent]

    assert answers[:2] == ([200, 200] if page == "my_enter" else [422, 422])
    assert answers[2] == 429


def test_the_cookie_is_signed_out_of_reach_of_scripts_and_apart_from_the_members_session(inside: Client) -> None:
    cookie = inside.cookies["my"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/my/")
    assert "sessionid" not in inside.cookies
    cookie.set("my", str(cookie.value) + "x", str(cookie.value) + "x")
    assert inside.get(reverse("portal:my")).status_code == 302


def test_a_worker_s_session_gives_no_way_to_members_pages(inside: Client) -> None:
    inside.cookies["my"]["path"] = "/"

    answers = {page: inside.get(reverse(f"portal:{page}")) for page in ("filings", "account", "organisations")}

    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(answers, 302)
    assert inside.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize(
    ("kind", "role"), [("intermediary", "clerk"), ("department", "officer"), ("operator", "officer")]
)
def test_a_member_s_session_gives_no_way_in(demand: World, visit: Visit, kind: str, role: str) -> None:
    member = visit(demand.member(kind, role))

    answers = [member.get(reverse(f"portal:{page}")) for page in OWN]

    assert {answer["Location"] for answer in answers} == {reverse("portal:my_enter")}


def test_a_session_ends_by_itself_when_idle_and_at_the_button(demand: World, offer: Offer, inside: Client) -> None:
    home = reverse("portal:my")
    with time_machine.travel(AT + timedelta(minutes=7)):
        assert inside.get(home).status_code == 200
    with time_machine.travel(AT + timedelta(minutes=14)):
        assert inside.get(home).status_code == 200
    with time_machine.travel(AT + timedelta(minutes=21)):
        assert inside.get(home).status_code == 302
    idle = come_in(Client(), demand, offer.worker)
    with time_machine.travel(AT + timedelta(minutes=9)):
        assert idle.get(home).status_code == 302

    quick = come_in(Client(), demand, offer.worker)
    key = quick.cookies["my"].value
    left = quick.post(reverse("portal:my_leave"))
    assert left["Location"] == reverse("portal:start")
    quick.cookies["my"] = key
    assert quick.get(home).status_code == 302


# What one sees.


def test_the_first_page_says_until_when_in_words_and_by_both_clocks(
    client: Client, demand: World, permit: Permit
) -> None:
    presence_steps.entered(permit, shanghai(date(2026, 11, 16), 8), demand)

    with time_machine.travel(shanghai(date(2026, 12, 1), 9), tick=True):
        page = come_in(client, demand, permit.worker, shanghai(date(2026, 12, 1), 9)).get(reverse("portal:my"))

    words = page.content.decode()
    assert "You must have left China by <time datetime=" in words
    assert "23:00" in words
    assert "24:00" in words
    assert page.context["days"].left == (page.context["days"].last_lawful_on - date(2026, 12, 1)).days
    assert permit.reference in words


def test_every_page_weighs_little_tells_no_title_and_is_kept_nowhere(
    demand: World, offer: Offer, inside: Client
) -> None:
    complaint = complaints.receive("wages", "chim", by=factories.as_worker(offer.worker), at=AT)
    paths = [reverse(f"portal:{page}") for page in (*OWN, *OPEN)]
    paths += [reverse("portal:my_offer", args=[offer.pk]), reverse("portal:my_book_entry", args=[complaint.pk])]

    pages = [inside.get(path) for path in paths]

    assert [page.status_code for page in pages] == [200] * len(paths)
    assert {re.search("<title>(.*?)</title>", page.content.decode())[1] for page in pages} == {"Seasonal permits"}  # type: ignore[index]
    assert all("no-store" in page["Cache-Control"] for page in pages)
    assert max(len(page.content) for page in pages) < 15_000
    assert not re.search("complain|cost|paid|wage", " ".join(paths))


def test_another_worker_s_records_are_not_there(demand: World, offer: Offer, client: Client, permit: Permit) -> None:
    other, at = factories.as_worker(permit.worker), AT
    theirs = complaints.receive("wages", "chim", by=other, at=at)
    report = AbsenceReport.objects.create(
        permit=permit, kind="missing", since_on=date(2026, 11, 20), reported_at=AT, answer_by_on=date(2026, 11, 27)
    )
    browser = come_in(client, demand, offer.worker)
    pages = [("my_permit", permit.pk), ("my_longer", permit.pk), ("my_end", permit.pk), ("my_offer", permit.offer_id)]
    pages += [("my_yes", permit.offer_id), ("my_no", permit.offer_id), ("my_absence", report.pk)]
    pages += [("my_book_entry", theirs.pk), ("my_book_back", theirs.pk)]

    seen = [browser.get(reverse(f"portal:{page}", args=[pk])).status_code for page, pk in pages]
    sent = [send(browser, page, pk, is_sure="on", text="x", contest="x").status_code for page, pk in pages]

    assert set(seen) == {404}
    assert set(sent) <= {404, 422}
    assert Complaint.objects.get().entries.count() == 1


# What one does.


def test_a_yes_takes_a_new_code_and_the_terms_that_were_read(demand: World, offer: Offer, inside: Client) -> None:
    page = inside.get(reverse("portal:my_offer", args=[offer.pk])).content.decode()
    sent = send(inside, "my_yes_code", offer.pk)
    code = sent_code()

    wrong = send(inside, "my_yes", offer.pk, code="000000", digest=offer.terms.digest)
    other = send(inside, "my_yes", offer.pk, code=code, digest="0" * 64)
    right = send(inside, "my_yes", offer.pk, code=code, digest=offer.terms.digest)

    assert '<section lang="vi"' in page
    assert '<section lang="zh-Hans"' in page
    assert offer.terms.text_zh.splitlines()[0] in page
    assert sent["Location"] == reverse("portal:my_yes", args=[offer.pk])
    assert (wrong.status_code, other.status_code, right.status_code) == (422, 409, 302)
    consent = Consent.objects.get()
    assert (consent.worker_id, consent.digest) == (offer.worker_id, offer.terms.digest)
    event = Event.objects.filter(verb="accept", subject_type="workers.offer").latest("pk")
    assert event.actor_id == offer.worker_id


def test_a_code_from_the_counter_is_good_for_a_yes_too(demand: World, offer: Offer, inside: Client) -> None:
    code = code_for(demand, offer.worker)

    answer = send(inside, "my_yes", offer.pk, code=code, digest=offer.terms.digest)

    assert answer.status_code == 302
    assert Consent.objects.get().way == "kiosk"


def test_a_no_asks_for_no_reason(offer: Offer, inside: Client) -> None:
    answer = send(inside, "my_no", offer.pk)

    offer.refresh_from_db()
    assert (answer.status_code, offer.status) == (302, "declined")
    assert "Nobody asks you why" in inside.get(answer["Location"]).content.decode()


def test_new_terms_show_what_changes_in_words(demand: World, offer: Offer, inside: Client) -> None:
    send(inside, "my_yes", offer.pk, code=code_for(demand, offer.worker), digest=offer.terms.digest)
    content = offer.terms.content | {"wage_fen": 17_500}
    newer = factories.offer(
        offer.registration, offer.filing, terms=factories.terms(offer.filing, content=content), replaces=offer
    )

    words = inside.get(reverse("portal:my_offer", args=[newer.pk])).content.decode()

    assert "What changes" in words
    assert "175.00" in words


def test_what_was_paid_is_written_down_as_people_write_it(demand: World, offer: Offer, inside: Client) -> None:
    intermediary = str(demand.intermediary.pk)
    typed = {"head": "administration", "amount": "3.000.000", "currency": "VND", "payee": intermediary}

    answer = send(inside, "my_list", **typed)

    [line] = CostStatement.objects.get().lines.all()
    assert answer.status_code == 302
    assert (line.amount, line.currency, str(line.payee_id)) == (3_000_000, "VND", intermediary)
    assert "3,000,000 VND" in inside.get(reverse("portal:my_list")).content.decode()


@pytest.mark.parametrize(("written", "fen"), [("12.50", 1250), ("1,200", 120_000), ("1 200,5", 120_050), ("7", 700)])
def test_amounts_are_read_with_and_without_their_parts(inside: Client, written: str, fen: int) -> None:
    send(inside, "my_list", head="training", amount=written, currency="CNY", payee="", payee_text="ông Mẫu")

    assert CostStatement.objects.get().lines.get().amount == fen


def test_a_refused_form_keeps_what_was_typed(inside: Client) -> None:
    answer = send(inside, "my_list", head="training", amount="ba triệu", currency="VND", payee_text="ông Mẫu")

    assert answer.status_code == 422
    assert "ba triệu" in answer.content.decode()
    assert "ông Mẫu" in answer.content.decode()
    assert not CostStatement.objects.exists()


def test_that_nothing_was_paid_is_written_down_too(inside: Client) -> None:
    send(inside, "my_list_nothing")

    assert not CostStatement.objects.get().lines.exists()


def test_a_complaint_is_written_gone_on_with_and_taken_back(demand: World, offer: Offer, inside: Client) -> None:
    made = send(inside, "my_book_new", kind="wages", about=str(demand.employer.pk), text="Chưa trả lương")
    complaint = Complaint.objects.get()
    send(inside, "my_book_entry", complaint.pk, text="Vẫn chưa trả")
    page = inside.get(made["Location"]).content.decode()
    send(inside, "my_book_back", complaint.pk)

    complaint.refresh_from_db()
    assert (complaint.worker_id, complaint.about_id, complaint.status) == (
        offer.worker_id,
        demand.employer.pk,
        "closed",
    )
    assert "Chưa trả lương" in page
    assert "Vẫn chưa trả" in page


def test_lists_cost_the_same_however_long_they_are(demand: World, offer: Offer, inside: Client) -> None:
    by, season = factories.as_worker(offer.worker), factories.season().pk

    def grow(number: int) -> None:
        for _ in range(number):
            written = complaints.receive("wages", "chim", by=by, at=AT)
            complaints.assign(written.pk, by=demand.member("protection", "officer"), at=AT)
            costs.state_costs([costs.Payment("training", 5, "VND")], season=season, by=by, at=AT)

    def cost(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert inside.get(reverse(f"portal:{page}")).status_code == 200
        return len(queries)

    pages = ["my", "my_letters", "my_list", "my_book", "my_offers"]
    grow(1)
    few = [cost(page) for page in pages]
    grow(6)

    assert [cost(page) for page in pages] == few


def test_an_absence_and_a_stay_are_answered_in_one_s_own_words(client: Client, demand: World, permit: Permit) -> None:
    presence_steps.entered(permit, shanghai(date(2026, 11, 16), 8), demand)
    report = absences.report(
        permit.pk,
        kind="missing",
        since_on=date(2026, 12, 4),
        by=demand.member("employer", "clerk"),
        at=shanghai(date(2026, 12, 7), 9),
    )
    told = shanghai(date(2027, 4, 17), 9)
    cases.suspect_due(at=told)
    cases.tell_due(at=told)
    case = permit.overstay_cases.get()

    with time_machine.travel(told, tick=True):
        browser = come_in(client, demand, permit.worker, told)
        waiting = {turn["kind"] for turn in browser.get(reverse("portal:my")).context["waiting"]}
        send(browser, "my_absence", report.pk, contest="Tôi vẫn làm")
        empty = send(browser, "my_stay", case.pk)
        send(browser, "my_stay", case.pk, left_on="2027-04-14", port="Ái Điểm")

    report.refresh_from_db()
    case.refresh_from_db()
    assert waiting == {"absence", "stay"}
    assert (report.status, report.contest) == ("contested", "Tôi vẫn làm")
    assert empty.status_code == 422
    assert case.status == "contested"
    assert "Ái Điểm" in case.contest


def test_a_longer_stay_is_asked_for_and_a_change_agreed_to(client: Client, demand: World) -> None:
    requirements()
    [permit] = holding(demand, hiring(demand), permit_class="short", last_on=date(2026, 12, 14))
    at = shanghai(date(2026, 12, 1), 9)
    change = variations.ask(
        permit.pk,
        effective_on=date(2026, 12, 5),
        reason="another gate",
        ports=["aidian", factories.port("shuikou").pk],
        by=demand.member("intermediary", "clerk"),
        at=at,
    )
    with time_machine.travel(at, tick=True):
        browser = come_in(client, demand, permit.worker, at)
        late = send(browser, "my_longer", permit.pk, ends_on="2029-01-01", reason="mía chín muộn")
        asked = send(browser, "my_longer", permit.pk, ends_on="2027-01-10", reason="mía chín muộn")
        send(browser, "my_change", change.pk)
        page = browser.get(asked["Location"])

    change.refresh_from_db()
    assert late.status_code == 422
    assert "mía chín muộn" in late.content.decode()
    assert Extension.objects.get().ends_on == date(2027, 1, 10)
    assert change.agreed_at is not None
    assert page.status_code == 200


def test_the_end_of_a_permit_takes_a_tick(client: Client, demand: World, permit: Permit) -> None:
    browser = come_in(client, demand, permit.worker)

    unsure = send(browser, "my_end", permit.pk)
    sure = send(browser, "my_end", permit.pk, is_sure="on")

    permit.refresh_from_db()
    assert (unsure.status_code, sure.status_code, permit.status) == (422, 302, "surrendered")


def test_codes_go_to_the_new_number_once_it_is_changed(offer: Offer, inside: Client) -> None:
    answer = send(inside, "my_telephone", phone="0912 345 678")

    offer.worker.refresh_from_db()
    assert (answer.status_code, offer.worker.phone_end) == (302, "678")


def test_letters_are_read_in_the_service_and_marked(demand: World, offer: Offer, inside: Client) -> None:
    page = inside.get(reverse("portal:my_letters"))
    send(inside, "my_letters")

    assert page.context["has_new"]
    assert len(page.context["letters"]) == 1
    assert Notice.objects.get(person_id=offer.worker_id, channel="in_app").read_at is not None
    assert "new</strong>" not in inside.get(reverse("portal:my")).content.decode()


# A shared or slow telephone.


def test_typed_text_outlives_the_session_and_comes_back_after_a_new_code(
    demand: World, offer: Offer, inside: Client
) -> None:
    typed = {"whose": whose(inside), "kind": "wages", "about": "", "text": "Chưa trả lương"}
    number = person_number(offer.worker.number)
    later = AT + timedelta(minutes=30)

    with time_machine.travel(later, tick=True):
        lost = inside.post(reverse("portal:my_book_new"), typed)
        kept = {name: lost.context[name] for name in ("kept", "kept_for")}
        asked = inside.post(
            reverse("portal:my_enter"), kept | {"number": number, "birth_date": str(offer.worker.birth_date)}
        )
        code = code_for(demand, offer.worker, later + timedelta(minutes=1))
        back = inside.post(reverse("portal:my_code"), kept | {"number": number, "code": code})
        nothing_yet = Complaint.objects.count()
        sent = send(inside, "my_book_new", **{name: typed[name] for name in ("kind", "about", "text")})

    assert (lost.status_code, asked.status_code, back.status_code) == (403, 200, 200)
    assert "Chưa trả lương" in back.content.decode()
    assert nothing_yet == 0
    assert sent.status_code == 302
    assert Complaint.objects.count() == 1


def test_what_one_worker_typed_never_comes_back_to_another(demand: World, offer: Offer, inside: Client) -> None:
    other = offered(demand)[0].worker
    kept = urlencode({"whose": whose(inside), "kind": "wages", "text": "Chưa trả lương"})
    sent = {"number": person_number(other.number), "code": code_for(demand, other)}

    answer = inside.post(reverse("portal:my_code"), sent | {"kept": kept, "kept_for": reverse("portal:my_book_new")})

    assert (answer.status_code, answer["Location"]) == (302, reverse("portal:my"))


@pytest.mark.parametrize("where", ["/filings/", "/account/", "/my/leave/", "/nowhere/", "https://elsewhere.example/"])
def test_nothing_typed_is_sent_to_pages_that_are_not_the_worker_s(
    demand: World, offer: Offer, inside: Client, where: str
) -> None:
    kept = {"kept": urlencode({"whose": whose(inside)}), "kept_for": where}
    sent = {"number": person_number(offer.worker.number), "code": code_for(demand, offer.worker)}

    answer = inside.post(reverse("portal:my_code"), sent | kept)

    assert (answer.status_code, answer["Location"]) == (302, reverse("portal:my"))


def test_a_form_is_not_sent_in_the_name_of_who_came_in_since(demand: World, offer: Offer, inside: Client) -> None:
    mark, other = whose(inside), offered(demand)[0].worker
    come_in(inside, demand, other)

    answer = inside.post(reverse("portal:my_book_new"), {"whose": mark, "kind": "wages", "text": "chim"})

    assert answer.status_code == 409
    assert not Complaint.objects.exists()


# What others can tell.


def told_by_pages(browser: Client, filing: Filing) -> dict[str, bytes]:
    """All pages in a member's bar and one of a filing, without what is drawn anew for each."""
    links = [link.address for link in browser.get("/").context["pages"]]
    return {path: TOKEN.sub(b"", browser.get(path).content) for path in [*links, f"/filings/{filing.pk}/"]}


@pytest.mark.parametrize(
    ("kind", "role"), [("intermediary", "clerk"), ("employer", "signatory"), ("employer", "clerk")]
)
def test_what_is_written_changes_no_byte_of_what_those_it_is_about_can_read(
    demand: World, offer: Offer, inside: Client, visit: Visit, kind: str, role: str
) -> None:
    by = demand.member(kind, role)
    browser = visit(by)
    before = told(by), told_by_pages(browser, offer.filing)

    for body in (demand.intermediary.pk, demand.employer.pk, ""):
        send(inside, "my_list", head="training", amount="5", currency="USD", payee=str(body), payee_text="chim")
        send(inside, "my_book_new", kind="fees", about=str(body), text="chim hoàng yến")
    send(inside, "my_book_entry", Complaint.objects.order_by("pk")[0].pk, text="nữa")
    send(inside, "my_book_back", Complaint.objects.order_by("pk")[0].pk)

    assert (CostStatement.objects.count(), Complaint.objects.count()) == (3, 3)
    assert (told(by), told_by_pages(browser, offer.filing)) == before


def test_what_is_written_goes_by_no_message_and_into_no_cookie(demand: World, offer: Offer, inside: Client) -> None:
    before = set(Notice.objects.values_list("pk", flat=True))

    send(inside, "my_list", head="training", amount="5", currency="USD", payee=str(demand.intermediary.pk))
    made = send(inside, "my_book_new", kind="fees", about=str(demand.intermediary.pk), text="chim hoàng yến")

    letters = Notice.objects.exclude(pk__in=before)
    concerned = [demand.intermediary.pk, demand.employer.pk]
    assert letters.exists()
    assert not letters.filter(organisation_id__in=concerned).exists()
    assert not letters.filter(channel="sms").exists()
    assert not re.search("complain|paid|cost|chim", repr(made.cookies) + repr(inside.cookies))
