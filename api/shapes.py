"""What goes out: the shape of each resource, said once, for the description and for the query that fills it."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Func, Model, OuterRef, QuerySet, TextField, Value, When
from django.db.models.functions import JSONObject
from rest_framework import serializers

from core.actors import Actor


class Shape(serializers.ModelSerializer[Any]):
    """The fields of a resource. Rows are read by one query, straight into their form in JSON.

    A field's `source` is the path of its column. `computed` gives the expressions of fields that are no column;
    `parts` the models whose rows are given inside, by the column that leads back here.
    """

    computed: ClassVar[dict[str, Any]] = {}
    parts: ClassVar[dict[str, tuple[type[Model], str]]] = {}
    needs: ClassVar[tuple[str, ...]] = ()
    """Columns that `finish` needs and takes out again."""

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Fill in what no query can tell."""
        return row

    @classmethod
    @cache
    def columns(cls) -> dict[str, Any]:
        """The expression of each field, and of what `finish` needs."""
        found: dict[str, Any] = {}
        for name, form in cls().fields.items():
            if name in cls.computed:
                found[name] = cls.computed[name]
            elif name in cls.parts:
                found[name] = rows_of(*cls.parts[name], form.child.__class__)  # type: ignore[attr-defined]
            elif not isinstance(form, Unread):
                found[name] = F(str(form.source or name).replace(".", "__"))
        return {**found, **{f"_{name}": F(name) for name in cls.needs}}

    @classmethod
    def rows(cls, records: QuerySet[Any], keys: Sequence[str] = ()) -> Iterator[tuple[dict[str, Any], tuple[Any, ...]]]:
        """Read records in this shape, each with the values of its `keys`."""
        columns = cls.columns()
        names, width = list(columns), len(columns)
        for row in records.values_list(*columns.values(), *(F(key) for key in keys)):
            yield cls.finish(dict(zip(names, row, strict=False))), row[width:]

    @classmethod
    def one(cls, records: QuerySet[Any], key: object) -> dict[str, Any] | None:
        """Read the record with that key in this shape, if it is among them."""
        return next((row for row, _ in cls.rows(records.filter(pk=key)[:1])), None)


class Unread(serializers.ReadOnlyField):
    """A field that `finish` fills in; `form` describes it."""

    def __init__(self, form: "serializers.Field[Any, Any, Any, Any]", **options: Any) -> None:
        self.form = form
        super().__init__(**options)


def read_by(records: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Records whose shape depends on the kind of who reads them."""
    read: QuerySet[Any] = records.annotate(reader=Value(by.kind))
    return read


def unless_employer(told: Any, instead: Value) -> Case:
    """An expression that an employer has no need to know, and what it reads instead; of records `read_by` somebody."""
    return Case(When(reader="employer", then=instead), default=told)


def hexadecimal(column: str) -> Func:
    """The expression of a column of bytes, as text."""
    return Func(F(column), Value("hex"), function="encode", output_field=TextField())


def rows_of(model: type[Model], link: str, shape: type[Shape]) -> ArraySubquery:
    """The rows of another model that lead back to a record by that column, each in its shape."""
    # Whoever sees the record sees its parts: they are all those of this one row.
    rows: QuerySet[Any] = QuerySet(model).filter(**{link: OuterRef("pk")}).order_by("pk")
    return ArraySubquery(rows.values(row=JSONObject(**shape.columns())))
