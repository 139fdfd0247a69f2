"""Long lists in pages: each begins after the last row of the one before, so the thousandth is as quick as the first."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

T = TypeVar("T", bound=models.Model)
SIZE = 40


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, newest first, with the addresses of the first page and the next one."""

    rows: list[T]
    first: str
    following: str


def page_of(rows: "models.QuerySet[T]", request: HttpRequest, *, size: int = SIZE) -> Page[T]:
    """The page that the address asks for; a key that is none begins at the top."""
    after = _key(rows.model, request.GET.get("after", ""))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: size + 1])
    filters = request.GET.copy()
    filters.pop("after", None)
    first = f"?{filters.urlencode()}" if after is not None else ""
    following = ""
    if len(found) > size:
        filters["after"] = str(found[size - 1].pk)
        following = f"?{filters.urlencode()}"
    return Page(found[:size], first, following)


def _key(model: type[models.Model], given: str) -> Any:
    assert model._meta.pk is not None
    try:
        return model._meta.pk.to_python(given) if given else None
    except ValidationError:
        return None
