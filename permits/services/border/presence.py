"""What is known of where workers are: read in a constant number of queries, and worked out by the rules.

An account is a person's: of all records that were merged into the one that stands. Each crossing, permit and stay keeps
the record it was told of, so that undoing a merging only works the accounts out anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from core.dates import day_of
from permits.enums import AnomalyKind
from permits.models import Crossing, Permit
from permits.rules.lawful import Before, Leave, lawful_stay
from permits.rules.presence import PermitTerms, Presence, Seen, Spell, Weight, reconstruct
from scheme.enums import PortState
from scheme.services.agreement import Agreement
from scheme.services.in_force import parameters_of, read_agreement

TOLD: Final = (
    *("id", "worker_id", "direction", "occurred_at", "told_at", "port_id", "source", "permit_id"),
    *("is_void", "corrects_id", "device__retired_at", "organisation_id", "key"),
)
HELD: Final = (
    *("id", "worker_id", "rule_set_id", "first_on", "last_on", "ended_on", "stay_days"),
    *("extended_on", "suspended_on", "ports"),
)

Closures = Mapping[str, Sequence[tuple[date, date | None]]]


class StayRow(NamedTuple):
    """A stay as it is kept."""

    worker_id: UUID
    permit_id: UUID | None
    entry_id: UUID | None
    exit_id: UUID | None
    entered_at: datetime | None
    left_at: datetime | None
    is_end_unknown: bool
    last_lawful_on: date | None


class AnomalyRow(NamedTuple):
    """An anomaly as it is kept; `other` is the crossing it clashes with, if any."""

    crossing_id: UUID
    worker_id: UUID | None
    kind: str
    other: UUID | None


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that follows from what was told of a person."""

    stays: tuple[StayRow, ...]
    anomalies: tuple[AnomalyRow, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A person's permits, as the rules look at them."""

    terms: dict[str, PermitTerms]
    leaves: dict[str, Leave]


def accounts_of(persons: Mapping[UUID, UUID]) -> dict[UUID, Account]:
    """Work out the account of each of these persons anew, from crossings and permits alone.

    `persons` gives the record that stands for each record (`records_of`); so are the accounts found.
    """
    told = _told(persons)
    agreement = read_agreement()
    held = held_by(persons, agreement)
    shut = closures(agreement)
    return {person: _account(told[person], held[person], shut) for person in set(persons.values())}


def closures(agreement: Agreement) -> Closures:
    """The spans of days in which each port is closed, without a last day while it lasts."""
    found: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for row in agreement.port_statuses:
        if row.state == PortState.CLOSED:
            found[row.port_id].append((row.valid_from, row.valid_until))
    return found


def held_by(persons: Mapping[UUID, UUID], agreement: Agreement) -> dict[UUID, Held]:
    """The permits of each of these persons, ended ones too, on whichever of their records."""
    found: dict[UUID, Held] = defaultdict(lambda: Held({}, {}))
    rules = {row.pk: parameters_of(row) for row in agreement.rule_sets}
    for row in Permit.objects.filter(worker__any=list(persons)).values_list(*HELD, named=True):
        last_on = row.last_on if row.ended_on is None else min(row.last_on, row.ended_on)
        key, parameters = str(row.id), rules[row.rule_set_id]
        found[persons[row.worker_id]].terms[key] = PermitTerms(
            frozenset(row.ports), (lets_in(row.first_on, last_on, row.suspended_on),)
        )
        found[persons[row.worker_id]].leaves[key] = Leave(
            key,
            row.first_on,
            last_on,
            row.stay_days,
            row.extended_on,
            parameters.counting,
            parameters.yearly_cap,
        )
    return found


def lets_in(first_on: date, last_on: date, suspended_on: date | None) -> tuple[date, date]:
    """The days on which a permit lets its holder in: while it is suspended, none after that day."""
    return first_on, last_on if suspended_on is None else min(last_on, suspended_on)


def _told(persons: Mapping[UUID, UUID]) -> dict[UUID, list[Any]]:
    """What was told of each person, with the corrections of it, also those that say it was somebody else."""
    own = Crossing.objects.filter(worker__any=list(persons)).values_list(*TOLD, named=True)
    corrections = Crossing.objects.filter(corrects__worker__any=list(persons)).values_list(*TOLD, named=True)
    told: dict[UUID, list[Any]] = defaultdict(list)
    rows = {row.id: row for row in own}
    for row in rows.values():
        told[persons[row.worker_id]].append(row)
    for row in corrections:
        whose = persons[rows[row.corrects_id].worker_id]
        if persons.get(row.worker_id) != whose:
            told[whose].append(row._replace(is_void=True))
    return told


def _account(told: Sequence[Any], held: Held, shut: Closures) -> Account:
    rows = {_name(row): row for row in told}
    names = {row.id: _name(row) for row in told}
    presence = reconstruct([_seen(row, names) for row in told], permits=held.terms, closures=shut)
    return Account(
        tuple(_stays(presence, held, rows)),
        (*_anomalies(presence, rows), *_of_retired_devices(told)),
    )


def _name(row: Any) -> str:
    """A crossing by what its teller calls it: our own keys would grow in the order in which things were told."""
    return f"{row.key} {row.organisation_id}"


def _seen(row: Any, names: Mapping[UUID, str]) -> Seen:
    return Seen(
        names[row.id],
        row.direction,
        row.occurred_at,
        row.told_at,
        row.port_id,
        row.source,
        row.permit_id and str(row.permit_id),
        row.is_void,
        row.corrects_id and names.get(row.corrects_id, "somebody else's"),
    )


def _stays(presence: Presence, held: Held, rows: Mapping[str, Any]) -> Iterable[StayRow]:
    """The stays, each of the record that it began under."""
    before: list[Before] = []
    for spell in presence.stays:
        permit, last_on = _lawful(spell, held, before)
        if permit is not None and spell.entered_at is not None and spell.left_at is not None:
            before.append(Before(permit, day_of(spell.entered_at), day_of(spell.left_at)))
        yield StayRow(
            rows[spell.entry or spell.exit or ""].worker_id,
            UUID(permit) if permit else None,
            rows[spell.entry].id if spell.entry else None,
            rows[spell.exit].id if spell.exit else None,
            spell.entered_at,
            spell.left_at,
            spell.superseded,
            last_on,
        )


def _lawful(spell: Spell, held: Held, before: Sequence[Before]) -> tuple[str | None, date | None]:
    leave = held.leaves.get(spell.permit or "")
    if leave is None or spell.entered_at is None:
        return spell.permit, None
    left_on = spell.left_at and day_of(spell.left_at)
    return lawful_stay(
        leave, [*held.leaves.values()], entered_on=day_of(spell.entered_at), left_on=left_on, before=before
    )


def _anomalies(presence: Presence, rows: Mapping[str, Any]) -> Iterable[AnomalyRow]:
    """What asks for a glance or an answer; that something was told late is seen from its two times."""
    for found in presence.anomalies:
        if found.weight != Weight.INFORMATION:
            one, other = rows[found.key], rows[found.other].id if found.other else None
            yield AnomalyRow(one.id, one.worker_id, found.kind.value, other)


def _of_retired_devices(told: Iterable[Any]) -> Iterable[AnomalyRow]:
    for row in told:
        if row.device__retired_at is not None and row.told_at > row.device__retired_at:
            yield AnomalyRow(row.id, row.worker_id, AnomalyKind.DEVICE_RETIRED, None)
