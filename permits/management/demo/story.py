"""Telling the demo's story through the services: every act by its own actor, on its day, in the order of the days."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any
from uuid import UUID

from accounts.enums import Role
from core.actors import Actor
from core.dates import ZONE
from employers.models import Filing
from employers.services.demand import after_grant, decisions, filings
from permits.management.demo.content import content
from permits.management.demo.filings import FILINGS
from permits.management.demo.offices import Staff
from permits.management.demo.tables import table

Step = tuple[datetime, Callable[[], object]]
HOURS = {"draft": 9, "file": 10, "confirm": 15, "ask": 11, "answer": 14, "recommend": 11, "grant": 16, "refuse": 16}
BUREAU = {"ask": Role.REVIEWER, "recommend": Role.REVIEWER, "grant": Role.APPROVER, "refuse": Role.APPROVER}
ACTS: dict[str, Callable[..., Any]] = {
    "file": filings.file,
    "answer": filings.answer,
    "withdraw": filings.withdraw,
    "ask": decisions.request_information,
    "recommend": decisions.recommend,
    "grant": decisions.grant,
    "refuse": decisions.refuse,
    "close": after_grant.close,
    "reduce": after_grant.reduce,
}


def steps(staff: Staff, employers: Mapping[str, UUID], made: dict[str, Filing]) -> list[Step]:
    """All steps of all filings, each with its moment; `made` fills up with the filings as they are drafted."""
    return [
        (at, partial(_do, verb, key, made, staff, employers, at=at, **details)) for at, key, verb, details in _steps()
    ]


def _steps() -> list[tuple[datetime, str, str, dict[str, Any]]]:
    found: list[tuple[datetime, str, str, dict[str, Any]]] = []
    for key, asked in FILINGS.items():
        begun = asked["drafted"] if "drafted" in asked else asked["steps"][0][1]
        found.append((_moment("draft", begun), key, "draft", {}))
        for verb, day, *details in asked["steps"]:
            found.append((_moment(verb, day), key, verb, details[0] if details else {}))
    return found


def _moment(verb: str, day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(HOURS.get(verb, 15)), ZONE)


def _do(
    verb: str,
    key: str,
    made: dict[str, Filing],
    staff: Staff,
    employers: Mapping[str, UUID],
    *,
    at: datetime,
    **details: Any,
) -> None:
    asked = FILINGS[key]
    by = _actor(verb, asked, staff)
    if verb == "draft":
        wanted = content(asked, employers, drafted_on=at.date())
        made[key] = filings.draft(wanted, by=by, at=at, source="demo", source_key=key)
    elif verb == "revise":
        wanted = content({**asked, **details["now"]}, employers, drafted_on=at.date())
        made[key] = filings.revise(made[key].pk, wanted, by=by, at=at)
    elif verb == "confirm":
        filings.confirm(made[key].pk, digest=made[key].content_digest, by=by, at=at)
    else:
        ACTS[verb](made[key].pk, by=by, at=at, **details)


def _actor(verb: str, asked: Mapping[str, Any], staff: Staff) -> Actor:
    if verb == "confirm":
        return staff[asked["employer"], Role.SIGNATORY]
    if verb in BUREAU or verb == "close":
        [home] = [row for row in table("employers") if row["key"] == asked["employer"]]
        return staff[home["county"], BUREAU.get(verb, Role.APPROVER)]
    return staff[asked["by"], Role.CLERK]
