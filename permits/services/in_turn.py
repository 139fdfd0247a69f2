"""Keeping crossings; those that simply come next begin or end a stay without working everything out again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from core.dates import day_of
from core.db import new_id
from permits.models import Crossing
from permits.rules.in_turn import Turn, turn
from permits.rules.lawful import Leave, lawful_stay
from permits.rules.presence import PermitTerms, Seen
from permits.services.presence import Closures, closures
from scheme.services.agreement import Agreement
from scheme.services.in_force import parameters_of

COLUMNS: Final = {
    "id": "uuid",
    "worker_id": "uuid",
    "permit_id": "uuid",
    "stated_number": "text",
    "direction": "text",
    "port_id": "text",
    "occurred_at": "timestamptz",
    "source": "text",
    "device_id": "uuid",
    "sequence": "bigint",
    "key": "text",
    "corrects_id": "uuid",
    "is_void": "boolean",
    "reason": "text",
}
NAMES: Final = ", ".join(COLUMNS)
ARRAYS: Final = ", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())
# What each new row meets: its permit, the stay that runs, and the two latest tellings that count before this act.
KEEP = f"""
WITH kept AS (
    INSERT INTO permits_crossing ({NAMES}, told_at, organisation_id, actor_id, login)
    SELECT {NAMES}, %s, %s, %s, %s FROM unnest({ARRAYS}) AS given ({NAMES})
    ON CONFLICT (organisation_id, key) DO NOTHING
    RETURNING id, worker_id, permit_id, device_id, recorded_at
)
SELECT kept.id, kept.recorded_at, device.retired_at, stay.id, stay.permit_id,
    permit.rule_set_id, permit.first_on, least(permit.last_on, permit.ended_on), permit.stay_days, permit.extended_on,
    permit.ports, EXISTS (
        SELECT FROM permits_permit AS later WHERE later.worker_id = kept.worker_id AND later.first_on > permit.first_on
    ), last.id, last.occurred_at, last.direction, last.port_id, last.source, earlier.occurred_at
FROM kept
LEFT JOIN permits_permit AS permit ON permit.id = kept.permit_id
LEFT JOIN permits_device AS device ON device.id = kept.device_id
LEFT JOIN permits_stay AS stay
    ON stay.worker_id = kept.worker_id AND stay.left_at IS NULL AND NOT stay.is_end_unknown
LEFT JOIN LATERAL (
    SELECT one.id, one.occurred_at, one.direction, one.port_id, one.source FROM permits_crossing AS one
    WHERE one.worker_id = kept.worker_id AND NOT one.is_void
        AND NOT EXISTS (SELECT FROM permits_crossing AS better WHERE better.corrects_id = one.id)
    ORDER BY one.occurred_at DESC, one.id DESC LIMIT 1
) AS last ON true
LEFT JOIN LATERAL (
    SELECT one.occurred_at FROM permits_crossing AS one
    WHERE one.worker_id = kept.worker_id AND NOT one.is_void AND one.id <> last.id
        AND NOT EXISTS (SELECT FROM permits_crossing AS better WHERE better.corrects_id = one.id)
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
    stay_permit_id: UUID | None
    leave: Leave | None
    terms: PermitTerms | None
    has_later_permit: bool
    latest: list[Seen]


@dataclass(slots=True)
class Running:
    """A stay that these crossings begin or end."""

    id: UUID
    permit_id: UUID | None
    entry: Crossing | None = None
    exit: Crossing | None = None
    last_lawful_on: Any = None


@dataclass(slots=True)
class Writing:
    """What is to be written for all, and the workers whose account has to be worked out again."""

    stays: list[Running] = field(default_factory=list)
    unclear: set[UUID] = field(default_factory=set)


def keep_each(rows: Sequence[Crossing], agreement: Agreement, *, at: datetime) -> tuple[set[UUID], set[UUID]]:
    """Keep those whose key is new; give their ids, and the workers whose stays are still to be worked out.

    The workers are held by the caller.
    """
    met = _insert(rows, agreement, at=at)
    by_worker: dict[UUID, list[Crossing]] = defaultdict(list)
    for row in rows:
        if row.pk in met:
            row.recorded_at = met[row.pk].recorded_at
            if row.worker_id is not None:
                by_worker[row.worker_id].append(row)
    writing, shut = Writing(), closures(agreement)
    for worker, own in by_worker.items():
        begun = _in_turn(own, met, shut)
        if begun is None:
            writing.unclear.add(worker)
        else:
            writing.stays += begun
    _write(writing.stays)
    return set(met), writing.unclear


def _insert(rows: Sequence[Crossing], agreement: Agreement, *, at: datetime) -> dict[UUID, Met]:
    if not rows:
        return {}
    rules = {row.pk: row for row in agreement.rule_sets}
    teller = rows[0]
    with connection.cursor() as cursor:
        columns = [[getattr(row, name) for row in rows] for name in COLUMNS]
        cursor.execute(KEEP, [at, teller.organisation_id, teller.actor_id, teller.login, *columns])
        return {row[0]: _met(row, rules) for row in cursor.fetchall()}


def _met(row: Sequence[Any], rules: Mapping[UUID, Any]) -> Met:
    _id, recorded_at, retired_at, stay_id, stay_permit_id, rule_set, first_on, last_on, days, extended_on, *rest = row
    ports, has_later, last_id, last_at, direction, port, source, earlier_at = rest
    leave = terms = None
    if rule_set is not None:
        parameters = parameters_of(rules[rule_set])
        leave = Leave("", first_on, last_on, days, extended_on, parameters.counting, parameters.yearly_cap)
        terms = PermitTerms(frozenset(ports), ((first_on, last_on),))
    latest = []
    if last_id is not None:
        latest = [Seen("last", direction, last_at, last_at, port, source)]
        latest += [Seen("earlier", direction, earlier_at, earlier_at, port, source)] if earlier_at else []
    return Met(recorded_at, retired_at, stay_id, stay_permit_id, leave, terms, has_later, latest)


def _in_turn(own: Sequence[Crossing], met: Mapping[UUID, Met], shut: Closures) -> list[Running] | None:
    """The stays that a worker's new crossings begin and end, or nothing where that takes working it all out again."""
    first = met[own[0].pk]
    running = Running(first.stay_id, first.stay_permit_id) if first.stay_id else None
    latest, touched = first.latest, []
    for row in sorted(own, key=lambda one: one.occurred_at):
        here = met[row.pk]
        if here.device_retired_at is not None:
            return None
        one = _seen(row)
        permits = {one.permit: here.terms} if one.permit and here.terms else {}
        found = turn(one, latest, is_here=running is not None, permits=permits, closures=shut)
        if found == Turn.NEXT:
            stay = _end(running, row, here) if running else _begin(row, here)
            if stay is None:
                return None
            if running is None or stay.entry is None:
                touched.append(stay)
            running = None if running else stay
        elif found == Turn.UNCLEAR:
            return None
        latest = sorted([one, *latest], key=lambda other: other.occurred_at, reverse=True)[:2]
    return touched


def _begin(row: Crossing, here: Met) -> Running | None:
    leave = here.leave
    if leave is None or here.has_later_permit or leave.asks_for_earlier_stays:
        return None
    _key, last_on = lawful_stay(leave, (), entered_on=day_of(row.occurred_at))
    return Running(new_id(), row.permit_id, entry=row, last_lawful_on=last_on)


def _end(stay: Running, row: Crossing, here: Met) -> Running | None:
    """The running stay, ended, where it ends under the permit it ran under."""
    same = here.leave is not None and row.permit_id == stay.permit_id
    if not same or day_of(row.occurred_at) < here.leave.first_on:  # type: ignore[union-attr]
        return None
    stay.exit = row
    return stay


def _seen(row: Crossing) -> Seen:
    return Seen(
        str(row.pk),
        row.direction,  # type: ignore[arg-type]
        row.occurred_at,
        row.told_at,
        row.port_id,
        row.source,
        row.permit_id and str(row.permit_id),
        row.is_void,
        row.corrects_id and str(row.corrects_id),
    )


def _write(stays: Iterable[Running]) -> None:
    begun = [stay for stay in stays if stay.entry is not None]
    ended = [stay for stay in stays if stay.entry is None]
    with connection.cursor() as cursor:
        if begun:
            rows = [
                (
                    stay.id,
                    stay.entry.worker_id,
                    stay.permit_id,
                    stay.entry.pk,
                    stay.exit and stay.exit.pk,
                    stay.entry.occurred_at,
                    stay.exit and stay.exit.occurred_at,
                    stay.last_lawful_on,
                )
                for stay in begun
                if stay.entry
            ]
            cursor.execute(BEGIN, [list(column) for column in zip(*rows, strict=True)])
        if ended:
            rows_ended = [(stay.id, stay.exit.pk, stay.exit.occurred_at) for stay in ended if stay.exit]
            cursor.execute(END, [list(column) for column in zip(*rows_ended, strict=True)])
