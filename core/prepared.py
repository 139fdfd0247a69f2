"""Queries asked so often that writing their SQL anew each time would take longer than answering them."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """A query of values whose SQL is written once; stand-ins among its values make room for those of each asking.

    A stand-in is a UUID that no record has; whatever else decides which rows are found must be the same each time.
    """

    def __init__(self, records: "QuerySet[Any, Any]") -> None:
        compiler = records.query.get_compiler(connection=connection)
        try:
            self._sql, params = compiler.as_sql()
        except EmptyResultSet:
            self._sql, params = "", ()
        self._params: tuple[Any, ...] = tuple(params)
        self._compiler = compiler
        self._converters = compiler.get_converters([each[0] for each in compiler.select]) if self._sql else {}

    def rows(self, values: Mapping[UUID, Any]) -> Iterator[Any]:
        """Ask with these values in the place of the stand-ins."""
        if not self._sql:
            return iter(())
        params = [values.get(each, each) if isinstance(each, UUID) else each for each in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        if not self._converters:
            return iter(rows)
        return (tuple(row) for row in self._compiler.apply_converters(rows, self._converters))
