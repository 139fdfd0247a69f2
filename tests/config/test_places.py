"""A worker takes ticks again after its broker failed to answer."""

from types import SimpleNamespace
from typing import Any

import pytest
from kombu.transport import virtual
from kombu.transport.redis import Channel
from redis.exceptions import TimeoutError as NoAnswer

from config.celery import Places


class Silent:
    """A channel to a broker that answers nothing."""

    def conn_or_acquire(self, client: object = None) -> object:
        raise NoAnswer


@pytest.mark.parametrize("give_back", [Places.ack, Places.reject])
def test_a_tick_that_nobody_takes_back_gives_its_place_free(give_back: Any) -> None:
    places: Any = Places(Silent(), prefetch_count=1)  # type: ignore[no-untyped-call]
    virtual.QoS.append(places, SimpleNamespace(), "tick")  # type: ignore[no-untyped-call]
    assert not places.can_consume()

    with pytest.raises(NoAnswer):
        give_back(places, "tick")

    assert places.can_consume()


def test_every_channel_counts_so() -> None:
    assert Channel.QoS is Places
