"""Workers' minutes in a browser: a signed cookie of their own, apart from the members' session."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from core import reach
from core.actors import Standing
from portal import cookies
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
    written = cookies.read(request, COOKIE, salt=SALT, max_age=IDLE, path=reverse("portal:my"))
    key, _sign, said = written.partition(":")
    by = codes.authenticate_worker(key, at=now()) if key else None
    if by is None:
        return None
    reach.begin(by, also=codes.records_of(by.actor_id))
    return Visit(by, key, said)


def keep(answer: HttpResponse, key: str, *, said: str = "") -> None:
    """Write the cookie anew, which begins the idle time again; `said` names what the next page tells, in no words."""
    written = f"{key}:{said}"
    cookies.write(
        answer, COOKIE, written, salt=SALT, max_age=codes.SESSION, path=reverse("portal:my"), samesite="Strict"
    )


def forget(answer: HttpResponse) -> None:
    """Take the cookie from the browser."""
    cookies.forget(answer, COOKIE, path=reverse("portal:my"), samesite="Strict")
