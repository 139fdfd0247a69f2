"""Keeping crossings; those that simply come next begin or end a stay without working everything out again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from core.actors import Actor
from core.dates import day_of
from core.db import new_id
from permits.enums import Source
from permits.rules.in_turn import Turn, turn
from permits.rules.lawful import Leave, lawful_stay
from permits.rules.presence import PermitTerms, Seen
from permits.services.border.presence import Closures, closures, lets_in
from scheme.models import RuleSet
from scheme.services.agreement import Agreement
from scheme.services.in_force import parameters_of

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Row(NamedTuple):
    """A crossing that is to be kept; who tells of it, and when, is the same for all of an act."""

    id: UUID
    worker_id: UUID | None
    permit_id: UUID | None
    stated_number: str
    direction: str
    port_id: str
    occurred_at: datetime
    source: str
    device_id: UUID | None
    sequence: int | None
    key: str
    corrects_id: UUID | None
    is_void: bool
    reason: str


NAMES: Final = ", ".join(Row._fields)
GIVEN: Final = """
    id uuid, worker_id uuid, permit_id uuid, stated_number text, direction text, port_id text, occurred_at timestamptz,
    source text, device_id uuid, sequence bigint, key text, corrects_id uuid, is_void boolean, reason text
"""
# Of whom two records were merged, one record's stay and tellings are not all: that is worked out anew.
# What each new row meets: its permit, the stay that runs, and the two latest tellings that count before this act.
# Moments come back as microseconds: a thousand of them are read in no time.
KEEP = f"""
WITH kept AS (
    INSERT INTO permits_crossing ({NAMES}, told_at, organisation_id, actor_id, login)
    SELECT {NAMES}, %s, %s, %s, %s FROM json_to_recordset(%s) AS given ({GIVEN})
    ON CONFLICT (organisation_id, key) DO NOTHING
    RETURNING key, worker_id, permit_id, device_id, source, direction, recorded_at
)
SELECT kept.key, (extract(epoch FROM kept.recorded_at) * 1000000)::bigint, device.retired_at,
    stay.id, stay.permit_id = kept.permit_id, permit.rule_set_id::text, permit.first_on,
    least(permit.last_on, permit.ended_on), permit.stay_days, permit.extended_on, permit.suspended_on,
    permit.ports,
    kept.direction = 'in' AND EXISTS (
        SELECT FROM permits_permit AS later WHERE later.worker_id = kept.worker_id AND later.first_on > permit.first_on
    ), EXISTS (SELECT FROM workers_worker AS one WHERE one.id = kept.worker_id AND one.merged_into_id IS NOT NULL)
        OR EXISTS (SELECT FROM workers_worker AS gone WHERE gone.merged_into_id = kept.worker_id),
    last.direction, last.port_id, last.source,
    (extract(epoch FROM last.occurred_at) * 1000000)::bigint,
    (extract(epoch FROM earlier.occurred_at) * 1000000)::bigint
FROM kept
LEFT JOIN permits_permit AS permit ON permit.id = kept.permit_id
LEFT JOIN permits_device AS device ON device.id = kept.device_id
LEFT JOIN permits_stay AS stay
    ON stay.worker_id = kept.worker_id AND stay.left_at IS NULL AND NOT stay.is_end_unknown
LEFT JOIN LATERAL (
    SELECT one.id, one.occurred_at, one.direction, one.port_id, one.source FROM permits_crossing AS one
    WHERE one.worker_id = kept.worker_id AND NOT one.is_void
        AND NOT EXISTS (SELECT FROM permits_crossing AS better WHERE better.corrects_id = one.id)
    ORDER BY one.occurred_at DESC LIMIT 1
) AS last ON true
LEFT JOIN LATERAL (
    SELECT one.occurred_at FROM permits_crossing AS one
    WHERE kept.source = '{Source.COUNTERPART}' AND one.worker_id = kept.worker_id AND NOT one.is_void
        AND one.id <> last.id AND NOT EXISTS (SELECT FROM permits_crossing AS better WHERE better.corrects_id = one.id)
    ORDER BY one.occurred_at DESC LIMIT 1
) AS earlier ON true
"""  # noqa: S608 - names come from above
BEGIN = """
INSERT INTO permits_stay
    (id, worker_id, permit_id, entry_id, exit_id, entered_at, left_at, is_end_unknown, last_lawful_on)
SELECT id, worker_id, permit_id, entry_id, exit_id, entered_at, left_at, false, last_lawful_on
FROM unnest(
    %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::date[]
) AS given (id, worker_id, permit_id, entry_id, exit_id, entered_at, left_at, last_lawful_on)
"""
END = """
UPDATE permits_stay AS stay SET exit_id = given.exit_id, left_at = given.left_at
FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) AS given (id, exit_id, left_at) WHERE stay.id = given.id
"""


@dataclass(slots=True)
class Met:
    """What a new crossing met in the database, as it was before this act."""

    recorded_at: datetime
    device_retired_at: datetime | None
    stay_id: UUID | None
    is_under_its_permit: bool
    held: "Held | None"
    has_later_permit: bool
    is_merged: bool
    latest: list[Seen]


class Held(NamedTuple):
    """A permit as the rules look at it."""

    leave: Leave
    terms: PermitTerms


@dataclass(slots=True)
class Running:
    """A stay that these crossings begin or end."""

    id: UUID
    entry: Row | None = None
    exit: Row | None = None
    last_lawful_on: date | None = None


def keep_each(
    rows: Sequence[Row], agreement: Agreement, *, by: Actor, at: datetime
) -> tuple[dict[str, datetime], set[UUID]]:
    """Keep those whose key is new; give when each was recorded, and the workers whose stays are to be worked out anew.

    The workers are held by the caller.
    """
    met = _insert(rows, agreement, by=by, at=at)
    by_worker: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        if row.worker_id is not None and row.key in met:
            by_worker[row.worker_id].append(row)
    stays: list[Running] = []
    unclear, shut = set(), closures(agreement)
    for worker, own in by_worker.items():
        begun = _in_turn(own, met, shut, at)
        if begun is None:
            unclear.add(worker)
        else:
            stays += begun
    _write(stays)
    return {key: here.recorded_at for key, here in met.items()}, unclear


def _insert(rows: Sequence[Row], agreement: Agreement, *, by: Actor, at: datetime) -> dict[str, Met]:
    if not rows:
        return {}
    held = cache(partial(_held, {str(row.pk): row for row in agreement.rule_sets}))
    given = orjson.dumps([row._asdict() for row in rows]).decode()
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [at, by.organisation_id, by.actor_id, by.login, given])
        return {row[0]: _met(row, held) for row in cursor.fetchall()}


def _met(row: Sequence[Any], held: Callable[..., Held]) -> Met:
    _key, recorded_at, retired_at, stay_id, is_same, rule_set, first_on, last_on, days, extended_on, *rest = row
    suspended_on, ports, has_later, is_merged, direction, port, source, last_at, earlier_at = rest
    return Met(
        _moment(recorded_at),
        retired_at,
        stay_id,
        bool(is_same),
        None if rule_set is None else held(rule_set, first_on, last_on, days, extended_on, suspended_on, *ports),
        has_later,
        is_merged,
        [
            Seen("", direction, moment, moment, port, source)
            for moment in (_moment(since) for since in (last_at, earlier_at) if since is not None)
        ],
    )


def _held(rules: Mapping[str, RuleSet], rule_set: str, first_on: date, last_on: date, *rest: Any) -> Held:
    days, extended_on, suspended_on, *ports = rest
    parameters = parameters_of(rules[rule_set])
    leave = Leave("", first_on, last_on, days, extended_on, parameters.counting, parameters.yearly_cap)
    return Held(leave, PermitTerms(frozenset(ports), (lets_in(first_on, last_on, suspended_on),)))


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def _in_turn(own: Sequence[Row], met: Mapping[str, Met], shut: Closures, at: datetime) -> list[Running] | None:
    """The stays that a worker's new crossings begin and end, or nothing where that takes working it all out again."""
    first = met[own[0].key]
    if first.is_merged:
        return None
    running = Running(first.stay_id) if first.stay_id else None
    latest, touched = first.latest, []
    for row in sorted(own, key=lambda one: one.occurred_at):
        here = met[row.key]
        one = _seen(row, at)
        permits = {"held": here.held.terms} if here.held else {}
        found = turn(one, latest, is_here=running is not None, permits=permits, closures=shut)
        if found == Turn.UNCLEAR or here.device_retired_at is not None:
            return None
        if found == Turn.NEXT:
            stay = _end(running, row, here) if running else _begin(row, here)
            if stay is None:
                return None
            if running is None or stay.entry is None:
                touched.append(stay)
            running = None if running else stay
        latest = sorted([one, *latest], key=lambda other: other.occurred_at, reverse=True)[:2]
    return touched


def _begin(row: Row, here: Met) -> Running | None:
    if here.held is None or here.has_later_permit or here.held.leave.asks_for_earlier_stays:
        return None
    _key, last_on = lawful_stay(here.held.leave, (), entered_on=day_of(row.occurred_at))
    return Running(new_id(), entry=row, last_lawful_on=last_on)


def _end(stay: Running, row: Row, here: Met) -> Running | None:
    """The running stay, ended, where it ends under the permit it ran under."""
    same = stay.entry.permit_id == row.permit_id if stay.entry else here.is_under_its_permit
    if not same or here.held is None or day_of(row.occurred_at) < here.held.leave.first_on:
        return None
    stay.exit = row
    return stay


def _seen(row: Row, at: datetime) -> Seen:
    return Seen(
        "",
        row.direction,  # type: ignore[arg-type]
        row.occurred_at,
        at,
        row.port_id,
        row.source,
        "held" if row.permit_id else None,
        row.is_void,
        "" if row.corrects_id else None,
    )


def _write(stays: Iterable[Running]) -> None:
    begun = [stay for stay in stays if stay.entry is not None]
    ended = [stay for stay in stays if stay.entry is None]
    with connection.cursor() as cursor:
        # A person is in the country once at a time, also between two statements: who left and came again left first.
        if ended:
            rows_ended = [(stay.id, stay.exit.id, stay.exit.occurred_at) for stay in ended if stay.exit]
            cursor.execute(END, [list(column) for column in zip(*rows_ended, strict=True)])
        if begun:
            rows = [
                (
                    stay.id,
                    stay.entry.worker_id,
                    stay.entry.permit_id,
                    stay.entry.id,
                    stay.exit and stay.exit.id,
                    stay.entry.occurred_at,
                    stay.exit and stay.exit.occurred_at,
                    stay.last_lawful_on,
                )
                for stay in begun
                if stay.entry
            ]
            cursor.execute(BEGIN, [list(column) for column in zip(*rows, strict=True)])
