"""What somebody says to have seen at a port: judged before it is kept, and whom it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import orjson
from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.dates import day_of
from core.errors import Problem
from core.sealing import digest
from permits.enums import Direction, Source
from permits.rules.numbers import BadNumber, NumberProblem, read_permit_number
from workers.rules.codes import PersonNumberProblem, read_person_number
from workers.rules.papers import kept_number

FAR_AHEAD: Final = timedelta(days=1)
LONG_AGO: Final = timedelta(days=3653)
LONGEST_KEY, LONGEST_NUMBER = 80, 30
DIRECTIONS, SOURCES = frozenset(Direction.values), frozenset(["", *Source.values])
UNREADABLE = {
    NumberProblem.FORM: _("A permit number reads like WP-2627-000123-J: write it as the permit has it."),
    NumberProblem.CHECK: _("The check character does not fit this permit number: read the number again."),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One crossing as it is told; the permit by its key or number, or else the person by number or paper.

    `key` is the teller's own name for it: the same key again is the same crossing. A correction names the crossing it
    `corrects` and may leave out who crossed; one that `is_void` only takes it back.
    """

    direction: str
    occurred_at: datetime
    key: str
    port: str = ""
    permit: UUID | None = None
    permit_number: str = ""
    person_number: str = ""
    paper_kind: str = ""
    paper_number: str = ""
    source: str = ""
    device: UUID | None = None
    sequence: int | None = None
    corrects: UUID | None = None
    is_void: bool = False
    reason: str = ""

    def source_by(self, by: Actor) -> str:
        """Who saw it: a department is the other side; a post may hand on what the other side or a file says."""
        if self.device is not None:
            return Source.DEVICE
        if by.kind == "post":
            return self.source or Source.POST
        return Source.COUNTERPART if by.kind == "department" else Source.FILE

    def port_by(self, by: Actor) -> str:
        """Where it was seen: at the post's own port unless said."""
        return self.port or by.port_id or ""

    @property
    def stated(self) -> str:
        """The number it names, as told; of a paper's only the end, since that is personal."""
        told = self.permit_number or self.person_number
        return (told or (self.paper_number and f"…{self.paper_number[-4:]}")).strip()[:LONGEST_NUMBER]


@dataclass(frozen=True, slots=True)
class Named:
    """The numbers of a claim, read: of a permit, of a person, or the digest of a paper's."""

    season: str | None = None
    serial: int | None = None
    person: int | None = None
    paper: bytes | None = None


@dataclass(frozen=True, slots=True)
class Whom:
    """The permit and the worker that a claim is about, as far as they are known."""

    permit: UUID | None = None
    worker: UUID | None = None


NOBODY: Final = Whom()
# A permit by its key or number; without one, the person's that is valid that day, or the last that had begun.
# A sending department tells of its own province's workers; anybody else is nobody it knows.
# Workers are held in the order of their keys, always, so that two posts never wait for each other.
FIND = """
WITH found AS (
    SELECT given.place, coalesce(permit.id, held.id) AS permit_id,
        coalesce(permit.worker_id, person.worker_id) AS worker_id
    FROM json_to_recordset(%s)
        AS given (place int, id uuid, season text, serial bigint, person bigint, paper_kind text, paper text, day date)
    LEFT JOIN LATERAL (
        SELECT one.id, one.worker_id FROM permits_permit AS one WHERE one.id = given.id
        UNION ALL
        SELECT one.id, one.worker_id
        FROM permits_permit AS one JOIN scheme_season AS season ON season.id = one.season_id
        WHERE one.number = given.serial AND season.code = given.season
    ) AS permit ON true
    LEFT JOIN LATERAL (
        SELECT worker.id AS worker_id FROM workers_worker AS worker WHERE worker.number = given.person
        UNION ALL
        SELECT paper.worker_id FROM workers_identitypaper AS paper
        WHERE paper.kind = given.paper_kind AND paper.issuing_state = 'VNM'
            AND paper.number_digest = decode(given.paper, 'hex')
        LIMIT 1
    ) AS person ON permit.id IS NULL
    LEFT JOIN LATERAL (
        SELECT one.id FROM permits_permit AS one
        WHERE one.worker_id = person.worker_id AND one.first_on <= given.day
        ORDER BY one.ended_on IS NULL AND one.last_on >= given.day DESC, one.first_on DESC, one.id LIMIT 1
    ) AS held ON permit.id IS NULL
    UNION ALL
    SELECT NULL, NULL, unnest(%s::uuid[])
)
SELECT found.place, found.permit_id, found.worker_id
FROM found JOIN workers_worker AS worker ON worker.id = found.worker_id
WHERE found.place IS NULL OR worker.province_id = coalesce(%s::uuid, worker.province_id)
ORDER BY worker.id FOR NO KEY UPDATE OF worker
"""


def find_each(claims: Sequence[Claim], named: Sequence[Named], *, by: Actor, also: Sequence[UUID] = ()) -> list[Whom]:
    """Find whom each claim is about, and hold their accounts, and those of `also`, until the transaction ends.

    Where a department tells of another province's worker, the answer is the same as where there is no such person.
    """
    home = by.province_id if by.kind == "department" else None
    asked = [_asked(place, *one) for place, one in enumerate(zip(claims, named, strict=True))]
    with connection.cursor() as cursor:
        cursor.execute(FIND, [orjson.dumps(asked).decode(), list(also), home])
        found = {place: Whom(permit, worker) for place, permit, worker in cursor.fetchall()}
    return [found.get(place, NOBODY) for place in range(len(claims))]


def _asked(place: int, claim: Claim, named: Named) -> dict[str, object]:
    if named.serial is not None:
        return {"place": place, "season": named.season, "serial": named.serial}
    if claim.permit is not None:
        return {"place": place, "id": claim.permit}
    paper = named.paper and named.paper.hex()
    day = day_of(claim.occurred_at)
    return {"place": place, "person": named.person, "paper_kind": claim.paper_kind, "paper": paper, "day": day}


def read_each(
    claims: Sequence[Claim], *, ports: Mapping[str, object], by: Actor, at: datetime
) -> tuple[list[Named], list[Problem]]:
    """Read the numbers of the claims, and give all that is wrong with them, each at its claim and field."""
    named, problems = [], []
    for place, claim in enumerate(claims):
        try:
            named.append(_numbers(claim))
        except _Unread as unread:
            named.append(Named())
            problems.append(_at(place, unread.problem, of=claims))
        problems += [_at(place, problem, of=claims) for problem in _wrong(claim, ports, by, at)]
    return named, problems


class _Unread(ValueError):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _numbers(claim: Claim) -> Named:
    """Read what it names; a device's log is kept as it was signed, whatever was typed at the post."""
    try:
        if claim.permit_number:
            season, serial = read_permit_number(claim.permit_number)
            return Named(season=season, serial=serial)
        if claim.person_number:
            return Named(person=read_person_number(claim.person_number))
    except BadNumber as bad:
        if claim.device is None:
            raise _Unread(Problem(bad.code.value, UNREADABLE[bad.code], "permit_number")) from None
    except PersonNumberProblem:
        if claim.device is None:
            words = _("This is no person number, or its check character does not fit: read it again.")
            raise _Unread(Problem("person_number_unreadable", words, "person_number")) from None
    if claim.paper_number:
        return Named(paper=digest(kept_number(claim.paper_number), "paper.number"))
    return Named()


def _wrong(claim: Claim, ports: Mapping[str, object], by: Actor, at: datetime) -> Iterator[Problem]:
    if claim.direction not in DIRECTIONS:
        yield Problem("direction_unknown", _("Say “in” or “out”, as seen from China."), "direction")
    if claim.source not in SOURCES:
        yield Problem("source_unknown", _("Say who saw it: “post”, “device”, “counterpart” or “file”."), "source")
    if not 0 < len(claim.key) <= LONGEST_KEY:
        words = _("Give each crossing a key of its own, of up to 80 signs.")
        yield Problem("key_missing", words, "key")
    if not (claim.stated or claim.permit or claim.corrects):
        words = _("Name the permit, or the person by number or paper.")
        yield Problem("nobody_named", words, "permit_number")
    yield from _wrong_place(claim, ports, by)
    yield from _wrong_time(claim, at)


def _wrong_place(claim: Claim, ports: Mapping[str, object], by: Actor) -> Iterator[Problem]:
    if (port := claim.port_by(by)) not in ports:
        words = _("There is no port %(port)s in the scheme: take a code from the list of ports.")
        yield Problem("port_unknown", words, "port", {"port": port})
    elif by.kind == "post" and claim.source != Source.COUNTERPART and port != by.port_id:
        words = _("A post records what crosses at its own port, %(port)s.")
        yield Problem("port_of_another_post", words, "port", {"port": by.port_id})


def _wrong_time(claim: Claim, at: datetime) -> Iterator[Problem]:
    if claim.occurred_at.tzinfo is None:
        words = _("Say in which time zone: 2026-11-15T07:10+08:00.")
        yield Problem("time_without_zone", words, "occurred_at")
    elif claim.device is None and claim.occurred_at - at > FAR_AHEAD:
        words = _("This crossing lies in the future: correct the day or the clock.")
        yield Problem("crossing_in_the_future", words, "occurred_at")
    elif claim.device is None and at - claim.occurred_at > LONG_AGO:
        words = _("This crossing lies ten years back or more: correct the day.")
        yield Problem("crossing_long_ago", words, "occurred_at")


def _at(place: int, problem: Problem, *, of: Sequence[Claim]) -> Problem:
    field = f"{place}.{problem.field}" if len(of) > 1 else problem.field
    return Problem(problem.code, problem.message, field, problem.params)
