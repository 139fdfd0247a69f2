"""The feed between the authorities of the two states."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from api.inputs import Input, Whole
from api.resource import Look, Resource
from core.actors import Actor
from exchange.services import feed


class FeedInput(Input):
    """From which place on."""

    after = Whole(required=False, help_text="`until` of the page before; 0 for the beginning")
    limit = Whole(min_value=1, max_value=feed.MOST, required=False, help_text="how many at most; 200 unless said")


class FeedOut(serializers.Serializer[Any]):
    """One page, as a text of JSON, and the signature over the bytes of “feed-page”, a zero and that text."""

    page = serializers.CharField(help_text="JSON: authority, after, until, chain_before, entries, chain, signed_at")
    algorithm = serializers.IntegerField(help_text="its number in COSE; -19 is Ed25519")
    key = serializers.CharField(help_text="id of the key, on the key list")
    signature = serializers.CharField(help_text="in Base64")
    until = serializers.IntegerField(help_text="where the next page begins")


def read(*, by: Actor, at: datetime, **asked: int) -> dict[str, Any]:
    """Read one page of the feed."""
    return feed.read(by=by, at=at, **asked)


FEED = (
    Resource(
        "feed",
        None,
        None,
        "What happened to permits, for the other state's authority.",
        looks=(Look("", read, FeedOut, "One signed page of it.", asks=FeedInput),),
    ),
)
