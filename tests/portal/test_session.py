"""Logging in and out: who may come in, how often one may try, and that a bar acts at the next request."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Member
from tests import factories
from tests.factories import AT, PASSWORD, World
from tests.portal.conftest import Visit

LOGIN = "/login/"


@pytest.fixture
def officer(world: World) -> Member:
    """A reviewer with a password; nobody has tried to log in yet."""
    cache.clear()
    member = world.member("bureau", "reviewer")
    member.password = make_password(PASSWORD)
    member.save()
    return member


def test_the_right_password_opens_the_page_one_wanted(officer: Member, client: Client) -> None:
    answer = client.post(LOGIN, {"email": officer.email.upper(), "password": PASSWORD, "next": "/filings/"})

    assert (answer.status_code, answer["Location"]) == (302, "/filings/")
    assert client.get("/filings/").status_code == 200


def test_a_wrong_password_keeps_the_address_and_says_so(officer: Member, client: Client) -> None:
    answer = client.post(LOGIN, {"email": officer.email, "password": "wrong"}, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert officer.email in answer.content.decode()
    assert "do not belong together" in answer.content.decode()


def test_an_address_elsewhere_is_not_followed(officer: Member, client: Client) -> None:
    answer = client.post(LOGIN, {"email": officer.email, "password": PASSWORD, "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"


def test_after_too_many_tries_even_the_right_password_waits(officer: Member, client: Client) -> None:
    for _ in range(8):
        client.post(LOGIN, {"email": officer.email, "password": "wrong"})

    answer = client.post(LOGIN, {"email": officer.email, "password": PASSWORD}, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert "too many tries" in answer.content.decode()


def test_without_the_cache_one_still_comes_in(officer: Member, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_args: object, **_named: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "add", silent)
    monkeypatch.setattr(cache, "delete", silent)

    answer = client.post(LOGIN, {"email": officer.email, "password": PASSWORD})

    assert answer.status_code == 302


def test_the_pages_speak_the_members_language_unless_the_browser_chose(officer: Member, client: Client) -> None:
    client.post(LOGIN, {"email": officer.email, "password": PASSWORD})

    page = client.get("/")

    assert 'lang="zh-Hans"' in page.content.decode()


def test_a_barred_organisation_is_out_at_the_next_request(officer: Member, visit: Visit) -> None:
    browser = visit(officer)
    before = browser.get("/filings/")
    officer.organisation.barred_from = AT - timedelta(minutes=1)
    officer.organisation.save()

    after = browser.get("/filings/")

    assert (before.status_code, after.status_code) == (200, 302)


def test_a_barred_organisation_cannot_log_in(officer: Member, client: Client) -> None:
    officer.organisation.barred_from = AT - timedelta(minutes=1)
    officer.organisation.save()

    answer = client.post(LOGIN, {"email": officer.email, "password": PASSWORD}, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert "the account is shut" in answer.content.decode()


def test_logging_out_ends_the_session(officer: Member, visit: Visit) -> None:
    browser = visit(officer)

    answer = browser.post("/logout/")

    assert answer["Location"] == reverse("portal:start")
    assert browser.get("/filings/").status_code == 302


def test_each_log_in_has_a_name_of_its_own(officer: Member, visit: Visit) -> None:
    names = [visit(officer).get("/").wsgi_request.user.login for _ in range(2)]

    assert names[0] != names[1]
    assert all(name.startswith("session:") and len(name) <= 64 for name in names)


@pytest.mark.parametrize(("language", "tag", "home"), [("zh-hans", "zh-Hans", "开始"), ("vi", "vi", "Bắt đầu")])
def test_the_language_is_switched_where_one_stands(
    db: None, client: Client, language: str, tag: str, home: str
) -> None:
    answer = client.post(reverse("set_language"), {"language": language, "next": "/board/"})

    page = client.get(answer["Location"]).content.decode()

    assert answer["Location"] == "/board/"
    assert f'<html lang="{tag}"' in page
    assert home in page


def test_what_was_typed_when_the_log_in_had_ended_is_sent_after_the_next_one(
    officer: Member, demand: World, client: Client
) -> None:
    filing = factories.filing(demand.mandate, status="submitted")
    asking = reverse("portal:filing_move", args=[filing.pk, "request_information"])
    client.post(LOGIN, {"email": officer.email, "password": PASSWORD})
    Session.objects.all().delete()

    refused = client.post(asking, {"request_information-question": "Hợp đồng nhà ở?\nẢnh chỗ ở?"})
    client.post(LOGIN, {"email": officer.email, "password": PASSWORD, "next": reverse("portal:go_on")})
    page = client.get(reverse("portal:go_on"))
    form = fields_of(page.content.decode())
    sent = client.post(asking, form)

    assert refused["Location"] == f"{LOGIN}?next={reverse('portal:go_on')}"
    assert form == {"request_information-question": "Hợp đồng nhà ở?\nẢnh chỗ ở?"}
    assert f'action="{asking}"' in page.content.decode()
    assert sent.status_code == 302
    filing.refresh_from_db()
    assert filing.status == "info_requested"


def test_what_was_typed_is_shown_to_nobody_else(officer: Member, demand: World, client: Client) -> None:
    other = demand.member("bureau", "clerk")
    other.password = make_password(PASSWORD)
    other.save()
    client.post(LOGIN, {"email": officer.email, "password": PASSWORD})
    Session.objects.all().delete()
    client.post("/mandates/", {"note": "secret words"})
    stored = Session.objects.get().get_decoded()

    client.post(LOGIN, {"email": other.email, "password": PASSWORD})
    page = client.get(reverse("portal:go_on"), follow=True)

    assert "secret words" not in str(stored)
    assert "secret words" not in page.content.decode()
    assert page.redirect_chain == [("/", 302)]


def test_a_strangers_input_and_a_password_are_not_kept(officer: Member, client: Client) -> None:
    stranger = client.post("/mandates/", {"note": "words"})
    client.post(LOGIN, {"email": officer.email, "password": PASSWORD})
    Session.objects.all().delete()
    password = client.post("/account/password/", {"old_password": PASSWORD})

    assert stranger["Location"] == f"{LOGIN}?next=/mandates/"
    assert password["Location"] == f"{LOGIN}?next=/account/password/"


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of the first form that is not the languages'."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found if name not in ("csrfmiddlewaretoken", "next")}


# How long a log-in lasts, and that only one is a member of staff's.


@pytest.mark.parametrize(
    ("kind", "role", "minutes", "ended"),
    [
        ("bureau", "reviewer", 14, ""),
        ("bureau", "reviewer", 16, "idle"),
        ("employer", "clerk", 59, ""),
        ("employer", "clerk", 61, "idle"),
    ],
)
def test_an_unused_log_in_ends_and_says_so(
    world: World, visit: Visit, clock: Any, kind: str, role: str, minutes: int, ended: str
) -> None:
    browser = visit(world.member(kind, role))
    clock.move_to(AT + timedelta(minutes=minutes))

    answer = browser.get("/filings/")

    assert answer.status_code == (302 if ended else 200)
    assert answer.get("Location", "").endswith(f"&ended={ended}" if ended else "")


def test_a_log_in_in_use_ends_after_its_whole_time(officer: Member, visit: Visit, clock: Any) -> None:
    browser = visit(officer)
    for quarter in range(1, 40):
        clock.move_to(AT + timedelta(minutes=12 * quarter))
        assert browser.get("/filings/").status_code == 200
    clock.move_to(AT + timedelta(hours=8, minutes=1))

    answer = browser.get("/filings/")

    assert answer["Location"].endswith("&ended=whole")
    assert "lasts so long" in browser.get(answer["Location"]).content.decode()


def test_a_second_log_in_of_an_officer_ends_the_first_and_says_so(officer: Member, visit: Visit) -> None:
    first, second = visit(officer), visit(officer)

    answer = first.get("/filings/")

    assert second.get("/filings/").status_code == 200
    assert answer["Location"].endswith("&ended=elsewhere")
    assert "logged in to your account elsewhere" in first.get(answer["Location"]).content.decode()


def test_two_log_ins_of_a_partys_member_live_side_by_side(world: World, visit: Visit) -> None:
    first, second = visit(world.member("employer", "clerk")), visit(world.member("employer", "clerk"))

    assert [browser.get("/filings/").status_code for browser in (first, second)] == [200, 200]


def test_the_interface_ends_a_session_as_the_pages_do(officer: Member, visit: Visit, clock: Any) -> None:
    browser = visit(officer)
    before = browser.get("/api/v1/filings/").status_code
    clock.move_to(AT + timedelta(minutes=16))

    assert (before, browser.get("/api/v1/filings/").status_code) == (200, 401)


def test_what_is_typed_as_the_log_in_runs_out_is_kept(officer: Member, client: Client, clock: Any) -> None:
    client.post(LOGIN, {"email": officer.email, "password": PASSWORD})
    clock.move_to(AT + timedelta(minutes=20))

    sent = client.post("/account/tokens/", {"name": "Zuckerrohr 2627"})
    again = client.post(sent["Location"], {"email": officer.email, "password": PASSWORD, "next": "/login/kept/"})

    assert "ended=idle" in sent["Location"]
    assert "Zuckerrohr 2627" in client.get(again["Location"]).content.decode()


# Lock-out that locks nobody else out.


def test_who_hammers_an_account_from_elsewhere_does_not_keep_its_owner_out(officer: Member, client: Client) -> None:
    for _ in range(40):
        client.post(LOGIN, {"email": officer.email, "password": "wrong"}, REMOTE_ADDR="203.0.113.7")

    answer = client.post(LOGIN, {"email": officer.email, "password": PASSWORD}, REMOTE_ADDR="198.51.100.9")

    assert answer.status_code == 302


def test_who_hammers_it_from_the_same_address_does_not_either_if_the_owner_logged_in_here_before(
    officer: Member, client: Client
) -> None:
    own, hers = Client(), {"email": officer.email, "password": PASSWORD}
    own.post(LOGIN, hers)
    own.post("/logout/")
    for _ in range(120):
        client.post(LOGIN, {"email": officer.email, "password": "wrong"})

    stranger, owner = client.post(LOGIN, hers), own.post(LOGIN, hers)

    assert (stranger.status_code, owner.status_code) == (422, 302)


def test_one_line_of_the_newer_net_counts_as_one_address(officer: Member, client: Client) -> None:
    for host in range(8):
        client.post(LOGIN, {"email": officer.email, "password": "wrong"}, REMOTE_ADDR=f"2001:db8:1:2::{host}")
    right = {"email": officer.email, "password": PASSWORD}

    here = client.post(LOGIN, right, REMOTE_ADDR="2001:db8:1:2::99")
    there = client.post(LOGIN, right, REMOTE_ADDR="2001:db8:1:3::99")

    assert (here.status_code, there.status_code) == (422, 302)


def test_one_address_that_tries_many_accounts_is_stopped(world: World, officer: Member, client: Client) -> None:
    for account in range(100):
        client.post(LOGIN, {"email": f"somebody{account}@example.org", "password": "wrong"})

    answer = client.post(LOGIN, {"email": officer.email, "password": PASSWORD})

    assert answer.status_code == 422


# Files of a form whose log-in ran out, or that takes a fresh proof.


def test_a_file_of_a_form_that_had_to_wait_is_named_and_asked_for_again(
    world: World, visit: Visit, client: Client, clock: Any
) -> None:
    clerk = world.member("intermediary", "clerk")
    clerk.password = make_password(PASSWORD)
    clerk.save()
    cache.clear()
    client.post(LOGIN, {"email": clerk.email, "password": PASSWORD})
    clock.move_to(AT + timedelta(minutes=61))

    sent = client.post(
        "/registrations/evidence/", {"issuer": "Bệnh viện", "file": SimpleUploadedFile("scan.pdf", b"%")}
    )
    again = client.post(sent["Location"], {"email": clerk.email, "password": PASSWORD, "next": "/login/kept/"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(again["Location"]).content.decode()

    assert again["Location"] == "/login/kept/"
    assert "Bệnh viện" in page
    assert "“scan.pdf” again" in page
    assert re.search(r'<input class="govuk-file-upload" type="file" required id="[^"]+" name="file">', page)
    assert 'enctype="multipart/form-data"' in page
    assert "scan.pdf" not in str(Session.objects.get(pk=client.cookies["sessionid"].value).get_decoded())


# One's own log-ins, seen and ended.


def test_a_partys_member_sees_their_log_ins_and_ends_the_others(world: World, visit: Visit, clock: Any) -> None:
    clerk = world.member("employer", "clerk")
    first, here = visit(clerk), visit(clerk)
    clock.move_to(AT + timedelta(minutes=1))

    shown = here.get("/account/").content.decode()
    done = here.post("/account/log-ins/end/")
    ended = first.get("/filings/")
    later = visit(clerk)

    assert (shown.count(">this one<"), shown.count(">another<")) == (1, 1)
    assert done.status_code == 302
    assert ended["Location"].endswith("&ended=by_you")
    assert [browser.get("/filings/").status_code for browser in (here, later)] == [200, 200]


def test_ending_the_others_takes_a_fresh_proof(world: World, visit: Visit, clock: Any) -> None:
    first, here = visit(world.member("employer", "clerk")), visit(world.member("employer", "clerk"))
    clock.move_to(AT + timedelta(minutes=11))

    asked = here.post("/account/log-ins/end/")

    assert asked["Location"].startswith("/login/prove/")
    assert first.get("/filings/").status_code == 200


def test_a_new_password_keeps_the_log_in_that_ended_the_others(world: World, client: Client, clock: Any) -> None:
    clerk = world.member("employer", "clerk")
    clerk.password = make_password(PASSWORD)
    clerk.save()
    cache.clear()
    client.post(LOGIN, {"email": clerk.email, "password": PASSWORD})
    clock.move_to(AT + timedelta(minutes=1))
    client.post("/account/log-ins/end/")

    words = "seven grey herons at noon"
    client.post("/account/password/", {"old": PASSWORD, "new": words, "again": words})

    assert client.get("/filings/").status_code == 200
