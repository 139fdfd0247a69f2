"""Reads the agreement's own data files: each row becomes a record, each bad cell a problem with its place."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Problem
from scheme.rules.parameters import Parameters
from scheme.rules.reading import BadParameter
from scheme.services.kinds import Kind
from scheme.services.promises import NOT_PLAIN, is_plain

BEGINNING = date(2016, 1, 1)  # stands for "on or before the day the record begins"


class Unreadable(ValueError):
    """A cell does not say what its column wants."""


@dataclass(slots=True)
class Row:
    """One row of a file, its place, and the references that it gives by their own key."""

    line: int
    record: Any
    refers: dict[str, tuple[Any, ...]]


@dataclass(slots=True)
class Reading:
    """What one file says, and what is wrong with it."""

    kind: Kind
    file: str
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, column: str, why: object) -> None:
        """Keep a problem with its place: file, line (of JSON: entry) and column."""
        self.problems.append(
            Problem(
                "bad_cell",
                gettext_lazy("%(file)s, row %(line)s, column “%(column)s”: %(why)s"),
                f"{self.file}:{line}:{column}",
                {"file": self.file, "line": line, "column": column, "why": str(why)},
            )
        )

    def column_of(self, name: str) -> str:
        """The file's word for a field."""
        words = {target: column for column, target in self.kind.columns.items()}
        return words.get(name, name)


def read_file(kind: Kind, folder: Path) -> Reading:
    """Read the file of one kind."""
    path = folder / f"{kind.name}.json" if kind.name == "rule_sets" else folder / f"{kind.name}.csv"
    reading = Reading(kind, path.name)
    try:
        for line, cells in _entries(path) if path.suffix == ".json" else _lines(path, reading):
            _read_row(reading, line, cells)
    except FileNotFoundError:
        reading.report(0, "", _("the file is missing"))
    except UnicodeDecodeError:
        reading.report(0, "", _("the file is not written in UTF-8"))
    except (csv.Error, json.JSONDecodeError, Unreadable) as error:
        reading.report(getattr(error, "lineno", 0), "", error)
    return reading


def _entries(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    entries = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Unreadable(_("a list of objects belongs here"))
    yield from enumerate(entries, 1)


def _lines(path: Path, reading: Reading) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, strict=True)
        if _header_does(rows.fieldnames or [], reading):
            for cells in rows:
                if None in cells or None in cells.values():
                    reading.report(rows.line_num, "", _("as many cells as the header has belong here"))
                else:
                    yield rows.line_num, cells


def _header_does(header: Any, reading: Reading) -> bool:
    kind = reading.kind
    given = {kind.columns.get(column, column) for column in header}
    known = {*kind.fields, *(column for columns in kind.refers.values() for column in columns)}
    needed = {name for name, f in kind.fields.items() if not (f.blank or f.has_default() or name == "valid_from")}
    for column in header:
        if kind.columns.get(column, column) not in known:
            reading.report(1, column, _("is not known: remove it"))
    for name in sorted(needed - given):
        reading.report(1, reading.column_of(name), _("is missing: add it"))
    return not reading.problems


def _read_row(reading: Reading, line: int, cells: Mapping[str, Any]) -> None:
    kind, before = reading.kind, len(reading.problems)
    keys = {name: tuple(cells.get(column) for column in columns) for name, columns in kind.refers.items()}
    spent = {column for columns in kind.refers.values() for column in columns}
    record = kind.model()
    if "valid_from" in kind.fields:
        record.valid_from = BEGINNING
    for column, cell in cells.items():
        name = kind.columns.get(column, column)
        if column in spent:
            continue
        try:
            if name not in kind.fields:
                raise Unreadable(_("is not known: remove it"))
            setattr(record, kind.fields[name].attname, _value(kind.fields[name], cell))
        except (Unreadable, ValidationError) as error:
            reading.report(line, column, " ".join(getattr(error, "messages", [str(error)])))
        except BadParameter as error:
            reading.report(line, f"{column}.{error.path}", error.wanted)
    if len(reading.problems) == before:
        refers = {name: key for name, key in keys.items() if any(part not in (None, "") for part in key)}
        reading.rows.append(Row(line, record, refers))


def _value(column: Any, cell: object) -> Any:
    """The value that a cell means for a field: text in CSV, plain JSON in a rule set."""
    if isinstance(column, models.JSONField):
        Parameters.of(cell)
        return cell
    if isinstance(cell, str) and not (is_plain(cell) and cell == cell.strip()):
        raise Unreadable(NOT_PLAIN)
    if cell in ("", None):
        if not column.blank:
            raise Unreadable(_("may not be empty"))
        return None if column.null else column.get_default()
    return _meant(column, cell)


def _meant(column: Any, cell: object) -> Any:
    if isinstance(column, models.BooleanField):
        if cell not in ("yes", "no"):
            raise Unreadable(_("“yes” or “no” belongs here"))
        return cell == "yes"
    if isinstance(column, ArrayField):
        return column.clean(str(cell).split(), None)
    if column.is_relation:
        return column.target_field.clean(cell, None)
    return column.clean(cell, None)
