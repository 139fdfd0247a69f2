"""Workers' pages: what one sees is one's own, and every act is the worker's."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.audit.models import Event
from core.evidence.rules import notes
from core.evidence.services import sealing
from core.notices.models import Notice
from permits.models import AbsenceReport, Extension, ForceMajeure, Permit
from permits.services.follow_up import absences, cases
from permits.services.lifetime import variations
from scheme.models import EmergencyNumber, PortStatus
from tests import factories
from tests.factories import World, shanghai
from tests.permits import presence_steps
from tests.permits.steps import hiring, holding, requirements
from tests.portal.worker.steps import OPEN, OWN, code_for, come_in, send, sent_code
from tests.workers.steps import AT
from verifier.proof import check_proof
from workers.models import Complaint, Consent, CostStatement, Offer
from workers.services.grievances import complaints, costs

pytestmark = pytest.mark.django_db


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


def test_after_the_last_lawful_day_it_says_whom_to_ask_and_blames_nobody(
    client: Client, demand: World, permit: Permit
) -> None:
    presence_steps.entered(permit, shanghai(date(2026, 11, 16), 8), demand)
    late = shanghai(date(2027, 4, 17), 9)

    with time_machine.travel(late, tick=True):
        words = come_in(client, demand, permit.worker, late).get(reverse("portal:my")).content.decode()

    assert "You had to leave China by" in words
    assert "12367" in words
    assert "days left" not in words


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


def test_a_closed_gate_and_a_measure_in_force_are_told_on_the_first_page(
    client: Client, demand: World, permit: Permit
) -> None:
    inside = come_in(client, demand, permit.worker)
    before = inside.get(reverse("portal:my")).content.decode()
    day = permit.last_on + timedelta(days=10)
    signed = {"proposed_by": permit.pk, "proposed_unit": permit.pk, "proposed_login": "x", "proposed_at": AT}
    signed |= {"decided_by": permit.worker_id, "decided_unit": permit.worker_id, "decided_login": "y"}
    signed |= {"decided_at": AT, "status": "in_force"}
    days = {"from_on": AT.date(), "until_on": day, "extends_to": day}
    measure = ForceMajeure.objects.create(name="Bão số 9", legal_basis="12", area_id="450000", **days, **signed)
    told = {"reason": "Bão", "asked_at": AT, "decided_at": AT, "status": "granted", "ends_on": day}
    Extension.objects.create(permit=permit, force_majeure=measure, ended_before_on=permit.last_on, **told)
    PortStatus.objects.create(port_id=permit.ports[0], state="closed", valid_from=AT.date())

    page = inside.get(reverse("portal:my")).content.decode()

    assert "Bão số 9" not in before
    assert "Bão số 9" in page
    assert f'datetime="{day.isoformat()}"' in page
    assert page.count('class="warn"') == 2


def test_the_numbers_to_call_are_those_of_today_and_of_where_one_is(
    client: Client, demand: World, permit: Permit
) -> None:
    since = {"valid_from": date(2020, 1, 1), "country": "CN", "name_zh": "x", "name_vi": "x"}
    county = {"area_id": permit.county_id, "place": 2}
    EmergencyNumber.objects.create(code="police", number="110", name_en="Police", place=1, **since)
    EmergencyNumber.objects.create(code="desk", number="0771 123", name_en="Desk of the county", **county, **since)
    EmergencyNumber.objects.create(code="home", number="0205 99", name_en="Home", province_code="99", **since)
    EmergencyNumber.objects.create(code="old", number="999", name_en="Old", valid_until=date(2021, 1, 1), **since)
    address = reverse("portal:my_numbers")

    stranger = client.get(address).content.decode()
    inside = come_in(client, demand, permit.worker).get(address).content.decode()

    assert [re.findall(r'href="tel:([^"]+)"', page) for page in (stranger, inside)] == [["110"], ["110", "0771123"]]


def test_a_worker_keeps_the_proof_of_their_permit(
    demand: World, permit: Permit, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.SIGNING_KEYS, settings.SIGNING_DRAWS, settings.WITNESSES = tmp_path, True, []
    browser, page = come_in(client, demand, permit.worker), reverse("portal:my_permit", args=[permit.pk])
    early = browser.get(page).content.decode()
    made = sealing.seal(at=AT)
    [address] = re.findall(r'href="([^"]+/proof/\d+/)"', browser.get(page).content.decode())

    file = browser.get(address)

    told = notes.read(made.note)[0]
    assert "/proof/" not in early
    assert "no-store" in file["Cache-Control"]
    assert check_proof(json.loads(file.content), notes.verifier_key(told.origin, bytes(made.key))) == ""
    assert "said" not in json.loads(file.content)["event"]
    assert browser.get(address.replace(address.split("/")[-2] + "/", "99/")).status_code == 404


def test_another_worker_s_proof_is_not_there(
    demand: World, offer: Offer, permit: Permit, inside: Client, settings: Any, tmp_path: Path
) -> None:
    settings.SIGNING_KEYS, settings.SIGNING_DRAWS, settings.WITNESSES = tmp_path, True, []
    sealing.seal(at=AT)

    assert inside.get(reverse("portal:my_permit_proof", args=[permit.pk, 1])).status_code == 404
