"""Which role holds which permissions in which kind of organisation."""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import timedelta

from core.permissions import Permission as P

OFFICE = {"administrator": frozenset({P.MANAGE_MEMBERS, P.MANAGE_TOKENS})}

# What a program may do in its own name; whatever is a signature, or power over others, takes a person.
FOR_PROGRAMS = frozenset({P.FILE_DEMAND, P.APPLY_LICENCE, P.REGISTER_PARTY, P.KEEP_BOND, P.READ_EVENTS, P.READ_JOBS})
LONGEST_TOKEN = timedelta(days=366)

GRANTS: dict[str, dict[str, frozenset[P]]] = {
    "bureau": OFFICE
    | {
        "clerk": frozenset({P.REGISTER_PARTY}),
        "reviewer": frozenset({P.REVIEW_DEMAND, P.PROPOSE_QUOTA, P.PROPOSE_REVOCATION, P.KEEP_BOND}),
        "approver": frozenset(
            {
                P.DECIDE_DEMAND,
                P.REVIEW_DEMAND,
                P.APPROVE_QUOTA,
                P.DECIDE_LICENCE,
                P.REVOKE_LICENCE,
                P.CORRECT_PARTY,
            }
        ),
    },
    "employer": OFFICE
    | {"signatory": frozenset({P.GIVE_MANDATE, P.END_MANDATE, P.CONFIRM_DEMAND}), "clerk": frozenset()},
    "intermediary": OFFICE
    | {"clerk": frozenset({P.FILE_DEMAND, P.APPLY_LICENCE}), "signatory": frozenset({P.END_MANDATE})},
    "department": OFFICE | {"officer": frozenset()},
    "post": OFFICE | {"officer": frozenset()},
    "licensing": OFFICE
    | {
        "clerk": frozenset({P.REGISTER_PARTY, P.KEEP_BOND}),
        "reviewer": frozenset({P.PROPOSE_REVOCATION}),
        "approver": frozenset({P.DECIDE_LICENCE, P.REVOKE_LICENCE, P.CORRECT_PARTY}),
    },
    "protection": OFFICE | {"officer": frozenset()},
    "oversight": OFFICE | {"auditor": frozenset({P.READ_EVENTS})},
    "operator": {
        "administrator": frozenset({P.MANAGE_ORGANISATIONS, P.MANAGE_MEMBERS, P.MANAGE_TOKENS}),
        "officer": frozenset({P.MANAGE_REFERENCE, P.READ_JOBS, P.REVIVE_NOTICES}),
    },
}


def permissions_of(kind: str, roles: Iterable[str]) -> frozenset[P]:
    """All that holders of `roles` may do in an organisation of `kind`."""
    grants = GRANTS.get(kind, {})
    return frozenset().union(*(grants.get(role, frozenset()) for role in roles))


def roles_of(kind: str) -> frozenset[str]:
    """The roles there are in an organisation of `kind`."""
    return frozenset(GRANTS.get(kind, {}))


def appointable(kind: str, *, own: bool, is_first: bool) -> frozenset[str]:
    """The roles that an administrator may give in an organisation of `kind`, its `own` or another's.

    From outside, a party's first member gets whatever role it needs, since it may be alone; everybody else's
    organisation gets an administrator, who appoints the others.
    """
    if own or (is_first and kind in ("employer", "intermediary")):
        return roles_of(kind)
    return frozenset({"administrator"})


def within_reach(kind: str, roles: Collection[str], *, of_person: bool) -> frozenset[P]:
    """What a token of somebody with those roles can be given."""
    held = permissions_of(kind, roles)
    return held if of_person else held & FOR_PROGRAMS


def tidy(text: str) -> str:
    """A name as it is kept: composed (NFC), without control characters, single spaces."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(sign for sign in composed if sign.isspace() or sign.isprintable()).split())
