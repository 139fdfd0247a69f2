"""Which role holds which permissions in which kind of organisation."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from core.permissions import Permission as P

OFFICE = {"administrator": frozenset({P.MANAGE_MEMBERS, P.MANAGE_TOKENS})}

# What a program may do in its own name; whatever is a signature, or power over others, takes a person.
FOR_PROGRAMS = frozenset(
    {
        P.FILE_DEMAND,
        P.APPLY_LICENCE,
        P.REGISTER_PARTY,
        P.KEEP_BOND,
        P.READ_EVENTS,
        P.READ_JOBS,
        P.REGISTER_WORKER,
        P.RECORD_EVIDENCE,
        P.MAKE_OFFER,
        P.APPLY_PERMIT,
        P.LOOK_UP_PERMIT,
        P.RECORD_CROSSING,
        P.REPORT_ARRIVAL,
        P.READ_FEED,
    }
)
# What takes a fresh proof of who acts, on every door: deciding, correcting, and handing out power.
FRESH = frozenset(
    {
        P.ACKNOWLEDGE_GAP,
        P.DECIDE_DEMAND,
        P.APPROVE_QUOTA,
        P.DECIDE_LICENCE,
        P.REVOKE_LICENCE,
        P.CORRECT_PARTY,
        P.ISSUE_PERMIT,
        P.SUSPEND_PERMIT,
        P.REVOKE_PERMIT,
        P.APPROVE_MERGE,
        P.KEEP_BANS,
        P.CONFIRM_OVERSTAY,
        P.DECIDE_FORCE_MAJEURE,
        P.CORRECT_WORKER,
        P.MANAGE_ORGANISATIONS,
        P.MANAGE_MEMBERS,
        P.MANAGE_REFERENCE,
        P.RELEASE_EXPORT,
    }
)
FRESH_FOR = timedelta(minutes=10)
PARTIES = frozenset({"employer", "intermediary"})
NOT_FOR_PASSWORDS = (
    *(
        "guangxi",
        "chongzuo",
        "fangchenggang",
        "baise",
        "pingxiang",
        "ningming",
        "longzhou",
        "fusui",
        "dongxing",
        "daxin",
    ),
    *("nanning", "youyiguan", "aidian", "shuikou", "langson", "caobang", "quangninh", "hanoi", "vietnam", "china"),
    *("zuojiang", "bianjing", "laowu", "ganzhe", "mia", "sugarcane", "sugar", "cane", "harvest", "season", "seasonal"),
    *("permit", "permits", "worker", "workers", "bureau", "quota", "border", "labour", "labor", "work", "scheme"),
    *("admin", "administrator", "approver", "officer", "password", "passwort", "matkhau", "mima", "welcome", "login"),
)
"""Words of this place and this work: whoever guesses begins with them, so they count for nothing in a password."""
FEWEST_OTHER_SIGNS = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a log-in lasts unused, and at all; whether the next one ends it."""

    idle: timedelta
    whole: timedelta
    is_only_one: bool


OF_STAFF = Limits(timedelta(minutes=15), timedelta(hours=8), is_only_one=True)
OF_PARTIES = Limits(timedelta(hours=1), timedelta(hours=12), is_only_one=False)
LONGEST_TOKEN = timedelta(days=366)

EVENTS: dict[str, tuple[str, ...]] = {
    "filing_decided": ("filing_granted", "filing_refused"),
    "permit_issued": ("permit_issued",),
    "permit_suspended": ("permit_suspended", "permit_reinstated"),
    "permit_ended": ("permit_ended", "permit_revoked"),
    "alert_raised": ("licence_ending", "mandate_ending"),
}
"""The letters that are each event of a webhook; a letter about alerts is one raised, every other is of the others."""

GRANTS: dict[str, dict[str, frozenset[P]]] = {
    "bureau": OFFICE
    | {
        "clerk": frozenset({P.REGISTER_PARTY}),
        "reviewer": frozenset(
            {
                P.REVIEW_DEMAND,
                P.PROPOSE_QUOTA,
                P.PROPOSE_REVOCATION,
                P.KEEP_BOND,
                P.REVIEW_PERMIT,
                P.DECIDE_DUPLICATE,
                P.PROPOSE_PERMIT_REVOCATION,
                P.WORK_CASES,
                P.PROPOSE_FORCE_MAJEURE,
                P.READ_FEED,
                P.RELEASE_EXPORT,
            }
        ),
        "approver": frozenset(
            {
                P.DECIDE_DEMAND,
                P.REVIEW_DEMAND,
                P.APPROVE_QUOTA,
                P.DECIDE_LICENCE,
                P.REVOKE_LICENCE,
                P.CORRECT_PARTY,
                P.REVIEW_PERMIT,
                P.ISSUE_PERMIT,
                P.SUSPEND_PERMIT,
                P.REVOKE_PERMIT,
                P.APPROVE_MERGE,
                P.KEEP_BANS,
                P.CONFIRM_OVERSTAY,
                P.DECIDE_FORCE_MAJEURE,
                P.CLOSE_OUT,
                P.RELEASE_EXPORT,
            }
        ),
    },
    "employer": OFFICE
    | {
        "signatory": frozenset(
            {P.GIVE_MANDATE, P.END_MANDATE, P.CONFIRM_DEMAND, P.NAME_WORKER, P.ASK_END, P.REPORT_ABSENCE}
        ),
        "clerk": frozenset({P.REPORT_ARRIVAL, P.REPORT_ABSENCE, P.KEEP_ROSTERS}),
    },
    "intermediary": OFFICE
    | {
        "clerk": frozenset(
            {
                P.FILE_DEMAND,
                P.APPLY_LICENCE,
                P.REGISTER_WORKER,
                P.RECORD_EVIDENCE,
                P.MAKE_OFFER,
                P.KEEP_ROSTERS,
                P.APPLY_PERMIT,
                P.ASK_EXTENSION,
                P.ASK_END,
            }
        ),
        "signatory": frozenset({P.END_MANDATE}),
    },
    "department": OFFICE
    | {
        "officer": frozenset(
            {
                P.CLEAR_WORKER,
                P.RECORD_EVIDENCE,
                P.CORRECT_WORKER,
                P.GIVE_CODE,
                P.DECIDE_DUPLICATE,
                P.CONFIRM_RETURN,
                P.RECORD_CROSSING,
                P.READ_FEED,
                P.KEEP_ROSTERS,
            }
        ),
        "approver": frozenset({P.APPROVE_MERGE, P.CORRECT_WORKER, P.RELEASE_EXPORT}),
    },
    "post": OFFICE
    | {"officer": frozenset({P.LOOK_UP_PERMIT, P.RECORD_CROSSING, P.KEEP_DEVICES, P.KEEP_ROSTERS, P.RELEASE_EXPORT})},
    "licensing": OFFICE
    | {
        "clerk": frozenset({P.REGISTER_PARTY, P.KEEP_BOND}),
        "reviewer": frozenset({P.PROPOSE_REVOCATION}),
        "approver": frozenset({P.DECIDE_LICENCE, P.REVOKE_LICENCE, P.CORRECT_PARTY, P.RELEASE_EXPORT}),
    },
    "protection": OFFICE | {"officer": frozenset({P.HANDLE_COMPLAINT, P.READ_COSTS, P.GIVE_CODE, P.RELEASE_EXPORT})},
    "oversight": OFFICE
    | {"auditor": frozenset({P.READ_EVENTS, P.READ_COSTS, P.OPEN_PERSON, P.LAY_DECOY, P.RELEASE_EXPORT})},
    "operator": {
        "administrator": frozenset({P.MANAGE_ORGANISATIONS, P.MANAGE_MEMBERS, P.MANAGE_TOKENS, P.ACKNOWLEDGE_GAP}),
        "officer": frozenset({P.MANAGE_REFERENCE, P.READ_JOBS, P.REVIVE_NOTICES, P.ACKNOWLEDGE_GAP, P.RELEASE_EXPORT}),
    },
}

# What a worker may do with a one-time code, without an account.
OF_WORKERS = frozenset({P.ANSWER_OFFER, P.COMPLAIN, P.SURRENDER_PERMIT, P.ASK_EXTENSION, P.AGREE, P.CONTEST})


def permissions_of(kind: str, roles: Iterable[str]) -> frozenset[P]:
    """All that holders of `roles` may do in an organisation of `kind`."""
    grants = GRANTS.get(kind, {})
    return frozenset().union(*(grants.get(role, frozenset()) for role in roles))


def limits_of(kind: str) -> Limits:
    """How long a log-in lasts in an organisation of `kind`: an authority's staff, or a party."""
    return OF_PARTIES if kind in PARTIES else OF_STAFF


def needs_second_factor(kind: str, roles: Collection[str]) -> bool:
    """Whether somebody with those roles does nothing without a second factor."""
    return kind == "operator" or not {"approver", "administrator"}.isdisjoint(roles)


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


def is_of_this_place(password: str) -> bool:
    """Whether a password is little more than words of this place and the years and marks people add to them."""
    plain = unicodedata.normalize("NFKD", password.lower().replace("đ", "d"))
    left = "".join(sign for sign in plain if sign.isalpha() and not unicodedata.combining(sign))
    without = left
    for word in sorted(NOT_FOR_PASSWORDS, key=len, reverse=True):
        without = without.replace(word, "")
    return without != left and len(without) < FEWEST_OTHER_SIGNS


def tidy(text: str) -> str:
    """A name as it is kept: composed (NFC), without control characters, single spaces."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return " ".join(composed.split())
    return " ".join("".join(sign for sign in composed if sign.isspace() or sign.isprintable()).split())
