"""The kinds of problem an answer can tell of, each at the address that its answers name."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from api.problems import KINDS, PREFIX, Kind
from api.resource import Look, Resource
from core.actors import Actor


class KindOut(serializers.Serializer[Any]):
    """One kind of problem."""

    type = serializers.CharField(help_text="its address")
    status = serializers.IntegerField(help_text="the status it comes with")
    title = serializers.CharField()


def kinds(*, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Every kind of problem."""
    return [_told(kind) for kind in KINDS.values()]


def kind(key: str, *, by: Actor, at: datetime) -> dict[str, Any] | None:
    """One kind of problem."""
    return next((_told(each) for each in KINDS.values() if each.slug == key), None)


def _told(kind: Kind) -> dict[str, Any]:
    return {"type": f"{PREFIX}{kind.slug}/", "status": kind.status, "title": kind.title}


PROBLEMS = (
    Resource(
        "problems",
        None,
        None,
        "Kinds of problem.",
        key="slug",
        public=True,
        looks=(
            Look("", kinds, KindOut, "Every kind of problem that an answer can tell of.", public=True, many=True),
            Look("", kind, KindOut, "What one kind of problem is called.", public=True, of_one=True),
        ),
    ),
)
