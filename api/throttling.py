"""How often one may ask: so many times a minute, counted in the cache; without the cache nobody is turned away."""

import logging
import time
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import caches
from redis import Redis
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

log = logging.getLogger(__name__)
PATIENCE = 10
"""Seconds for which a silent cache is not asked again."""
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Burst(BaseThrottle):
    """Counts each actor's requests, and a stranger's by address, in windows of the clock."""

    _silent_until = 0.0
    _seconds_left = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        """Say whether one more request is within the rate."""
        return self.within(*asker(request)) and self._within_act(request, view)

    def _within_act(self, request: Request, view: Any) -> bool:
        # An act with a rate of its own is counted by address, whoever asks.
        name = getattr(getattr(view, "act", None), "rate", "")
        return not name or self.within(f"{name}:{BaseThrottle().get_ident(request) or ''}", name)

    def within(self, who: str, name: str) -> bool:
        """Count one more of somebody's under a rate, and say whether it is within."""
        rate = rates().get(name)
        if not rate:
            return True
        most, seconds = read_rate(rate)
        window, into = divmod(time.time(), seconds)
        self._seconds_left = seconds - into
        return self.count(f"rate:{who}:{int(window)}", seconds) <= most

    def wait(self) -> float:
        """Give the seconds until the window ends."""
        return self._seconds_left

    @classmethod
    def count(cls, key: str, seconds: int) -> int:
        """Count one more under `key`; 0 while the cache is away, which is logged once."""
        if time.monotonic() < cls._silent_until:
            return 0
        try:
            cache = caches["default"]
            client, key = _client(cache._cache), cache.make_key(key)  # type: ignore[attr-defined]
            counted = int(client.incr(key))
            if counted == 1:
                client.expire(key, seconds + 1)
        except (RedisError, OSError):
            if not cls._silent_until:
                log.warning("the cache is away: requests are not counted until it is back")
            cls._silent_until = time.monotonic() + PATIENCE
            return 0
        cls._silent_until = 0.0
        return counted


@lru_cache(maxsize=64)
def _client(thread: Any) -> Redis:
    # One for each thread: the cache makes a new one at each call, though all share the thread's connections.
    found: Redis = thread.get_client(write=True)
    return found


def asker(request: Request) -> tuple[str, str]:
    """Give by what the one who asks is counted, and the name of the rate that holds for them."""
    user = request.user
    if user is not None and user.is_authenticated:
        return str(user.actor_id), "burst"
    return BaseThrottle().get_ident(request) or "", "stranger"


def rates() -> dict[str, str]:
    """The rates, by name."""
    given: Any = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    return dict(given)


@lru_cache
def read_rate(rate: str) -> tuple[int, int]:
    """Read a rate like “600/min”."""
    most, unit = rate.split("/")
    return int(most), UNITS[unit.strip()[0]]
