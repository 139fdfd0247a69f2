"""Logging in by a passkey alone: whose key it is, that its holder was verified, and every other answer refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Member
from accounts.services import factors
from core.audit.models import Event
from tests.factories import AT
from tests.passkeys import Key, asked_by
from tests.portal.conftest import Visit

ALONE, PROVE = "/login/passkey/", "/login/prove/"


@pytest.fixture
def key(approver: Member, settings: Any) -> Key:
    """An approver's passkey."""
    cache.clear()
    return Key(approver)


def send(client: Client, key: Key, page: str = ALONE, **bent: Any) -> Any:
    """Ask a page for its challenge and answer it with a key."""
    asked = asked_by(client, page)
    return client.post(page, {"passkey": key.answer(asked["challenge"], **bent), "next": "/filings/"})


def is_in(client: Client) -> bool:
    return client.get("/filings/").status_code == 200


def test_a_passkey_lets_an_approver_in_without_password_or_code(key: Key, approver: Member, client: Client) -> None:
    asked = asked_by(client, ALONE)
    answer = client.post(ALONE, {"passkey": key.answer(asked["challenge"]), "next": "/filings/"})

    assert (asked["userVerification"], asked.get("allowCredentials")) == ("required", None)
    assert (answer.status_code, answer["Location"]) == (302, "/filings/")
    assert is_in(client)
    told = Event.objects.of(approver).filter(verb="log_in").get()
    assert told.details["second"] == "passkey_alone"


@pytest.mark.parametrize(
    "bent",
    [
        {"verified": False},
        {"origin": "https://elsewhere.example"},
        {"site": "elsewhere.example"},
        {"kind": "webauthn.create"},
    ],
    ids=["touched only", "another page", "another site", "another purpose"],
)
def test_an_answer_that_is_not_right_lets_nobody_in(key: Key, client: Client, bent: dict[str, Any]) -> None:
    answer = send(client, key, **bent)

    assert answer.status_code == 422
    assert not is_in(client)


def test_the_key_of_one_account_does_not_open_another(key: Key, reviewer: Member, client: Client) -> None:
    Key(reviewer)

    assert send(client, key, says=reviewer).status_code == 422
    assert not is_in(client)


def test_an_answer_is_taken_once_and_in_the_browser_that_was_asked(key: Key, client: Client) -> None:
    challenge = asked_by(client, ALONE)["challenge"]
    said, other = {"passkey": key.answer(challenge)}, Client()
    asked_by(other, ALONE)

    elsewhere, first = other.post(ALONE, said).status_code, client.post(ALONE, said).status_code
    client.post("/logout/")

    assert (elsewhere, first) == (422, 302)
    assert client.post(ALONE, said).status_code == 422
    assert not is_in(other)


def test_a_copy_of_a_key_that_counts_backwards_is_refused(key: Key, approver: Member, client: Client) -> None:
    key.count = 5
    assert send(client, key).status_code == 302
    client.post("/logout/")
    key.count = 4  # the copy was made before

    assert send(client, key).status_code == 422
    key.count = -1  # or says that it does not count
    assert send(client, key).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize("change", [{"closed": True}, {"barred": True}, {"unconfirmed": True}])
def test_whose_account_is_shut_or_key_not_confirmed_stays_out(
    key: Key, approver: Member, client: Client, change: dict[str, bool]
) -> None:
    if "barred" in change:
        approver.organisation.barred_from = AT - timedelta(minutes=1)
        approver.organisation.save()
    elif "unconfirmed" in change:
        key.factor.confirmed_at = None
        key.factor.save()
    else:
        Member.objects.filter(pk=approver.pk).update(closed_at=AT)

    assert send(client, key).status_code == 422
    assert not is_in(client)


def test_what_was_asked_elsewhere_opens_no_log_in(key: Key, approver: Member, client: Client, visit: Visit) -> None:
    browser = visit(approver)  # in by a code: a touch may be enough to prove it once more
    challenge = asked_by(browser, PROVE)["challenge"]
    touched = {"passkey": key.answer(challenge, verified=False)}
    asked_by(browser, ALONE)

    assert browser.post(ALONE, touched).status_code == 422
    assert Event.objects.filter(verb="log_in_failed").exists()


def test_a_step_up_takes_a_verified_holder_where_no_password_was_given(
    key: Key, approver: Member, client: Client, visit: Visit
) -> None:
    send(client, key)
    alone = [send(client, key, f"{PROVE}?next=/", verified=verified).status_code for verified in (False, True, False)]
    beside = send(visit(approver), key, f"{PROVE}?next=/", verified=False).status_code

    assert alone == [422, 302, 422]
    assert beside == 302


def test_it_takes_a_new_session_and_ends_the_log_in_elsewhere(key: Key, approver: Member, visit: Visit) -> None:
    before, browser = visit(approver), Client()
    asked_by(browser, ALONE)
    planted = browser.cookies["sessionid"].value

    send(browser, key)

    assert browser.cookies["sessionid"].value != planted
    assert (is_in(before), is_in(browser)) == (False, True)


def test_a_removed_key_opens_nothing(key: Key, approver: Member, bureau_administrator: Member, client: Client) -> None:
    factors.reset(approver.pk, by=bureau_administrator)

    assert send(client, key).status_code == 422


@pytest.mark.parametrize("said", ["", "nonsense", "[]", '{"response": {}}', '{"response": {"userHandle": 7}}'])
def test_what_is_no_answer_at_all_is_refused_in_words(key: Key, client: Client, said: str) -> None:
    client.get(ALONE)

    answer = client.post(ALONE, {"passkey": said}, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert "data-asked" in answer.content.decode()


def test_who_fails_often_here_keeps_no_owner_out(key: Key, approver: Member, client: Client) -> None:
    for _try in range(40):
        client.post(ALONE, {"passkey": "{}"}, REMOTE_ADDR="203.0.113.7")

    assert send(client, key).status_code == 302


def test_the_log_in_form_leads_there_and_keeps_where_one_wanted_to_go(approver: Member, client: Client) -> None:
    page = client.get("/login/?next=/filings/").content.decode()

    assert 'href="/login/passkey/?next=%2Ffilings%2F"' in page
