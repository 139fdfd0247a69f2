"""Attacks on log-ins: sessions planted or shared, acts without a fresh proof, codes sent twice, owners shut out."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from accounts.enums import FactorKind
from accounts.models import Factor, LogIn, Member, RecoveryCode
from accounts.rules import FRESH, GRANTS, OF_STAFF, permissions_of
from accounts.services import factors, staff
from core import totp
from core.actors import PUBLIC
from core.errors import Forbidden, Invalid, Stale
from core.permissions import Permission as P
from core.workflow import allow
from tests import factories
from tests.core.races import race
from tests.factories import AT, PASSWORD, World
from tests.log_ins import SECRET
from tests.passkeys import Key, asked_by

SESSION = "sessionid"
LATER = AT + timedelta(minutes=11)


def armed(member: Member) -> Member:
    """The member with a password."""
    Member.objects.filter(pk=member.pk).update(password=make_password(PASSWORD))
    return Member.objects.select_related("organisation").get(pk=member.pk)


def by_code(client: Client, member: Member) -> Any:
    client.post("/login/", {"email": member.email, "password": PASSWORD})
    return client.post("/login/prove/", {"code": new_code(member)})


def new_code(member: Member) -> str:
    """What a new app of the member shows."""
    Factor.objects.filter(member=member, kind="app").delete()
    now = timezone.now()
    factors.give([member], SECRET, at=now)
    return totp.code_at(SECRET, totp.step_at(now))


def by_passkey(client: Client, member: Member) -> Any:
    asked = asked_by(client, "/login/passkey/")
    return client.post("/login/passkey/", {"passkey": Key(member).answer(asked["challenge"])})


WAYS = {"code": by_code, "passkey": by_passkey}


@pytest.mark.parametrize("way", WAYS)
def test_a_session_planted_before_the_log_in_is_nobody_s_after_it(approver, way):
    member, victim, thief = armed(approver), Client(), Client()
    victim.get("/login/passkey/")
    planted = victim.cookies[SESSION].value
    thief.cookies[SESSION] = planted

    done = WAYS[way](victim, member)

    assert done.status_code == 302
    assert victim.get("/filings/").status_code == 200
    assert victim.cookies[SESSION].value != planted
    assert thief.get("/filings/").status_code == 302


def test_the_session_that_waits_for_the_code_is_not_the_one_that_is_let_in(approver):
    member, victim, thief = armed(approver), Client(), Client()
    code = new_code(member)
    victim.post("/login/", {"email": member.email, "password": PASSWORD})
    thief.cookies[SESSION] = victim.cookies[SESSION].value

    victim.post("/login/prove/", {"code": code})

    assert victim.get("/filings/").status_code == 200
    assert thief.get("/filings/").status_code == 302


@pytest.mark.parametrize("second", WAYS)
@pytest.mark.parametrize("first", WAYS)
def test_an_officer_has_one_log_in_whichever_ways_were_taken(approver, first, second):
    member, before, after = armed(approver), Client(), Client()
    WAYS[first](before, member)

    WAYS[second](after, member)

    assert [browser.get("/filings/").status_code for browser in (before, after)] == [302, 200]
    assert LogIn.objects.filter(member=member).count() == 1


def test_a_passkey_s_log_in_ends_as_every_other(approver):
    member, idle, used = armed(approver), Client(), Client()
    with time_machine.travel(AT, tick=False) as clock:
        by_passkey(idle, member)
        clock.move_to(AT + OF_STAFF.idle - timedelta(minutes=1))
        within = idle.get("/filings/").status_code
        clock.move_to(AT + 2 * OF_STAFF.idle)
        unused = idle.get("/filings/").status_code
        began = AT + 2 * OF_STAFF.idle
        by_passkey(used, member)
        for step in range(1, 48):
            clock.move_to(began + timedelta(minutes=10 * step))
            assert used.get("/filings/").status_code == 200
        clock.move_to(began + OF_STAFF.whole)

        assert (within, unused, used.get("/filings/").status_code) == (200, 302, 302)


def test_a_fresh_proof_does_not_make_a_log_in_longer(approver):
    member, browser = armed(approver), Client()
    with time_machine.travel(AT, tick=False) as clock:
        by_code(browser, member)
        for step in range(1, 48):
            clock.move_to(AT + timedelta(minutes=10 * step))
            browser.get("/filings/")
        proved = browser.post("/login/prove/?next=/filings/", {"code": new_code(member)})
        clock.move_to(AT + OF_STAFF.whole)

        assert (proved.status_code, browser.get("/filings/").status_code) == (302, 302)


HOLDERS = {
    permission: next(
        (kind, role) for kind in GRANTS for role in sorted(GRANTS[kind]) if permission in GRANTS[kind][role]
    )
    for permission in sorted(FRESH)
}


@pytest.mark.parametrize("permission", HOLDERS)
def test_each_act_of_the_table_takes_a_fresh_proof_of_who_holds_it(world, permission):
    kind, role = HOLDERS[permission]
    member = factories.member(world.organisations.get(kind) or factories.organisation(kind), role)

    allow(P(permission), by=member)
    member.is_stale = True

    with pytest.raises(Stale):
        allow(P(permission), by=member)


def test_a_stale_proof_takes_nothing_else_away(approver):
    approver.is_stale = True
    others = permissions_of("bureau", ["approver"]) - FRESH

    for permission in others:
        allow(permission, by=approver)

    assert P.REVIEW_DEMAND in others


@pytest.mark.django_db(transaction=True)
def test_of_one_recovery_code_sent_by_two_at_once_one_is_taken(approver):
    [code, *_others] = factors.new_recovery_codes(by=approver)

    results = race(*[lambda: factors.prove(code, by=approver, at=AT)] * 2)

    assert sorted(type(result).__name__ for result in results) == ["Invalid", "NoneType"]


def test_a_recovery_code_of_another_is_of_no_use(approver, reviewer):
    [code, *_others] = factors.new_recovery_codes(by=reviewer)

    with pytest.raises(Invalid):
        factors.prove(code, by=approver, at=AT)


def test_new_codes_end_the_old_ones(approver):
    [code, *_others] = factors.new_recovery_codes(by=approver)
    factors.new_recovery_codes(by=approver)

    with pytest.raises(Invalid):
        factors.prove(code, by=approver, at=AT)


def test_who_hammers_every_door_from_elsewhere_leaves_each_open_to_the_owner(approver):
    member, stranger = armed(approver), Client(REMOTE_ADDR="203.0.113.7")
    for _try in range(30):
        stranger.post("/login/", {"email": member.email, "password": "wrong"})
        stranger.post("/login/passkey/", {"passkey": "{}"})
        stranger.post("/login/office/", {"email": member.email})

    ins = [WAYS[way](Client(REMOTE_ADDR="198.51.100.9"), member).status_code for way in WAYS]

    assert ins == [302, 302]


def test_whom_the_list_of_staff_leaves_out_cannot_approve_on_page_or_by_program(
    demand, approver, bureau_administrator, visit, program
):
    submitted = factories.filing(demand.mandate, status="submitted")
    browser, token = visit(approver), program(approver, "decide_demand")
    staff.hand_in([bureau_administrator.email], AT.date(), by=bureau_administrator, at=AT)

    page = browser.post(f"/filings/{submitted.pk}/move/grant/", {"grant-posts": "12"})
    answer = token.post(f"/api/v1/filings/{submitted.pk}/grant/", {"posts": 12}, format="json")

    assert (page.status_code, answer.status_code) == (403, 403)
    submitted.refresh_from_db()
    assert submitted.status == "submitted"
    with pytest.raises(Forbidden):
        allow(P.DECIDE_DEMAND, by=Member.objects.select_related("organisation").get(pk=approver.pk))


def test_factors_are_their_member_s_and_its_administrator_s_and_codes_the_member_s_alone(
    two_worlds: tuple[World, World],
) -> None:
    here, there = two_worlds
    owner = here.member("employer", "clerk")
    factor = Factor.objects.create(member=owner, kind=FactorKind.APP, sealed=b"sealed", made_at=AT)
    code = RecoveryCode.objects.create(member=owner, digest=b"digest")
    everybody = [*here.members.values(), *there.members.values(), PUBLIC]

    see_factor = {by.actor_id for by in everybody if Factor.objects.visible_to(by).filter(pk=factor.pk).exists()}
    see_code = {by.actor_id for by in everybody if RecoveryCode.objects.visible_to(by).filter(pk=code.pk).exists()}

    house = [one for one in here.members.values() if one.organisation_id == owner.organisation_id]
    assert see_factor == {owner.pk} | {one.pk for one in house if P.MANAGE_MEMBERS in one.permissions}
    assert see_code == {owner.pk}
