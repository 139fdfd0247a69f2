"""What the database promises, in words a person can read; and writing many rows in one statement."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from uuid_utils.compat import uuid7

from core.errors import Invalid


def new_id() -> UUID:
    """A key that grows with time (UUID version 7, RFC 9562)."""
    return uuid7()


@contextmanager
def constraint(model: type[models.Model], name: str, *, field: str = "") -> Iterator[None]:
    """Raise `Invalid`, in the constraint's own words, when the body breaks it."""
    [broken] = [c for c in model._meta.constraints if c.name == name]
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != name:
            raise
        raise Invalid(name, broken.violation_error_message or name, field=field) from error


def update_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write `fields` of all `rows` in one statement; rows are of one model and exist."""
    if not rows or not fields:
        return
    meta = rows[0]._meta
    assert meta.pk is not None
    columns: list[Any] = [meta.pk, *(meta.get_field(name) for name in fields)]
    arrays, values = [], []
    for column in columns:
        arrays.append(f"%s::{column.rel_db_type(connection) if column.is_relation else column.db_type(connection)}[]")
        values.append([column.get_db_prep_save(getattr(row, column.attname), connection) for row in rows])
    quote = connection.ops.quote_name
    names = [quote(column.column) for column in columns]
    sets = ", ".join(f"{name} = given.{name}" for name in names[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} AS kept SET {sets} "  # noqa: S608 - names come from the models
            f"FROM unnest({', '.join(arrays)}) AS given({', '.join(names)}) WHERE kept.{names[0]} = given.{names[0]}",
            values,
        )
