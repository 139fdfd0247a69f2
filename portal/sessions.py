"""Log-ins: who is behind a session, asked anew with every request, so that a bar acts at the next one."""

import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from rest_framework.throttling import BaseThrottle

from accounts.services import authentication

TRIES, MINUTES = 8, 15
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class SessionActor:
    """Names the log-in that a member acts under, so that two signatures can be told apart."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with its actor, who is looked up only when a page asks."""
        found: Any = request.user
        request.user = SimpleLazyObject(lambda: _named(request, found))  # type: ignore[assignment]
        return self.answer(request)


def _named(request: HttpRequest, found: Any) -> Any:
    if found.is_authenticated:
        found.login = authentication.log_in_name(request.session.session_key or "")
    return found._wrapped if isinstance(found, SimpleLazyObject) else found


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: behind proxies of our own, what the outermost of them saw."""
    return str(BaseThrottle().get_ident(request) or "")  # type: ignore[arg-type]


def too_many_tries(email: str, address: str) -> bool:
    """Count one more try for this account from this address; without the counter nobody is kept out."""
    key = "login:" + sha256(f"{email.lower()}|{address}".encode()).hexdigest()
    try:
        cache.add(key, 0, MINUTES * 60)
        return cache.incr(key) > TRIES
    except Exception:
        return False


def forget_tries(email: str, address: str) -> None:
    """Begin the count anew after a log-in that succeeded."""
    with suppress(Exception):
        cache.delete("login:" + sha256(f"{email.lower()}|{address}".encode()).hexdigest())


def too_often(request: HttpRequest, rate: str) -> bool:
    """Count one more under one of the rates of those without an account, by address and together with the API;
    without the counter nobody is kept out."""
    rates: Any = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    most, unit = rates[rate].split("/")
    seconds = UNITS[unit.strip()[0]]
    key = f"rate:{rate}:{address_of(request)}:{int(time.time() // seconds)}"
    with suppress(Exception):
        cache.add(key, 0, seconds + 1)
        return cache.incr(key) > int(most)
    return False
