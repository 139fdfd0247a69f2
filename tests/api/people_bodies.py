"""For each act about people, permits and presence, a body of the right form about one's own world's records."""

from collections.abc import Callable
from typing import Any

Body = Callable[[dict[str, Any]], dict[str, Any]]
REASON = {"reason": "人数与现场不符"}
UNCLEAR = {"refusal": "identity_doubted"}
PERSON = {"name": "Nguyễn Thị Thử", "birth_date": "1994-03-21", "province": "20"}
SHOWN = {"kind": "health", "code": "health-check", "issuer": "Trung tâm", "valid_from": "2026-08-01"}
WISH = {"permit_class": "seasonal", "ports": ["aidian"]}
WORDS = {"text": "我在岗。"}
FOUND = {"decision": "工友证实。"}
MEASURE = {
    "name": "台风",
    "legal_basis": "notice 12",
    "area": "451422",
    "from_on": "2026-09-01",
    "until_on": "2026-09-03",
    "extends_to": "2026-09-10",
}
CLAIM = {"direction": "in", "occurred_at": "2026-08-31T08:00:00+08:00", "key": "1", "permit_number": "WP-1"}
YES = {"digest": "d" * 64, "code": "000000"}

ROSTERS = {"intermediary": "workers", "department": "clearances", "post": "crossings", "employer": "arrivals"}
"""What each kind of organisation hands in."""
NO_PICTURE = {"file": "bm8gcGljdHVyZQ=="}

ABOUT_PEOPLE: dict[tuple[str, str], Body] = {
    ("worker-files", "hand-in"): lambda mine: {"worker": mine["workers"], **NO_PICTURE},
    ("licence-files", "hand-in"): lambda mine: {"licence": mine["register"], **NO_PICTURE},
    ("me", "choose-webhook-events"): lambda _mine: {"events": ["permit_issued"]},
    ("me", "replay-webhook"): lambda _mine: {"from_on": "2026-08-31"},
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
    ("cost-statements", "state"): lambda _mine: {"season": "2026-27", "lines": []},
    ("complaints", "complain"): lambda _mine: {"kind": "wages", "text": "Chưa trả lương."},
    ("complaints", "add"): lambda _mine: {"text": "Vẫn chưa trả."},
    ("complaints", "answer"): lambda _mine: {"text": "已联系用人单位。"},
    ("complaints", "refer"): lambda _mine: {"text": "工资纠纷", "to": "劳动监察大队"},
    ("duplicates", "tell-apart"): lambda _mine: {"note": "两人同日出生"},
    ("merges", "propose"): lambda mine: {"duplicate": mine["duplicates"], "keep": mine["workers"], **REASON},
    ("registrations", "register"): lambda mine: {
        "worker": mine["workers"],
        "season": "2026-27",
        "agreed_abroad": True,
    },
    ("registrations", "register-each"): lambda _mine: {
        "season": "2026-27",
        "rows": [{"person": PERSON, "agreed_abroad": True}],
    },
    ("registrations", "clear-each"): lambda mine: {"rows": [{"registration": mine["registrations"]}]},
    ("registrations", "refuse"): lambda _mine: UNCLEAR,
    ("registrations", "refuse-each"): lambda mine: {"ids": [mine["registrations"]], **UNCLEAR},
    ("registrations", "revoke-clearance"): lambda _mine: UNCLEAR,
    ("named-requests", "ask"): lambda _mine: {"number": "no number", "season": "2026-27"},
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
    ("permit-applications", "draft"): lambda mine: {"offer": mine["offers"], **WISH},
    ("permit-applications", "draft-each"): lambda mine: {"rows": [{"offer": mine["offers"]}], **WISH},
    ("permit-applications", "apply-each"): lambda mine: {"rows": [{"offer": mine["offers"]}], **WISH},
    ("permit-applications", "edit"): lambda _mine: {"ports": ["aidian"]},
    ("permit-applications", "request-information"): lambda _mine: {"question": "体检？"},
    ("permit-applications", "answer"): lambda _mine: {"text": "已附上。"},
    ("permit-applications", "refuse"): lambda _mine: {"refusal": "check_failed"},
    ("permit-applications", "refuse-each"): lambda mine: {
        "rows": [{"application": mine["permit-applications"], "refusal": "check_failed"}]
    },
    ("permits", "issue"): lambda mine: {"applications": [mine["permit-applications"]]},
    ("permits", "suspend"): lambda _mine: REASON,
    ("permits", "suspend-each"): lambda mine: {"ids": [mine["permits"]], **REASON},
    ("permits", "propose-revocation"): lambda _mine: {"legal_basis": "EEL art. 43", **REASON},
    ("arrivals", "report"): lambda mine: {"permit": mine["permits"], "arrived_on": "2026-11-15"},
    ("arrivals", "report-each"): lambda mine: {"rows": [{"permit": mine["permits"], "arrived_on": "2026-11-15"}]},
    ("arrivals", "register-lodging-each"): lambda mine: {
        "rows": [{"permit": mine["permits"], "registered_on": "2026-11-16"}]
    },
    ("extensions", "ask"): lambda mine: {"permit": mine["permits"], "ends_on": "2027-06-01", **REASON},
    ("extensions", "refuse"): lambda _mine: {"comment": "榨季已完"},
    ("variations", "ask"): lambda mine: {
        "permit": mine["permits"],
        "effective_on": "2026-12-01",
        "ports": ["aidian"],
        **REASON,
    },
    ("variations", "refuse"): lambda _mine: {"comment": "榨季已完"},
    ("end-requests", "ask"): lambda mine: {"permit": mine["permits"], "ends_on": "2027-01-01", **REASON},
    ("end-requests", "refuse"): lambda _mine: {"comment": "无正当理由"},
    ("crossings", "record"): lambda _mine: CLAIM,
    ("crossings", "record-each"): lambda _mine: {"rows": [CLAIM]},
    ("crossings", "record-file"): lambda _mine: {"csv": "key,direction,occurred_at\n1,in,2026-08-31T08:00\n"},
    ("crossings", "correct"): lambda _mine: {**CLAIM, "permit_number": "", **REASON},
    ("crossings", "void"): lambda _mine: REASON,
    ("anomalies", "settle"): lambda _mine: {"note": "口岸录错"},
    ("look-ups", "ask"): lambda _mine: {"number": "no number", "purpose": "entry"},
    ("devices", "enrol"): lambda _mine: {"name": "lane 2", "public_key": "no key"},
    ("device-logs", "upload"): lambda mine: {"device": mine["devices"], "entries": [{}], "signature": "00"},
    ("absence-reports", "report"): lambda mine: {
        "permit": mine["permits"],
        "kind": "missing",
        "since_on": "2026-09-01",
    },
    ("absence-reports", "contest"): lambda _mine: WORDS,
    ("absence-reports", "uphold"): lambda _mine: FOUND,
    ("absence-reports", "find-false"): lambda _mine: FOUND,
    ("overstay-cases", "contest"): lambda _mine: WORDS,
    ("overstay-cases", "propose-confirmation"): lambda _mine: REASON,
    ("overstay-cases", "close"): lambda _mine: {"closing": "data_error", "note": "证件号录错"},
    ("rosters", "hand-in"): lambda mine: {
        "kind": ROSTERS.get(mine["asker"], "workers"),
        "file_name": "a.csv",
        "content": "bm8gcm9zdGVy",
    },
    ("returns", "settle-wage"): lambda _mine: {"settled_on": "2026-09-01"},
    ("returns", "settle-wage-each"): lambda mine: {"ids": [mine["returns"]], "settled_on": "2026-09-01"},
    ("returns", "return-papers"): lambda _mine: {"returned_on": "2026-09-01"},
    ("returns", "return-papers-each"): lambda mine: {"ids": [mine["returns"]], "returned_on": "2026-09-01"},
    ("force-majeure", "propose"): lambda _mine: MEASURE,
    ("force-majeure", "propose-reversal"): lambda _mine: REASON,
    ("merges", "propose-undoing"): lambda _mine: REASON,
    ("force-majeure", "dry-run"): lambda _mine: MEASURE,
    ("offers", "accept-each"): lambda mine: {"rows": [{"offer": mine["offers"], **YES}]},
}
