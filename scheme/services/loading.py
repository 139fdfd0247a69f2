"""Loads the agreement's own data files: all or nothing, and a second time nothing changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from core.actors import CLOCK
from core.audit.models import Event
from core.audit.services import act
from core.db import update_rows
from core.errors import Invalid, Problem
from scheme.models import RuleSet
from scheme.rules.choice import overlapping
from scheme.services.files import Reading, Row, read_file
from scheme.services.kinds import KINDS, Kind
from scheme.services.promises import broken

VERB = "load_reference"
LOCK = 7_220_001  # one load at a time: the second waits and finds nothing to do


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of one file were new, changed or the same, and how many differ but are kept as edited."""

    file: str
    new: int
    changed: int
    same: int
    kept: int


@dataclass(slots=True)
class Plan:
    """What a file would change."""

    reading: Reading
    new: list[Row]
    changed: list[Row]
    same: int
    kept: int


def load_reference(folder: Path) -> list[Loaded]:
    """Bring the agreement's data up to what the files say, and count the rows by file.

    A row that a person has edited since is kept as it is. Raises `Invalid` naming every bad file, line and column;
    then nothing was written.
    """
    with act(VERB, by=CLOCK):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        readings = [read_file(kind, folder) for kind in KINDS.values()]
        _refuse(problem for reading in readings for problem in reading.problems)
        plans = _plans(readings)
        _refuse(problem for reading in readings for problem in reading.problems)
        for plan in plans:
            _write(plan)
    return [Loaded(plan.reading.file, len(plan.new), len(plan.changed), plan.same, plan.kept) for plan in plans]


def _refuse(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise Invalid.of(found)


def _plans(readings: list[Reading]) -> list[Plan]:
    plans: list[Plan] = []
    known: dict[Any, dict[tuple[Any, ...], Any]] = {}
    for reading in readings:
        existing = list(reading.kind.model.objects.all())
        _resolve(reading, known)
        plans.append(_compared(reading, existing))
        keys = reading.kind.key_of
        known[reading.kind.model] = {keys(row): row.pk for row in existing} | {
            keys(row.record): row.record.pk for row in reading.rows
        }
    return plans


def _resolve(reading: Reading, known: dict[Any, dict[tuple[Any, ...], Any]]) -> None:
    """Turn references by their own key into ids, and prove that what is referred to is there."""
    relations = {name: column for name, column in reading.kind.fields.items() if column.is_relation}
    own = {row.record.pk for row in reading.rows} | set(reading.kind.model.objects.values_list("pk", flat=True))
    for row in reading.rows:
        for name, column in relations.items():
            targets = known.get(column.related_model)
            if name in row.refers and targets is not None:
                by_words = {tuple(map(str, key)): pk for key, pk in targets.items()}
                setattr(row.record, column.attname, by_words.get(tuple(map(str, row.refers[name]))))
            value = getattr(row.record, column.attname)
            there = own if targets is None else set(targets.values())
            is_wanted = name in row.refers or not column.null
            if value not in there and (value is not None or is_wanted):
                reading.report(row.line, reading.column_of(name), _("there is no such row"))


def _compared(reading: Reading, existing: list[Any]) -> Plan:
    kind, plan = reading.kind, Plan(reading, [], [], 0, 0)
    kept_rows = {kind.key_of(row): row for row in existing}
    edited = _edited(kind)
    result, seen = dict(kept_rows), {}
    for row in reading.rows:
        key = kind.key_of(row.record)
        if key in seen:
            reading.report(row.line, reading.column_of(kind.key[0].removesuffix("_id")), _("is there twice"))
        seen[key] = row.line
        before = kept_rows.get(key)
        if before is not None:
            row.record.pk = before.pk
        if before is None:
            plan.new.append(row)
        elif not (differing := _differing(kind, before, row.record)):
            plan.same += 1
            continue
        elif str(before.pk) in edited:
            plan.kept += 1
            continue
        elif kind.model is RuleSet and differing != {"valid_until"}:
            reading.report(row.line, min(differing), _("a version is never edited: give it the next version"))
        else:
            plan.changed.append(row)
        result[key] = row.record
    _report_overlaps(reading, result, seen)
    return plan


def _differing(kind: Kind, before: Any, after: Any) -> set[str]:
    columns = kind.fields.items()
    return {name for name, column in columns if getattr(before, column.attname) != getattr(after, column.attname)}


def _edited(kind: Kind) -> set[str]:
    events = Event.objects.filter(subject_type=kind.model._meta.label_lower).exclude(verb=VERB)
    return set(events.values_list("subject_id", flat=True))


def _report_overlaps(reading: Reading, result: dict[Any, Any], lines: dict[Any, int]) -> None:
    if not reading.kind.one_a_day:
        return
    spans = [
        (tuple(getattr(row, name) for name in reading.kind.one_a_day), row.valid_from, row.valid_until, key)
        for key, row in result.items()
    ]
    for earlier, later in overlapping(spans):
        line = lines.get(later) or lines.get(earlier) or 0
        reading.report(line, "valid_from", _("begins before the row it follows has ended (%s)") % result[earlier])


def _write(plan: Plan) -> None:
    """Write one file's changes in a statement each; a broken constraint is traced to its line."""
    kind = plan.reading.kind
    try:
        with transaction.atomic():
            fields = [name for name in kind.fields if name != kind.model._meta.pk.name]
            update_rows([row.record for row in plan.changed], fields)
            kind.model.objects.bulk_create([row.record for row in plan.new])
    except IntegrityError:
        for row in (*plan.changed, *plan.new):
            row.record._state.adding = row in plan.new
            for problem in broken(row.record):
                plan.reading.report(row.line, plan.reading.column_of(problem.field), problem)
        _refuse(plan.reading.problems)
        raise
