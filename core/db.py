"""What the database promises, in words a person can read; and writing many rows in one statement."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from uuid_utils.compat import uuid7

from core.errors import Invalid, NotFound, Sentence

M = TypeVar("M", bound=models.Model)


def new_id() -> UUID:
    """A key that grows with time (UUID version 7, RFC 9562)."""
    return uuid7()


@contextmanager
def constraint(model: type[models.Model], name: str, *, field: str = "") -> Iterator[None]:
    """Raise `Invalid`, in the constraint's own words, when the body breaks it."""
    with constraints(model, fields={name: field}, only=name):
        yield


@contextmanager
def constraints(
    *tables: type[models.Model],
    fields: Mapping[str, str] | None = None,
    only: str | None = None,
    savepoint: bool = True,
) -> Iterator[None]:
    """Raise `Invalid`, in its own words, for whichever constraint of `tables` the body breaks.

    `fields` says which field a constraint is about. Without `savepoint` the act around it is lost with the body, so
    that nothing more can be asked in it: for a body whose refusal leaves the act anyway.
    """
    try:
        with transaction.atomic(savepoint=savepoint):
            yield
    except IntegrityError as error:
        name = broken_constraint(error)
        broken = [c for table in tables for c in table._meta.constraints if c.name == name and only in (None, name)]
        if not broken:
            raise
        raise Invalid(str(name), _words(broken[0]), field=(fields or {}).get(str(name), "")) from error


def _words(constraint: models.BaseConstraint) -> Sentence:
    return constraint.violation_error_message or str(constraint.name)


def key_of(records: "models.QuerySet[M]", pk: object) -> Any:
    """A key as the database has it; what cannot be one is the key of nothing (`NotFound`)."""
    column: Any = records.model._meta.pk
    try:
        return column.to_python(pk)
    except ValidationError:
        raise NotFound from None


def one_of(records: "models.QuerySet[M]", pk: object) -> M:
    """The record of that key among `records`; raises `NotFound` where it is not among them."""
    record: M | None = records.filter(pk=key_of(records, pk)).first()
    if record is None:
        raise NotFound
    return record


def lock_one(records: "models.QuerySet[M]", pk: object) -> M:
    """The same, held against everybody else until the transaction ends."""
    return one_of(records.select_for_update(of=("self",)), pk)


def broken_constraint(error: DatabaseError) -> str | None:
    """The name of the constraint that a statement broke, if that is what went wrong."""
    name: str | None = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return name


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Write new `rows` of one model in one statement; what the database draws for them (`db_default`) is read back."""
    if not rows:
        return
    meta = rows[0]._meta
    assert meta.pk is not None
    drawn: list[Any] = [field for field in meta.concrete_fields if field.has_db_default()]
    columns: list[Any] = [field for field in meta.concrete_fields if field not in drawn]
    quote = connection.ops.quote_name
    names, types, values = _arrays(columns, rows)
    taken = ", ".join(_taken(name, kind) for name, kind in zip(names, types, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(meta.db_table)} ({', '.join(names)}) "  # noqa: S608 - names come from the models
            f"SELECT {taken} FROM unnest({_places(types)}) AS given({', '.join(names)}) "
            f"RETURNING {', '.join(quote(field.column) for field in [meta.pk, *drawn])}",
            values,
        )
        given = {row[0]: row[1:] for row in cursor.fetchall()}
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
        for field, value in zip(drawn, given[row.pk], strict=True):
            setattr(row, field.attname, value)


def update_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write `fields` of all `rows` in one statement; rows are of one model and exist."""
    if not rows or not fields:
        return
    meta = rows[0]._meta
    assert meta.pk is not None
    columns: list[Any] = [meta.pk, *(meta.get_field(name) for name in fields)]
    quote = connection.ops.quote_name
    names, types, values = _arrays(columns, rows)
    sets = ", ".join(f"{name} = {_taken(name, kind)}" for name, kind in zip(names[1:], types[1:], strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} AS kept SET {sets} "  # noqa: S608 - names come from the models
            f"FROM unnest({_places(types)}) AS given({', '.join(names)}) WHERE kept.{names[0]} = given.{names[0]}",
            values,
        )


def _arrays(columns: Sequence[Any], rows: Sequence[models.Model]) -> tuple[list[str], list[str], list[list[Any]]]:
    """Columns by quoted name and type, and the values of all rows column by column."""
    names = [connection.ops.quote_name(column.column) for column in columns]
    types = [column.rel_db_type(connection) if column.is_relation else column.db_type(connection) for column in columns]
    return names, types, [_values(column, rows) for column in columns]


def _places(types: Sequence[str]) -> str:
    return ", ".join(f"%s::{'jsonb' if kind.endswith('[]') else kind}[]" for kind in types)


def _values(column: Any, rows: Sequence[models.Model]) -> list[Any]:
    given = [column.get_db_prep_save(getattr(row, column.attname), connection) for row in rows]
    # A list of lists must be even in the database, so lists travel as JSON.
    return [json.dumps(one) if isinstance(one, list) else one for one in given]


def _taken(name: str, kind: str) -> str:
    if not kind.endswith("[]"):
        return f"given.{name}"
    return f"CASE WHEN given.{name} IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(given.{name}))::{kind} END"
