"""Rights that one takes for oneself, lends further than they reach, or keeps too long."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Member, Organisation, Token
from tests import factories
from tests.factories import AT, World

pytestmark = pytest.mark.django_db


def test_a_token_that_only_reads_moves_nobody_s_letters_to_another_telephone(employer_clerk, program):
    reading = program(employer_clerk)

    answer = reading.post("/api/v1/me/choose-letters/", {"phone": "+86 771 5550000", "letters_by": ["sms"]})

    assert answer.status_code == 403
    assert Member.objects.get(pk=employer_clerk.pk).phone == ""


def test_a_token_ends_itself_but_no_other_of_its_member(employer_clerk, program):
    reading = program(employer_clerk)
    own = Token.objects.get()
    other = factories.token(employer_clerk)

    answers = [reading.post(f"/api/v1/tokens/{token.pk}/revoke/").status_code for token in (other, own)]

    assert answers == [403, 200]
    assert Token.objects.get(pk=other.pk).revoked_at is None


@pytest.mark.parametrize("kind", ["employer", "intermediary"])
def test_what_a_party_is_known_by_is_not_changed_by_one_operator_alone(world, operator_administrator, program, kind):
    party = world.organisations[kind]
    asking = program(operator_administrator, "manage_organisations")

    answer = asking.post(f"/api/v1/organisations/{party.pk}/rename/", {"name_en": "Another Farm"})

    assert answer.status_code == 422
    assert Organisation.objects.get(pk=party.pk).name_en == party.name_en


def test_a_token_does_no_more_than_its_member_may_by_now(world: World, program):
    clerk = world.member("intermediary", "clerk")
    filing = factories.filing(world.mandate, status="submitted")
    asking = program(clerk, "file_demand")
    Member.objects.filter(pk=clerk.pk).update(roles=[])

    answer = asking.post(f"/api/v1/filings/{filing.pk}/withdraw/", {})

    assert answer.status_code == 403
    Member.objects.filter(pk=clerk.pk).update(closed_at=factories.AT)
    assert asking.get("/api/v1/me/").status_code == 401


def test_an_administrator_neither_promotes_itself_nor_reaches_into_another_house(two_worlds, program):
    here, there = two_worlds
    administrator = here.member("bureau", "administrator")
    asking = program(administrator, "manage_members", "manage_tokens")
    theirs = there.member("bureau", "clerk")
    unit = there.member("bureau", "clerk").unit

    own = asking.post(f"/api/v1/members/{administrator.pk}/set-roles/", {"roles": ["approver"]})
    others = [
        asking.post(f"/api/v1/members/{theirs.pk}/{verb}/", body).status_code
        for verb, body in (("set-roles", {"roles": []}), ("set-unit", {"unit": None}), ("deactivate", {}))
    ]
    foreign = asking.post(f"/api/v1/members/{here.member('bureau', 'clerk').pk}/set-unit/", {"unit": str(unit.pk)})
    token = asking.post(
        "/api/v1/tokens/",
        {"name": "x", "expires_at": (AT + timedelta(days=1)).isoformat(), "scopes": ["decide_demand"]},
    )

    assert own.status_code == 403
    assert others == [404, 404, 404]
    assert foreign.status_code == 422
    assert token.status_code == 403


def test_nobody_behind_a_proxy_is_kept_out_by_another_s_wrong_tries(world, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    of = world.organisations["employer"]
    factories.member(of, "clerk", email="kept.in@example.org", password="correct horse battery")
    browser = Client()

    def tried(password: str, address: str) -> int:
        given = {"email": "kept.in@example.org", "password": password}
        return browser.post("/login/", given, HTTP_X_FORWARDED_FOR=address).status_code

    for _ in range(9):
        tried("wrong", "203.0.113.9")

    assert tried("correct horse battery", "203.0.113.9") == 422
    assert tried("correct horse battery", "198.51.100.7") == 302


def test_who_finds_a_session_open_does_not_guess_its_password(world, visit):
    member = factories.member(world.organisations["employer"], "clerk", password="correct horse battery")
    browser = visit(member)

    def changed(old: str) -> int:
        return browser.post("/account/password/", {"old": old, "new": "another horse battery"}).status_code

    for number in range(9):
        changed(f"wrong horse {number}")

    assert changed("correct horse battery") == 422
