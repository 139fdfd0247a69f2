"""Long lists in pages: each begins after the last row of the one before, so the thousandth is as quick as the first."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.http import HttpRequest

from core.actors import SEES_FEW, Actor
from core.db import gathered
from portal.actors import actor
from workers.models import Worker

T = TypeVar("T", bound=models.Model)
Rows = TypeVar("Rows", bound=models.QuerySet[Any])
SIZE = 40
BY_KEY: Final[frozenset[type[models.Model]]] = frozenset({Worker})
"""Records whose keys `visible_to` itself names for who sees few: walked through in their order as they are."""
AFTER: Final[dict[str, Any]] = {
    "arg_joiner": " > ",
    "template": "%(expressions)s",
    "output_field": models.BooleanField(),
}


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, newest first or by a day, with the addresses of the first page and the next one."""

    rows: list[T]
    first: str
    following: str
    day: str = ""


def page_of(rows: "models.QuerySet[T]", request: HttpRequest, *, size: int = SIZE, day: str = "") -> Page[T]:
    """The page that the address asks for; a key that is none begins at the top.

    Newest first, or by the column of a `day` or a number, the earliest first and without those that have none.
    """
    given = request.GET.get("after", "")
    after = _after_day(rows.model, given, day) if day else _after(rows.model, given)
    order = [day, "pk"] if day else ["-pk"]
    found = list(_of_keys(rows, _keys(rows, after, order, size, by=actor(request))).order_by(*order))
    filters = request.GET.copy()
    filters.pop("after", None)
    first = f"?{filters.urlencode()}" if after is not None else ""
    following = ""
    if len(found) > size:
        last = found[size - 1]
        filters["after"] = f"{_value(last, day)}_{last.pk}" if day else str(last.pk)
        following = f"?{filters.urlencode()}"
    return Page(found[:size], first, following, day)


def _keys(rows: "models.QuerySet[T]", after: Q | Func | None, order: list[str], size: int, *, by: Actor) -> Func:
    """The keys of a page, found before the names that its lines show are joined to it.

    Who sees nearly all has the list walked through in its order until the page is full; who sees a few thousand of a
    million has them gathered first: in the order of all, they would be as far apart as there are others between them.
    """
    rows = gathered_first(rows.order_by(), by=by)
    *day, _pk = order
    rows = rows.filter(**{f"{name}__isnull": False for name in day})
    rows = rows if after is None else rows.filter(after)
    return gathered("pk", rows.order_by(*order)[: size + 1].values("pk"))


def gathered_first(rows: Rows, *, by: Actor) -> Rows:
    """The same rows, of which who sees few has its own gathered before anything else narrows them."""
    if by.kind not in SEES_FEW or rows.model in BY_KEY:
        return rows
    return _of_keys(rows, gathered("pk", rows.values("pk")))


def _of_keys(rows: Rows, keys: Func) -> Rows:
    """Those rows again, by nothing but their keys: who may see them and what narrows the list is asked only once."""
    found = rows.all()
    found.query.clear_where()
    return found.filter(keys)


def _after(model: type[models.Model], given: str) -> Q | None:
    key = _key(model, given)
    return None if key is None else Q(pk__lt=key)


def _after_day(model: type[models.Model], given: str, day: str) -> Func | None:
    written, _, pk = given.partition("_")
    key = _key(model, pk)
    try:
        last = int(written[:9]) if _is_number(model, day) else date.fromisoformat(written)
    except ValueError:
        return None
    # Both at once, as an index has them: as one condition or the other, the whole list before it would be read.
    return None if key is None else Func(_row(F(day), F("pk")), _row(last, key), **AFTER)


def _row(*parts: Any) -> Func:
    return Func(*(part if isinstance(part, F) else Value(part) for part in parts), template="(%(expressions)s)")


def _is_number(model: type[models.Model], path: str) -> bool:
    return isinstance(model._meta.get_field(path.partition("__")[0]), models.IntegerField)


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _key(model: type[models.Model], given: str) -> Any:
    assert model._meta.pk is not None
    try:
        return model._meta.pk.to_python(given) if given else None
    except ValidationError:
        return None
