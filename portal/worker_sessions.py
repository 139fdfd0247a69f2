"""Workers' minutes in a browser: a signed cookie of their own, apart from the members' session."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from core.actors import Standing
from portal.actors import now
from workers.services import codes

COOKIE, SALT = "my", "portal.my"
IDLE = timedelta(minutes=8)
"""Who does nothing for so long comes in anew; after `codes.SESSION` everybody does."""


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
