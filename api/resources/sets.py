"""Acts on many at once: ids in, ids out; all of them or none."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rest_framework import serializers

from api.inputs import Input
from api.resource import Act
from core.actors import Actor

MOST = 1000
"""The most that one act is told of."""


class Chosen(Input):
    """Which ones; those that cannot be done are named, and then none is."""

    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST)


class DoneOut(serializers.Serializer[Any]):
    """Which records were made or changed, in the order asked for."""

    ids = serializers.ListField(child=serializers.UUIDField())


def each(verb: str, does: Callable[..., Any], says: Any, *, takes: type[Input] = Chosen, **more: Any) -> Act:
    """An act on a chosen set, by a service that takes `ids` first."""

    def do(*, ids: Any, by: Actor, at: datetime, **told: Any) -> dict[str, Any]:
        return done(does(ids, by=by, at=at, **told))

    return Act(verb, do, says, takes=takes, gives=DoneOut, **more)


def one_of_set(does: Callable[..., Any]) -> Callable[..., Any]:
    """A service on a set as one on a single record."""

    def do(key: Any, *, by: Actor, at: datetime, **told: Any) -> Any:
        return does([key], by=by, at=at, **told)[0]

    return do


def done(records: Any) -> dict[str, Any]:
    """The ids of what a set became."""
    return {"ids": [record.pk for record in records]}
