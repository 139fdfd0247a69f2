"""Erasing by the classification: what each personal field of some persons becomes when its term is over."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, OuterRef, Subquery, Value
from django.db.models.functions import Cast, TruncYear

from core.privacy import End, Held, Term, Whose, personal

MARK: Final = "•"
"""What stands where a text may not be empty."""
CHANGED: Final = (End.EMPTIED, End.YEAR, End.COMMITTED, End.REMOVED)


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of one table that change with a person's erasure, and the ways from its rows to the person."""

    model: type[models.Model]
    path: str
    fields: dict[str, End]

    def rows(self, persons: Collection[UUID]) -> "models.QuerySet[Any]":
        """The rows of these persons."""
        return self.model._default_manager.filter(**{f"{self.path}__in": persons})

    def erase(self, persons: Collection[UUID], keys: "models.QuerySet[Any] | None" = None) -> int:
        """Change the fields in one statement; the persons' own `keys` commit what is to stay provable."""
        if End.REMOVED in self.fields.values():
            return int(self.rows(persons).delete()[0])
        own = None if keys is None else Subquery(keys.filter(pk=OuterRef(self.path))[:1])
        became = {name: _became(self.model._meta.get_field(name), end, own) for name, end in self.fields.items()}
        return int(self.rows(persons).update(**became))


def parts(whose: Whose, term: Term) -> list[Part]:
    """What changes when this term of such a person is over, table by table, the person's own table last."""
    found: defaultdict[tuple[type[models.Model], str], dict[str, End]] = defaultdict(dict)
    for model, line in personal():
        if line.whose == whose and line.term == term and line.end in CHANGED:
            for path in _paths(line):
                found[model, path].update(dict.fromkeys(line.fields, line.end))
    made = [Part(model, path, fields) for (model, path), fields in found.items()]
    return sorted(made, key=lambda part: part.path == "pk")


def _paths(line: Held) -> list[str]:
    return line.path.split("|") if line.path else []


def _became(field: Any, end: End, own: Subquery | None) -> Any:
    if end == End.YEAR:
        return TruncYear(field.name)
    if end == End.COMMITTED:
        return _committed(field, own)
    if field.unique and not field.null:
        return Cast("pk", models.TextField())  # what only one row may have
    if field.null:
        return None
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, models.JSONField):
        return field.get_default() if field.has_default() else []
    return "" if field.blank else MARK


def _committed(field: Any, own: Subquery | None) -> Any:
    """SHA-256 of the person's own key and the value: nobody can try values without the key, which is gone after."""
    if isinstance(field, models.BinaryField):
        return _sha256(own, F(field.name))
    text = Func(F(field.name), Value("UTF8"), function="convert_to")
    whole = Func(_sha256(own, text), Value("hex"), function="encode", output_field=models.TextField())
    return Func(whole, Value(field.max_length), function="left", output_field=models.TextField())


def _sha256(own: Subquery | None, value: Any) -> Func:
    joined = Func(own, value, template="(%(expressions)s)", arg_joiner=" || ", output_field=models.BinaryField())
    return Func(joined, function="sha256", output_field=models.BinaryField())
