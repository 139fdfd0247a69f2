"""Whose turn it is: what waits for whoever asks, kind by kind, until when, and what waits for others."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from rest_framework import serializers

from api.resource import Look, Resource
from core.actors import Actor
from permits.services.waiting import turns as turns_


class TurnOut(serializers.Serializer[Any]):
    """Of one kind of record: how many wait for whoever asks, the earliest day by which, how many for others.

    Counted up to a thousand: 1001 says that there are more.
    """

    kind = serializers.CharField()
    mine = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    others = serializers.IntegerField()


def turns(*, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """What waits, kind by kind."""
    return [asdict(turn) for turn in turns_.turns(by=by, at=at)]


TURNS = (
    Resource(
        "turns",
        None,
        None,
        "What waits for whom.",
        looks=(Look("", turns, TurnOut, "What waits for whoever asks, and what for others.", many=True),),
    ),
)
