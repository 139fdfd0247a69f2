"""How workers come in and leave: by a code only, the same answer for everybody, and apart from members."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.notices.models import Notice
from permits.models import Permit
from tests.factories import World
from tests.portal.conftest import Visit
from tests.portal.worker.steps import OPEN, OWN, code_for, come_in, send, whose
from tests.workers.steps import AT, offered
from workers.models import Complaint, Offer, WorkerSession
from workers.rules.codes import person_number

pytestmark = pytest.mark.django_db


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
