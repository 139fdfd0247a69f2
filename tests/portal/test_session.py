"""Logging in and out: who may come in, how often one may try, and that a bar acts at the next request."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
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
    other = demand.member("bureau", "approver")
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
