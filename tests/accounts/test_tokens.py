"""Tokens: shown once, kept as a hash, never more than their holder; ended, expired or barred they are nobody."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Token
from accounts.services import members, organisations, tokens
from accounts.services.authentication import authenticate_token
from core.audit.models import Event
from core.errors import Forbidden, Invalid, NotFound
from core.permissions import Permission as P
from tests import factories

AT = factories.AT
DAY = timedelta(days=1)
SOON = AT + 30 * DAY

pytestmark = pytest.mark.django_db


def test_a_key_is_shown_once_and_kept_as_a_hash(intermediary_clerk):
    token, key = tokens.make("our system", by=intermediary_clerk, at=AT, expires_at=SOON, scopes=[P.FILE_DEMAND])

    kept = Token.objects.get()
    assert kept.hint == key[:8]
    assert bytes(kept.digest) == hashlib.sha256(key.encode()).digest()
    assert key not in str([event.changes for event in Event.objects.of(token)])
    assert (kept.member_id, kept.unit_id, kept.roles) == (intermediary_clerk.pk, intermediary_clerk.unit_id, [])


def test_a_personal_token_acts_as_its_holder_within_its_scopes(approver):
    token, key = tokens.make("mine", by=approver, at=AT, expires_at=SOON, scopes=[P.DECIDE_DEMAND])

    found = authenticate_token(key, at=AT)

    assert found == token
    assert (found.actor_id, found.organisation_id, found.unit_id) == (
        approver.pk,
        approver.organisation_id,
        approver.unit_id,
    )
    assert (found.kind, found.area, found.login) == ("bureau", "451422", f"token:{token.pk}")
    assert found.permissions == {P.DECIDE_DEMAND}


def test_a_token_loses_what_its_holder_loses(approver, bureau_administrator):
    _token, key = tokens.make("mine", by=approver, at=AT, expires_at=SOON, scopes=[P.DECIDE_DEMAND])

    members.set_roles(approver.pk, ["clerk"], by=bureau_administrator)

    assert authenticate_token(key, at=AT).permissions == frozenset()


def test_a_service_token_is_the_organisations_with_roles_of_its_own(intermediary_administrator):
    _token, key = tokens.make(
        "batch", by=intermediary_administrator, at=AT, expires_at=SOON, roles=["clerk"], scopes=[P.FILE_DEMAND]
    )

    found = authenticate_token(key, at=AT)

    assert (found.actor_id, found.member_id) == (found.pk, None)
    assert found.permissions == {P.FILE_DEMAND}


def test_without_scopes_a_token_only_reads(intermediary_clerk):
    _token, key = tokens.make("reader", by=intermediary_clerk, at=AT, expires_at=SOON)

    assert authenticate_token(key, at=AT).permissions == frozenset()


@pytest.mark.parametrize("scope", [P.DECIDE_DEMAND, P.APPROVE_QUOTA, P.REVIEW_DEMAND, P.MANAGE_TOKENS])
def test_no_service_token_signs_or_has_power_over_others(scope, bureau_administrator):
    with pytest.raises(Invalid) as refusal:
        tokens.make(
            "robot",
            by=bureau_administrator,
            at=AT,
            expires_at=SOON,
            roles=["approver", "reviewer", "administrator"],
            scopes=[scope],
        )

    assert refusal.value.problems[0].field == "scopes"


def test_a_service_token_written_past_the_rule_still_signs_nothing(world):
    token = factories.token(world.organisations["bureau"], roles=["approver"], scopes=[P.DECIDE_DEMAND])

    assert token.permissions == frozenset()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"expires_at": AT}, "expires_at"),
        ({"expires_at": AT + 367 * DAY}, "expires_at"),
        ({"scopes": [P.DECIDE_DEMAND]}, "scopes"),
        ({"scopes": ["nonsense"]}, "scopes"),
        ({"roles": ["approver"]}, "roles"),
        ({"roles": []}, "roles"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(given, field, intermediary_administrator):
    values = {"name": "x", "expires_at": SOON} | given

    with pytest.raises(Invalid) as refusal:
        tokens.make(values.pop("name"), by=intermediary_administrator, at=AT, **values)

    assert refusal.value.problems[0].field == field
    assert not Token.objects.exists()


def test_only_who_keeps_the_tokens_makes_the_organisations(intermediary_clerk):
    with pytest.raises(Forbidden):
        tokens.make("x", by=intermediary_clerk, at=AT, expires_at=SOON, roles=["clerk"])


def test_no_token_makes_a_token(intermediary_administrator):
    token = factories.token(intermediary_administrator, scopes=[P.MANAGE_TOKENS])

    with pytest.raises(Forbidden, match="Only a person"):
        tokens.make("x", by=token, at=AT, expires_at=SOON)


def test_a_service_token_sits_in_a_unit_of_its_own_organisation(two_worlds):
    here, there = two_worlds
    administrator = here.member("bureau", "administrator")
    ours, theirs = (one.organisations["bureau"].units.first() for one in (here, there))
    given = {"by": administrator, "at": AT, "expires_at": SOON, "roles": ["clerk"]}

    assert tokens.make("x", unit_id=ours.pk, **given)[0].unit_id == ours.pk
    with pytest.raises(Invalid, match="no such unit"):
        tokens.make("x", unit_id=theirs.pk, **given)


def test_a_token_that_was_ended_is_nobody_from_the_next_request_on(intermediary_clerk):
    token, key = tokens.make("x", by=intermediary_clerk, at=AT, expires_at=SOON)

    tokens.revoke(token.pk, by=intermediary_clerk, at=AT)
    tokens.revoke(token.pk, by=intermediary_clerk, at=AT + DAY)

    assert authenticate_token(key, at=AT) is None
    assert Token.objects.get().revoked_at == AT


def test_one_ends_ones_own_tokens_and_an_administrator_all_of_the_organisations(two_worlds):
    here, there = two_worlds
    clerk, administrator = here.member("intermediary", "clerk"), here.member("intermediary", "administrator")
    token, _key = tokens.make("x", by=clerk, at=AT, expires_at=SOON)

    for stranger in (here.member("intermediary", "signatory"), there.member("intermediary", "administrator")):
        with pytest.raises(NotFound):
            tokens.revoke(token.pk, by=stranger, at=AT)
    assert tokens.revoke(token.pk, by=administrator, at=AT).revoked_at == AT


def test_a_token_is_nobody_once_it_has_expired(intermediary_clerk):
    _token, key = tokens.make("x", by=intermediary_clerk, at=AT, expires_at=SOON)

    assert authenticate_token(key, at=SOON - timedelta(seconds=1)) is not None
    assert authenticate_token(key, at=SOON) is None


def test_a_token_of_a_closed_account_or_a_barred_organisation_is_nobody(
    intermediary_clerk, intermediary_administrator, operator_administrator
):
    _token, mine = tokens.make("x", by=intermediary_clerk, at=AT, expires_at=SOON)
    _token, ours = tokens.make("y", by=intermediary_administrator, at=AT, expires_at=SOON, roles=["clerk"])

    members.deactivate(intermediary_clerk.pk, by=intermediary_administrator, at=AT)
    assert [authenticate_token(key, at=AT) is None for key in (mine, ours)] == [True, False]
    organisations.bar(intermediary_clerk.organisation_id, by=operator_administrator, from_=AT)
    assert authenticate_token(ours, at=AT) is None


@pytest.mark.parametrize("key", ["", "x", "sp_" + "x" * 43, "密钥", "\x00", "y" * 100_000])
def test_an_unknown_key_is_nobody(key):
    assert authenticate_token(key, at=AT) is None


def test_a_request_takes_one_statement_and_the_days_first_says_that_it_was_used(
    intermediary_clerk, django_assert_num_queries
):
    token, key = tokens.make("x", by=intermediary_clerk, at=AT, expires_at=SOON, scopes=[P.FILE_DEMAND])
    events = Event.objects.of(token)

    authenticate_token(key, at=AT)
    assert (Token.objects.get().last_used_on, events.last().verb) == (AT.date(), "use_token")
    with django_assert_num_queries(1):
        found = authenticate_token(key, at=AT + timedelta(hours=3))
        _all_that_a_door_asks = (found.permissions, found.kind, found.area, found.login, found.unit, found.language)
    authenticate_token(key, at=AT + DAY)

    assert events.filter(verb="use_token").count() == 2


def test_the_database_refuses_a_token_with_both_a_member_and_roles(intermediary_clerk):
    factories.token(intermediary_clerk, expires_at=SOON)

    with pytest.raises(IntegrityError, match="token_of_member_or_service"), transaction.atomic():
        Token.objects.update(roles=["clerk"])
