"""Workers' minutes in a browser: a signed cookie of their own, apart from the members' session."""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from core.actors import Standing
from portal.actors import now
from portal.sessions import address_of
from workers.services import codes

COOKIE, SALT = "my", "portal.my"
IDLE = timedelta(minutes=8)
"""Who does nothing for so long comes in anew; after `codes.SESSION` everybody does."""
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Visit:
    """A worker on the pages: who acts, under which key, what was just done, and whether typed text has come back."""

    by: Standing
    key: str
    said: str = ""
    is_back: bool = False

    @property
    def mark(self) -> str:
        """By what a form remembers whose it is, so that nobody sends it in another's name."""
        return salted_hmac("portal.my.whose", str(self.by.actor_id)).hexdigest()[:16]


def visit_of(request: HttpRequest) -> Visit | None:
    """The worker behind the cookie, if the session is open and was used a moment ago."""
    written = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=IDLE)
    key, _sign, said = (written or "").partition(":")
    by = codes.authenticate_worker(key, at=now()) if key else None
    return Visit(by, key, said) if by else None


def keep(answer: HttpResponse, key: str, *, said: str = "") -> None:
    """Write the cookie anew, which begins the idle time again; `said` names what the next page tells, in no words."""
    answer.set_signed_cookie(
        COOKIE,
        f"{key}:{said}",
        salt=SALT,
        max_age=codes.SESSION,
        path=reverse("portal:my"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def forget(answer: HttpResponse) -> None:
    """Take the cookie from the browser."""
    answer.delete_cookie(COOKIE, path=reverse("portal:my"), samesite="Strict")


def too_often(request: HttpRequest, rate: str) -> bool:
    """Count one more under one of the rates for workers, by address and together with the other door; without the
    counter nobody is kept out."""
    most, unit = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"][rate].split("/")
    seconds = UNITS[unit.strip()[0]]
    key = f"rate:{rate}:{address_of(request)}:{int(time.time() // seconds)}"
    with suppress(Exception):
        cache.add(key, 0, seconds + 1)
        return cache.incr(key) > int(most)
    return False
