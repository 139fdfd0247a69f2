"""The second factor: who needs one, how it is set up and proved, and what takes a fresh proof."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from accounts.models import Factor, Member
from accounts.rules import FRESH
from accounts.services import factors
from core import totp
from core.audit.models import Event
from employers.models import Filing
from permits.management.demo.offices import DOMAIN
from tests.factories import AT, PASSWORD
from tests.portal.conftest import Visit

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
LATER = AT + timedelta(minutes=11)


def armed(member: Member, *, app: bool = True) -> Member:
    """The member with a password and an authenticator app."""
    cache.clear()
    Member.objects.filter(pk=member.pk).update(password=make_password(PASSWORD))
    if app:
        factors.give([member], SECRET, at=AT)
    return Member.objects.select_related("organisation").get(pk=member.pk)


def give_password(client: Client, member: Member, **given: Any) -> Any:
    return client.post("/login/", {"email": member.email, "password": PASSWORD, **given})


def code(at: Any) -> str:
    return totp.code_at(SECRET, totp.step_at(at))


@pytest.fixture
def officer(approver: Member) -> Member:
    """An approver with an app."""
    return armed(approver)


def test_codes_are_those_of_the_standard() -> None:
    steps = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}

    assert {at: totp.code_at(SECRET, at // 30) for at in steps} == steps


def test_an_approver_gets_in_with_password_and_code_and_nowhere_before(officer: Member, client: Client) -> None:
    first = give_password(client, officer, next="/filings/")
    before = [client.get(page).status_code for page in ("/filings/", "/account/", "/api/v1/filings/")]
    second = client.post("/login/prove/", {"code": code(AT)})

    assert (first["Location"], second["Location"]) == ("/login/prove/", "/filings/")
    assert before == [302, 302, 401]
    assert client.get("/filings/").status_code == 200
    assert client.get("/api/v1/filings/").status_code == 200


def test_a_code_works_once(officer: Member, client: Client) -> None:
    other = Client()
    for browser in (client, other):
        give_password(browser, officer)

    answers = [browser.post("/login/prove/", {"code": code(AT)}).status_code for browser in (client, other)]

    assert answers == [302, 422]


def test_an_approver_without_a_second_factor_is_led_to_set_one_up_and_gets_codes_on_paper(
    approver: Member, client: Client
) -> None:
    armed(approver, app=False)
    led = give_password(client, approver, next="/filings/")
    elsewhere = client.get("/filings/")
    client.post("/account/factors/")
    page = client.get("/account/factors/", headers={"accept-language": "en"}).content.decode()
    secret = re.search(r'<code class="code">([A-Z2-7 ]+)</code>', page)
    assert secret is not None
    digits = totp.code_at(secret[1].replace(" ", ""), totp.step_at(AT))

    wrong = client.post("/account/factors/", {"name": "telephone", "code": "000000"})
    shown = client.post("/account/factors/", {"name": "telephone", "code": digits}).content.decode()

    assert (led["Location"], elsewhere["Location"], wrong.status_code) == (
        "/account/factors/",
        "/account/factors/",
        422,
    )
    assert "password alone does not let you in" in page
    assert len(re.findall(r'<li class="code">[2-9a-z]{5}-[2-9a-z]{5}</li>', shown)) == 10
    assert 'href="/filings/"' in shown
    assert client.get("/filings/").status_code == 200


def test_who_has_one_cannot_set_up_another_with_the_password_alone(officer: Member, client: Client) -> None:
    give_password(client, officer)

    answers = [client.get("/account/factors/"), client.post("/account/factors/")]

    assert {answer["Location"] for answer in answers} == {"/login/prove/"}
    assert Factor.objects.filter(member=officer).count() == 1


def test_a_recovery_code_works_once_however_it_is_written(officer: Member, client: Client) -> None:
    paper = factors.new_recovery_codes(by=officer)
    answers = []
    for written in (paper[0].upper().replace("-", " "), paper[0], paper[1]):
        browser = Client()
        give_password(browser, officer)
        answers.append(browser.post("/login/prove/", {"code": written}).status_code)

    assert answers == [302, 422, 302]


def test_deciding_late_asks_for_a_fresh_proof_and_keeps_what_was_typed(
    officer: Member, submitted: Filing, visit: Visit, clock: Any
) -> None:
    browser = visit(officer)
    move = reverse("portal:filing_move", args=[submitted.pk, "grant"])
    clock.move_to(LATER)

    asked = browser.post(move, {"grant-posts": "12", "grant-comment": "名额已满"})
    proved = browser.post(asked["Location"], {"code": code(LATER)})
    kept = browser.get(proved["Location"]).content.decode()

    assert asked["Location"].startswith("/login/prove/?next=")
    assert Filing.objects.get(pk=submitted.pk).status == "submitted"
    assert f'action="{move}"' in kept
    assert "名额已满" in kept


def test_the_interface_refuses_a_stale_decision_with_its_own_code(
    officer: Member, submitted: Filing, visit: Visit, clock: Any
) -> None:
    browser = visit(officer)
    clock.move_to(LATER)

    answer = browser.post(
        f"/api/v1/filings/{submitted.pk}/refuse/", {"reason": "quota"}, content_type="application/json"
    )

    assert answer.status_code in (403, 422)


def test_a_list_is_taken_out_only_after_a_fresh_proof(registrar: Member, visit: Visit, clock: Any) -> None:
    armed(registrar, app=False)
    browser = visit(Member.objects.get(pk=registrar.pk))
    clock.move_to(LATER)

    asked = browser.post("/exports/filings/make/", {"file_kind": "csv"})
    wrong = browser.post(asked["Location"], {"password": "wrong"})
    proved = browser.post(asked["Location"], {"password": PASSWORD})

    assert asked["Location"].startswith("/login/prove/")
    assert (wrong.status_code, proved["Location"]) == (422, "/login/kept/")


def test_the_table_of_what_takes_a_fresh_proof_names_every_decision() -> None:
    named = {str(one) for one in FRESH}

    assert {"decide_demand", "issue_permit", "correct_party", "correct_worker", "manage_members"} <= named


def test_the_last_factor_stays_where_the_role_needs_it(officer: Member, visit: Visit) -> None:
    browser = visit(officer)
    only = Factor.objects.get(member=officer)

    answer = browser.post(f"/account/factors/{only.pk}/remove/")

    assert answer.status_code == 409
    assert Factor.objects.filter(pk=only.pk).exists()


def test_an_administrator_takes_away_a_lost_factor_and_the_log_in_ends_with_it(
    officer: Member, bureau_administrator: Member, visit: Visit
) -> None:
    browser = visit(officer)

    done = visit(bureau_administrator).post(f"/members/{officer.pk}/factors/")

    assert done.status_code == 302
    assert not Factor.objects.filter(member=officer).exists()
    assert browser.get("/filings/")["Location"].startswith("/login/")


def test_nobody_takes_away_a_factor_of_another_organisation(
    officer: Member, employer_administrator: Member, visit: Visit
) -> None:
    answer = visit(employer_administrator).post(f"/members/{officer.pk}/factors/")

    assert answer.status_code == 404
    assert Factor.objects.filter(member=officer).exists()


def test_factors_and_codes_are_on_record_without_what_they_are(officer: Member, client: Client) -> None:
    paper = factors.new_recovery_codes(by=officer)
    give_password(client, officer)
    client.post("/login/prove/", {"code": "000000"})
    client.post("/login/prove/", {"code": code(AT)})

    told = list(Event.objects.filter(verb__in=("give_password", "log_in", "second_factor_failed", "prove")))
    assert {event.verb for event in told} == {"give_password", "log_in", "second_factor_failed", "prove"}
    written = " ".join(str(vars(event)) for event in Event.objects.all())
    assert SECRET not in written
    assert paper[0].replace("-", "") not in written
    assert officer.email not in written


def test_a_secret_is_not_readable_in_the_database(officer: Member) -> None:
    assert SECRET.encode() not in bytes(Factor.objects.get(member=officer).sealed)


def test_guesses_at_the_second_factor_run_dry(officer: Member, client: Client) -> None:
    give_password(client, officer)

    answers = [client.post("/login/prove/", {"code": f"{guess:06}"}) for guess in range(8)]
    late = client.post("/login/prove/", {"code": code(AT)}, headers={"accept-language": "en"})

    assert {answer.status_code for answer in answers} == {422}
    assert "too many tries" in late.content.decode()


def test_a_new_role_asks_for_a_second_factor_at_the_next_request(registrar: Member, visit: Visit) -> None:
    browser = visit(registrar)
    before = browser.get("/filings/").status_code
    Member.objects.filter(pk=registrar.pk).update(roles=["administrator"])

    assert (before, browser.get("/filings/")["Location"]) == (200, "/account/factors/")


def test_nothing_of_the_demo_is_deployed(settings: Any) -> None:
    settings.SHOW_DEMO_CODES = True

    found = {error.id for error in run_checks(include_deployment_checks=True)}

    settings.SHOW_DEMO_CODES = False
    without = {error.id for error in run_checks(include_deployment_checks=True)}
    assert "portal.E001" in found - without


def test_a_demo_account_with_a_password_is_refused_by_the_deployment_check(officer: Member) -> None:
    Member.objects.filter(pk=officer.pk).update(email=f"approver.somewhere@{DOMAIN}")

    found = run_checks(include_deployment_checks=True, databases=["default"], tags=["database"])

    assert "portal.E002" in {error.id for error in found}


def test_no_code_is_shown_outside_of_the_demo(officer: Member, client: Client, settings: Any) -> None:
    settings.SHOW_DEMO_CODES = True
    give_password(client, officer)

    assert code(AT) not in client.get("/login/prove/").content.decode()


def test_a_session_nobody_was_let_into_is_nobodys(officer: Member, client: Client) -> None:
    client.force_login(officer)

    assert client.get("/filings/")["Location"].startswith("/login/")
