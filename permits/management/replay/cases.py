"""Cases: what a row says in plain values, and what is wrong with it, told by row, field and sentence."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from permits.management.replay.profile import Profile
from permits.management.replay.reading import Row

OUTCOMES = (
    ("WITHDRAWN", "withdrawn"),
    ("PARTIAL", "granted"),
    ("PARTLY", "granted"),
    ("DENIED", "refused"),
    ("DENIAL", "refused"),
    ("REJECTED", "refused"),
    ("REFUSED", "refused"),
    ("CERTIF", "granted"),
    ("APPROVED", "granted"),
)
"""Words of a case's status, the telling ones first: "PARTIAL CERTIFICATION - EXPIRED" was granted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that is not replayed: where it stands, in which field, and what is wrong with it."""

    file: str
    line: int
    case: str
    field: str
    problem: str
    posts: int = 0
    approved: int = 0


@dataclass(frozen=True, slots=True)
class Partner:
    """An employer that shares a case, and the posts its own row names, 0 where it names none."""

    employer: str
    state: str
    posts: int


@dataclass(frozen=True, slots=True)
class Case:
    """One case with its days moved: who asked for what, when, and what came of it. Money and codes are the file's."""

    file: str
    line: int
    number: str
    received: date
    decided: date
    outcome: str
    starts_on: date
    ends_on: date
    employer: str
    employer_state: str
    firm: str
    state: str
    place: str
    job_title: str
    soc_code: str
    crop: str
    naics: str
    posts: int
    approved: int
    hours: Decimal
    rate: Decimal
    rate_unit: str
    partners: tuple[Partner, ...] = ()

    def fault(self, field: str, problem: str) -> Fault:
        """The case as one that is not replayed."""
        return Fault(self.file, self.line, self.number, field, problem, self.posts, self.approved)


class Wrong(Exception):
    """What is wrong with a row, and in which field."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field
        self.problem = problem


def fault_of(row: Row, wrong: Wrong) -> Fault:
    """The row as one that is not replayed."""
    approved = whole(row["workers_approved"])
    return Fault(
        row.file,
        row.line,
        row["case_number"],
        wrong.field,
        wrong.problem,
        _asked(row),
        approved if _outcome(row) == "granted" else 0,
    )


def read_case(row: Row, profile: Profile) -> Case:
    """The case that a row tells; raises `Wrong` for the first thing that cannot be replayed."""
    for field in ("case_number", "employer"):
        if not row[field]:
            raise Wrong(field, "is empty")
    outcome = _outcome(row)
    if outcome is None:
        raise Wrong("outcome", f"“{row['outcome']}” is no outcome that is known")
    received, decided, starts_on, ends_on = _days(row, profile)
    posts, approved = _posts(row, outcome, profile)
    state = row["worksite_state"].upper()
    if state not in profile.counties:
        raise Wrong("worksite_state", f"“{state}” is in no line of state_to_county.csv")
    employer_state = row["employer_state"].upper()
    return Case(
        file=row.file,
        line=row.line,
        number=row["case_number"],
        received=received,
        decided=decided,
        outcome=outcome,
        starts_on=starts_on,
        ends_on=ends_on,
        employer=row["employer"],
        employer_state=employer_state if employer_state in profile.counties else state,
        firm=row["intermediary"],
        state=state,
        place=row["worksite_city"],
        job_title=row["job_title"],
        soc_code=row["soc_code"],
        crop=row["crop"],
        naics=row["naics"],
        posts=posts,
        approved=approved,
        **_terms(row, profile),
    )


def _outcome(row: Row) -> str | None:
    status = row["outcome"].upper()
    return next((outcome for word, outcome in OUTCOMES if word in status), None)


def _days(row: Row, profile: Profile) -> tuple[date, date, date, date]:
    received, decided, starts_on, ends_on = (
        profile.moved(_day(row, field)) for field in ("received", "decided", "start", "end")
    )
    if decided < received:
        raise Wrong("decided", f"{row['decided']} is before the case was received, {row['received']}")
    if ends_on < starts_on:
        raise Wrong("end", f"{row['end']} is before the start, {row['start']}")
    if (ends_on - starts_on).days > profile.longest_stay:
        raise Wrong("end", f"{row['start']} to {row['end']} is longer than {profile.longest_stay} days")
    season = profile.season_of(decided)
    if not season.filing_from <= received:
        raise Wrong("received", f"{row['received']} lies before the season of its decision takes filings")
    if not (season.work_from <= starts_on and ends_on <= season.work_until):
        raise Wrong("start", f"{row['start']} to {row['end']} lies outside the season of its decision")
    return received, decided, starts_on, ends_on


def _day(row: Row, field: str) -> date:
    written = row[field].split(" ")[0].split("T")[0]
    if not written:
        raise Wrong(field, "is empty")
    try:
        if "/" in written:
            month, day, year = written.split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(written)
    except ValueError as error:
        raise Wrong(field, f"“{row[field]}” is no day") from error


def _posts(row: Row, outcome: str, profile: Profile) -> tuple[int, int]:
    approved = whole(row["workers_approved"])
    posts = _asked(row)
    if not 1 <= posts <= profile.most_posts:
        raise Wrong(
            "workers_requested", f"“{row['workers_requested']}” is no number of posts from 1 to {profile.most_posts}"
        )
    if outcome != "granted":
        return posts, 0
    if approved < 1:
        raise Wrong("workers_approved", f"“{row['workers_approved']}” posts were approved: a grant gives at least one")
    if approved > posts:
        raise Wrong("workers_approved", f"{approved} posts were approved of {posts} asked for")
    return posts, approved


def _asked(row: Row) -> int:
    # Some years do not say how many were asked for: there what was approved stands for it.
    return whole(row["workers_requested"] or row["workers_approved"])


def _terms(row: Row, profile: Profile) -> dict[str, Any]:
    hours, rate = _number(row["hours_per_week"]), _number(row["rate"])
    if hours is None or not 0 < hours <= profile.most_hours:
        raise Wrong(
            "hours_per_week", f"“{row['hours_per_week']}” hours a week are not above 0 and up to {profile.most_hours}"
        )
    if rate is None or rate <= 0:
        raise Wrong("rate", f"“{row['rate']}” is no wage above 0")
    unit = profile.unit(row["rate_unit"], rate)
    if unit is None:
        raise Wrong("rate_unit", f"“{row['rate_unit']}” is no unit that a wage of {rate} can be read by")
    return {"hours": hours, "rate": rate, "rate_unit": unit}


def whole(written: str) -> int:
    """A whole number of posts as written; 0 where it is none."""
    number = _number(written)
    return int(number) if number is not None and number == int(number) and 0 <= number < 10**9 else 0


def _number(written: str) -> Decimal | None:
    try:
        number = Decimal(written.replace(",", "").lstrip("$"))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
