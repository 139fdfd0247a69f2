"""Who is it that asks: by password and by session, asked anew at every request."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate, get_user, login
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from accounts.services import members, organisations
from accounts.services.authentication import log_in, log_in_name, member_for_session, open_log_in
from core.audit.models import Event
from core.errors import Invalid
from tests import factories

AT = factories.AT
BACKEND = "accounts.services.authentication.MemberBackend"

pytestmark = pytest.mark.django_db


@pytest.fixture
def signatory(world):
    """A member who can log in."""
    return factories.member(
        world.organisations["employer"], "signatory", email="li@example.org", password=factories.PASSWORD
    )


def test_the_right_password_in_whatever_case_of_address_lets_in(signatory):
    assert log_in(" LI@Example.org", factories.PASSWORD, at=AT) == signatory


def test_a_log_in_is_an_event_of_the_member_first_the_password_then_that_it_is_in(signatory):
    member = log_in("li@example.org", factories.PASSWORD, at=AT)
    open_log_in(member, at=AT, second="code")

    last = list(Event.objects.of(signatory).order_by("seq"))[-2:]
    assert [event.verb for event in last] == ["give_password", "log_in"]
    assert last[-1].details == {"second": "code"}


def test_a_wrong_password_an_unknown_address_and_a_shut_account_get_the_same_answer(
    signatory, employer_administrator, operator_administrator
):
    answers = []
    for email, password in [("li@example.org", "wrong"), ("nobody@example.org", "wrong"), ("", ""), ("\x01", "x")]:
        with pytest.raises(Invalid) as refusal:
            log_in(email, password, at=AT)
        answers.append((refusal.value.code, str(refusal.value)))
    members.deactivate(signatory.pk, by=employer_administrator, at=AT)
    with pytest.raises(Invalid) as refusal:
        log_in("li@example.org", factories.PASSWORD, at=AT)
    answers.append((refusal.value.code, str(refusal.value)))

    assert len(set(answers)) == 1


def test_a_barred_organisations_member_does_not_get_in(signatory, operator_administrator):
    organisations.bar(signatory.organisation_id, by=operator_administrator, from_=AT)

    with pytest.raises(Invalid):
        log_in("li@example.org", factories.PASSWORD, at=AT)
    assert log_in("li@example.org", factories.PASSWORD, at=AT - timedelta(seconds=1)) == signatory


def test_a_failed_log_in_is_on_record_without_the_address_or_whether_it_has_an_account(signatory):
    for email in ("li@example.org", "li@example.org", "nobody@example.org"):
        with pytest.raises(Invalid):
            log_in(email, "wrong", at=AT)

    failed = Event.objects.filter(verb="log_in_failed")
    assert sorted(failed.values_list("seq", flat=True)) == [1, 1, 2]
    assert set(failed.values_list("subject_type", "actor_id", "organisation_id")) == {("accounts.login", None, None)}
    assert not [event for event in failed if "example.org" in event.subject_id or "li" in event.subject_id]


def test_a_session_is_asked_anew_at_every_request(signatory, operator_administrator, settings):
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, authenticate(request, username="li@example.org", password=factories.PASSWORD))

    assert get_user(request) == signatory
    organisations.bar(signatory.organisation_id, by=operator_administrator, from_=AT - timedelta(days=5000))
    assert not get_user(request).is_authenticated
    organisations.unbar(signatory.organisation_id, by=operator_administrator)
    assert get_user(request) == signatory


def test_a_session_ends_with_the_password_it_was_opened_by(signatory, settings):
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, authenticate(request, username="li@example.org", password=factories.PASSWORD))

    signatory.set_password("sugar-in-december-2")
    signatory.save()

    assert not get_user(request).is_authenticated
    assert authenticate(request, username="li@example.org", password=factories.PASSWORD) is None


def test_a_closed_accounts_session_is_nobodys(signatory, employer_administrator):
    members.deactivate(signatory.pk, by=employer_administrator, at=AT)

    assert member_for_session(signatory.pk, at=AT) is None


def test_a_session_takes_one_statement(signatory, django_assert_num_queries):
    with django_assert_num_queries(1):
        member = member_for_session(str(signatory.pk), at=AT)
        _all_that_a_door_asks = (member.permissions, member.kind, member.area, member.unit, member.unit_id)


def test_a_log_in_is_named_on_record_by_what_opens_nothing():
    name = log_in_name("abcdefghijklmnop")

    assert name == log_in_name("abcdefghijklmnop") != log_in_name("abcdefghijklmnoq")
    assert name.startswith("session:")
    assert len(name) <= 64
    assert "abcdef" not in name
