"""Which role holds which permissions in which kind of organisation."""

from collections.abc import Iterable

from core.permissions import Permission as P

OFFICE = {"administrator": frozenset({P.MANAGE_MEMBERS, P.MANAGE_TOKENS})}

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
        "officer": frozenset({P.MANAGE_REFERENCE, P.READ_JOBS}),
    },
}


def permissions_of(kind: str, roles: Iterable[str]) -> frozenset[P]:
    """All that holders of `roles` may do in an organisation of `kind`."""
    grants = GRANTS.get(kind, {})
    return frozenset().union(*(grants.get(role, frozenset()) for role in roles))
