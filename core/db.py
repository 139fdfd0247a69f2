"""What the database promises, in words a person can read; and writing many rows in one statement."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F, Func
from django.db.models.expressions import DatabaseDefault
from uuid_utils.compat import uuid7

from core.errors import Invalid, NotFound, Sentence
from core.reach import as_asked

KEYS = frozenset({UUID, type(None)})
# What is put together to one text ten times as fast as to an array of which each part is asked for its own.
AS_TEXT: dict[type, Callable[[Any], str]] = {
    str: lambda value: '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"',
    int: str,
    bool: lambda value: "t" if value else "f",
    date: date.isoformat,
    datetime: datetime.isoformat,
    bytes: lambda value: f'"\\\\x{value.hex()}"',
}
M = TypeVar("M", bound=models.Model)
MANY = 1_000
"""Beyond so many, what waits is not counted to the end: the reader knows enough, and all of it would be read."""


@models.ForeignObject.register_lookup
@models.Field.register_lookup
class AnyOf(models.Lookup):
    """`__any`: one of these values, sent as one array, where `__in` sends a parameter each: for thousands of keys."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The condition, and the array as its last value."""
        column, given = self.process_lhs(compiler, connection)
        values = list(self.rhs)
        kinds = set(map(type, values))
        if kinds == {UUID}:
            return f"{column} = ANY(%s::uuid[])", (*given, _as_text(values))
        if kinds == {bytes}:
            return f"{column} = ANY(%s::bytea[])", (*given, bytes_as_text(values))
        return f"{column} = ANY(%s)", (*given, values)


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


def gathered(column: str, keys: "models.QuerySet[Any, Any]") -> Func:
    """That a column is one of `keys`, which are gathered before all else.

    For sets of some thousand rows in tables of millions: as a condition that the database may turn into a join, it
    may walk through all rows in their order until it has met enough of these.
    """
    array = ArraySubquery(keys)
    return Func(F(column), array, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=models.BooleanField())


def counted(rows: "models.QuerySet[Any, Any]") -> int:
    """How many rows there are; one more than `MANY` stands for however many more."""
    return rows.order_by()[: MANY + 1].count()


def key_of(records: "models.QuerySet[M]", pk: object) -> Any:
    """A key as the database has it; what cannot be one is the key of nothing (`NotFound`)."""
    column: Any = records.model._meta.pk
    try:
        return column.to_python(pk)
    except ValidationError:
        raise NotFound from None


def one_of(records: "models.QuerySet[M]", pk: object) -> M:
    """The record of that key among `records`; raises `NotFound` where it is not among them.

    It is looked for no further than whoever asks reaches, also within an act.
    """
    with as_asked():
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


def update_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write `fields` of all `rows` in one statement; rows are of one model and exist."""
    if not rows or not fields:
        return
    meta = rows[0]._meta
    assert meta.pk is not None
    columns: list[Any] = [meta.pk, *(meta.get_field(name) for name in fields)]
    quote = connection.ops.quote_name
    given = _Given(columns, rows)
    key = quote(str(meta.pk.column))
    sets = ", ".join(f"{quote(column.column)} = {given.taken(column)}" for column in columns[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} AS kept SET {sets} "  # noqa: S608 - names come from the models
            f"FROM {given.source} WHERE kept.{key} = given.{key}",
            given.values,
        )


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Add all `rows` of one model in one statement, and fill in what the database draws or works out itself."""
    if not rows:
        return
    meta, quote = rows[0]._meta, connection.ops.quote_name
    assert meta.pk is not None
    drawn = [column for column in meta.concrete_fields if column.generated or _is_drawn(rows[0], column)]
    columns: list[Any] = [column for column in meta.concrete_fields if column not in drawn]
    given = _Given(columns, rows)
    names = ", ".join(quote(column.column) for column in columns)
    taken = ", ".join(map(given.taken, columns))
    returned = ", ".join(quote(str(column.column)) for column in (meta.pk, *drawn))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(meta.db_table)} ({names}) "  # noqa: S608 - names come from the models
            f"SELECT {taken} FROM {given.source} RETURNING {returned}",
            given.values,
        )
        made = {key: values for key, *values in cursor.fetchall()}
    for row in rows:
        for column, value in zip(drawn, made[row.pk], strict=True):
            setattr(row, column.attname, value)
        row._state.adding, row._state.db = False, connection.alias


class _Given:
    """The values of some columns of many rows, as a source of rows that a statement reads.

    Lists and documents travel as one JSON text a column: a list of lists must be even in the database, and as an
    array each of their many quotation marks would be escaped twice.
    """

    def __init__(self, columns: Sequence[Any], rows: Sequence[models.Model]) -> None:
        quote = connection.ops.quote_name
        self._kinds = {column: _kind(column) for column in columns}
        parts = [
            f"unnest(%s::{kind}[])" if not _is_json(kind) else "jsonb_array_elements(%s::jsonb)"
            for kind in self._kinds.values()
        ]
        self.source = f"ROWS FROM ({', '.join(parts)}) AS given ({', '.join(quote(one.column) for one in columns)})"
        self.values = [_values(column, rows, is_json=_is_json(kind)) for column, kind in self._kinds.items()]

    def taken(self, column: Any) -> str:
        """The value of a column, of its own type."""
        name, kind = f"given.{connection.ops.quote_name(column.column)}", self._kinds[column]
        if kind.endswith("[]"):
            elements = f"ARRAY(SELECT jsonb_array_elements_text({name}))::{kind}"
            return f"CASE WHEN jsonb_typeof({name}) = 'array' THEN {elements} END"
        return f"nullif({name}, 'null')" if kind == "jsonb" else name


def _kind(column: Any) -> str:
    return str(column.rel_db_type(connection) if column.is_relation else column.db_type(connection))


def _is_json(kind: str) -> bool:
    return kind == "jsonb" or kind.endswith("[]")


def _is_drawn(row: models.Model, column: Any) -> bool:
    return isinstance(getattr(row, column.attname), DatabaseDefault)


def _values(column: Any, rows: Sequence[models.Model], *, is_json: bool) -> Any:
    given = [getattr(row, column.attname) for row in rows]
    if is_json:
        return orjson.dumps(given, option=orjson.OPT_NON_STR_KEYS).decode()
    kinds = set(map(type, given))
    if kinds <= KEYS:
        return _as_text(given)
    for kind, write in AS_TEXT.items():
        if kinds <= {kind, type(None)}:
            return f"{{{','.join('NULL' if value is None else write(value) for value in given)}}}"
    return [column.get_db_prep_save(value, connection) for value in given]


def bytes_as_text(values: Iterable[bytes]) -> str:
    """Digests and the like as one text that the database reads as `bytea[]`: put together ten times as fast."""
    return f"{{{','.join(map(AS_TEXT[bytes], values))}}}"


def _as_text(keys: Sequence[UUID | None]) -> str:
    """Keys as one text: an array would be put together of each key's own, which takes ten times as long."""
    return f"{{{','.join('NULL' if key is None else key.hex for key in keys)}}}"
