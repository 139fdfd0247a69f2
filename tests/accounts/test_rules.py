"""Which role holds what, who may give it, and how far a token reaches."""

import pytest

from accounts.enums import Kind, Role
from accounts.rules import (
    FOR_PROGRAMS,
    GRANTS,
    OF_WORKERS,
    appointable,
    is_of_this_place,
    permissions_of,
    roles_of,
    tidy,
    within_reach,
)
from core.permissions import Permission as P


def test_every_kind_of_organisation_has_roles_and_every_role_exists():
    assert set(GRANTS) == set(Kind.values)
    assert all(set(roles) <= set(Role.values) for roles in GRANTS.values())
    assert all("administrator" in roles for roles in GRANTS.values())


def test_every_permission_is_held_by_somebody():
    held = {permission for roles in GRANTS.values() for granted in roles.values() for permission in granted}

    assert held | OF_WORKERS == set(P)


def test_a_role_of_another_kind_gives_nothing():
    assert permissions_of("employer", ["approver", "officer"]) == frozenset()
    assert permissions_of("nobody", ["administrator"]) == frozenset()


def test_no_role_both_prepares_and_decides_a_change_of_quota():
    for roles in GRANTS.values():
        for granted in roles.values():
            assert not {P.PROPOSE_QUOTA, P.APPROVE_QUOTA} <= granted
            assert not {P.PROPOSE_REVOCATION, P.REVOKE_LICENCE} <= granted


def test_administrators_decide_nothing():
    for roles in GRANTS.values():
        # Two of who run the service vouch for what a restore lost; nobody's case hangs on it.
        vouches = {P.ACKNOWLEDGE_GAP} if roles is GRANTS["operator"] else set()
        assert roles["administrator"] <= {P.MANAGE_ORGANISATIONS, P.MANAGE_MEMBERS, P.MANAGE_TOKENS} | vouches


@pytest.mark.parametrize(
    ("kind", "own", "first", "allowed"),
    [
        ("bureau", True, False, roles_of("bureau")),
        ("bureau", False, True, {"administrator"}),
        ("employer", False, True, roles_of("employer")),
        ("employer", False, False, {"administrator"}),
        ("intermediary", False, True, roles_of("intermediary")),
    ],
)
def test_from_outside_only_administrators_and_a_partys_first_member_are_appointed(kind, own, first, allowed):
    assert appointable(kind, own=own, is_first=first) == allowed


def test_no_program_signs_or_has_power_over_others():
    signing = {
        P.CONFIRM_DEMAND,
        P.GIVE_MANDATE,
        P.REVIEW_DEMAND,
        P.DECIDE_DEMAND,
        P.PROPOSE_QUOTA,
        P.APPROVE_QUOTA,
        P.DECIDE_LICENCE,
        P.PROPOSE_REVOCATION,
        P.REVOKE_LICENCE,
        P.MANAGE_MEMBERS,
        P.MANAGE_TOKENS,
        P.MANAGE_ORGANISATIONS,
    }

    assert not signing & FOR_PROGRAMS
    assert within_reach("bureau", ["approver"], of_person=False) == frozenset()
    assert P.DECIDE_DEMAND in within_reach("bureau", ["approver"], of_person=True)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Nguye\u0302\u0303n  Va\u0306n ", "Nguyễn Văn"),
        ("a\x00b\u202ec\nd", "abc d"),
        ("宁明县　人社局", "宁明县 人社局"),
        (" \t", ""),
    ],
)
def test_names_are_kept_composed_and_plain(given, kept):
    assert tidy(given) == kept


@pytest.mark.parametrize(
    ("password", "is_refused"),
    [
        ("Guangxi-2026-2027", True),
        ("sugarcane!permit99", True),
        ("Việt Nam 1234567", True),
        ("Chongzuo.Bureau.Admin", True),
        ("horse battery staple", False),
        ("seven grey herons at the sugar mill", False),
        ("7194 6602 8831 5", False),
    ],
)
def test_a_password_of_little_but_words_of_this_place_is_refused(password: str, is_refused: bool) -> None:
    assert is_of_this_place(password) is is_refused
