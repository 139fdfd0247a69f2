"""Pages of a list by key: each begins after the last row of the one before, at any depth, without counting."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid

COMMON, MOST = 50, 200


@dataclass(frozen=True, slots=True)
class Keyset:
    """An order of rows: by the columns named, a minus sign for the largest first; together they are unique."""

    order: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        """The columns without their signs."""
        return [name.removeprefix("-") for name in self.order]

    def page(self, records: QuerySet[Any], *, cursor: str, limit: int) -> QuerySet[Any]:
        """Give the rows after the cursor, and one more, which tells whether there is a next page."""
        ordered = records.order_by(*(_ordering(name) for name in self.order))
        if cursor:
            ordered = ordered.filter(self._after(self._read(records.model, cursor)))
        return ordered[: limit + 1]

    def cursor(self, last: Sequence[object]) -> str:
        """Write where a page ended."""
        return base64.urlsafe_b64encode(orjson.dumps(list(last), default=str)).decode().rstrip("=")

    def _read(self, model: type[Model], cursor: str) -> list[Any]:
        try:
            values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            fields = [_field(model, name) for name in self.columns]
            if not isinstance(values, list) or len(values) != len(fields) or None in values:
                raise ValueError
            return [field.to_python(value) for field, value in zip(fields, values, strict=True)]
        except (ValueError, TypeError, binascii.Error, ValidationError, OverflowError) as error:
            sentence = _("This is no page of this list: begin without “cursor”, and follow the “next” of each page.")
            raise Invalid("bad_cursor", sentence, field="cursor") from error

    def _after(self, values: list[Any]) -> Q:
        condition = Q()
        for name, column, value in reversed(list(zip(self.order, self.columns, values, strict=True))):
            sign = "lt" if name.startswith("-") else "gt"
            beyond = Q(**{f"{column}__{sign}": value})
            # The outer bound lets an index on the first column begin at the right place.
            condition = Q(**{f"{column}__{sign}e": value}) & (beyond | condition) if condition else beyond
        return condition


def next_address(path: str, query: Mapping[str, str], cursor: str) -> str:
    """Give the address of the next page: the same question, further on."""
    return f"{path}?{urlencode({**query, 'cursor': cursor})}"


def _ordering(name: str) -> Any:
    column = F(name.removeprefix("-"))
    return column.desc() if name.startswith("-") else column.asc()


def _field(model: type[Model], name: str) -> Any:
    parts = name.split("__")
    for part in parts[:-1]:
        model = model._meta.get_field(part).related_model  # type: ignore[assignment]
    meta = model._meta
    return meta.pk if parts[-1] == "pk" else meta.get_field(parts[-1])
