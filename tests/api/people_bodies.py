"""For each act about people, permits and presence, a body of the right form about one's own world's records."""

from collections.abc import Callable
from typing import Any

Body = Callable[[dict[str, Any]], dict[str, Any]]
REASON = {"reason": "人数与现场不符"}
UNCLEAR = {"refusal": "identity_doubted"}
PERSON = {"name": "Nguyễn Thị Thử", "birth_date": "1994-03-21", "province": "20"}
SHOWN = {"kind": "health", "code": "health-check", "issuer": "Trung tâm", "valid_from": "2026-08-01"}
YES = {"digest": "d" * 64, "code": "000000"}

ABOUT_PEOPLE: dict[tuple[str, str], Body] = {
    ("one-time-codes", "ask"): lambda _mine: {"number": "W-0000123-Z", "birth_date": "1994-03-21"},
    ("one-time-codes", "give"): lambda mine: {"ids": [mine["workers"]]},
    ("one-time-codes", "give-by-paper"): lambda _mine: {"number": "no number", "birth_date": "1994-03-21"},
    ("worker-sessions", "open"): lambda _mine: {"number": "no number", "code": "000000"},
    ("workers", "find"): lambda _mine: {"text": "Nguyễn"},
    ("workers", "add-paper"): lambda _mine: {"kind": "passport", "number": "C1234567", "expires_on": "2034-01-01"},
    ("workers", "change-phone"): lambda _mine: {"phone": "+84901234567"},
    ("workers", "record-ban"): lambda _mine: {"from_on": "2026-08-01", "years": 1, "legal_basis": "EEL art. 81"},
    ("papers", "void"): lambda _mine: {"from_on": "2026-08-01"},
    ("worker-corrections", "propose"): lambda mine: {"worker": mine["workers"], "name_zh": "阮氏试", **REASON},
    ("evidence", "record"): lambda mine: {"worker": mine["workers"], **SHOWN},
    ("evidence", "record-each"): lambda mine: {"rows": [{"worker": mine["workers"], **SHOWN}]},
    ("removal-bans", "lift"): lambda _mine: REASON,
    ("duplicates", "tell-apart"): lambda _mine: {"note": "两人同日出生"},
    ("merges", "propose"): lambda mine: {"duplicate": mine["duplicates"], "keep": mine["workers"], **REASON},
    ("registrations", "register"): lambda mine: {"worker": mine["workers"], "season": "2026-27"},
    ("registrations", "register-each"): lambda _mine: {"season": "2026-27", "rows": [{"person": PERSON}]},
    ("registrations", "clear-each"): lambda mine: {"rows": [{"registration": mine["registrations"]}]},
    ("registrations", "refuse"): lambda _mine: UNCLEAR,
    ("registrations", "refuse-each"): lambda mine: {"ids": [mine["registrations"]], **UNCLEAR},
    ("registrations", "revoke-clearance"): lambda _mine: UNCLEAR,
    ("offers", "make"): lambda mine: {
        "filing": mine["filings"],
        "registration": mine["registrations"],
        "valid_until": "2026-12-31",
    },
    ("offers", "make-each"): lambda mine: {
        "filing": mine["filings"],
        "registrations": [mine["registrations"]],
        "valid_until": "2026-12-31",
    },
    ("offers", "renew-each"): lambda mine: {"filing": mine["filings"], "valid_until": "2026-12-31"},
    ("offers", "accept"): lambda _mine: YES,
    ("offers", "accept-each"): lambda mine: {"rows": [{"offer": mine["offers"], **YES}]},
}
