"""Queries asked so often that writing their SQL anew each time would take longer than answering them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators


class Prepared:
    """A query whose SQL is written once; stand-ins among its values make room for those of each asking.

    Whatever else decides which rows are found must be the same each time.
    """

    def __init__(self, records: "QuerySet[Any, Any]", stand_ins: Collection[Any]) -> None:
        self._compiler: Any = records.query.get_compiler(connection=connection)
        try:
            self._sql, params = self._compiler.as_sql()
        except EmptyResultSet:
            self._sql, params = "", ()
        self._params = list(params)
        # Bytes come wrapped by the driver; what they wrap is what stands in.
        bare = [getattr(each, "obj", each) for each in params]
        self._places = [(place, value) for place, value in enumerate(bare) for each in stand_ins if value is each]
        self._converters = self._compiler.get_converters([each[0] for each in self._compiler.select or ()])

    def rows(self, values: Mapping[Any, Any]) -> Iterator[Any]:
        """The rows found with these values in the place of the stand-ins."""
        if not self._sql:
            return iter(())
        params = self._params.copy()
        for place, stand_in in self._places:
            params[place] = values[stand_in]
        # The compiler's own connection is that of the thread it was made in; each thread asks by its own.
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        if not self._converters:
            return iter(rows)
        return (tuple(row) for row in self._compiler.apply_converters(rows, self._converters))

    def record(self, values: Mapping[Any, Any]) -> Any:
        """The first record found, with the related ones that the query selects; nothing where there is none."""
        row = next(self.rows(values), None)
        if row is None:
            return None
        info, select = self._compiler.klass_info, self._compiler.select
        first, after = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [each[0].target.attname for each in select[first:after]]
        found = info["model"].from_db(connection.alias, names, row[first:after])
        for related in get_related_populators(info, select, connection.alias):  # type: ignore[call-arg]
            related.populate(row, found)
        return found
