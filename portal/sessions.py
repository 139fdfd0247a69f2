"""Log-ins: who is behind a session, asked anew with every request, so that a bar acts at the next one."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import Member
from accounts.rules import FRESH_FOR, limits_of, needs_second_factor
from accounts.services import authentication
from core import reach
from core.actors import Standing
from portal.actors import now
from portal.tries import address_of

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
OPENED, SEEN, PROVED, SECOND = "opened_at", "seen_at", "proved_at", "second"
"""What a session knows: since when, last used (to the minute), last proved (once proved, its member is in), how."""
ALONE = "passkey_alone"
"""How it was proved where a passkey stood in the place of the password too; it stays so for the whole log-in."""
MINUTE = 60
BACKEND = "accounts.services.authentication.MemberBackend"


class SessionActor:
    """Names the log-in that a member acts under, lets in only whom its session proves, and leaves nothing of what
    they saw in the browser."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with its actor, who is looked up only when a page asks."""
        found: Any = request.user
        request.user = SimpleLazyObject(lambda: _judged(request, found))  # type: ignore[assignment]
        answer = self.answer(request)
        if request.session.accessed and SESSION_KEY in request.session and not answer.has_header("Cache-Control"):
            answer.headers["Cache-Control"] = "private, no-store"
        return answer


def begin(request: HttpRequest, member: Member) -> None:
    """Begin a session for whom gave the right password; what else is needed, `admit` waits for."""
    _reach_own(member)
    login(request, member, backend=BACKEND)
    moment = now().timestamp()
    request.session.update({OPENED: moment, SEEN: int(moment)})
    for mark in (PROVED, SECOND):
        request.session.pop(mark, None)


def admit(request: HttpRequest, member: Member, *, second: str = "") -> None:
    """Let a member in, by which second factor if any; of staff, a log-in elsewhere ends by it."""
    request.session.cycle_key()
    moment = now()
    member.login = authentication.log_in_name(request.session.session_key or "")
    authentication.open_log_in(member, at=moment, second=second)
    prove(request.session, at=moment, second=second)


def renew(request: HttpRequest, member: Member) -> None:
    """Go on under another key after the password was changed; sessions elsewhere have ended by that."""
    update_session_auth_hash(request, member)
    member.login = authentication.log_in_name(request.session.session_key or "")
    authentication.keep_place(member, at=now())


def prove(session: SessionBase, *, at: datetime, second: str) -> None:
    """Note that it was proved once more who is behind the session."""
    session[PROVED] = int(at.timestamp())
    before = session.get(SECOND, "")
    session[SECOND] = before if before == ALONE else second or before


def waiting(request: HttpRequest) -> Member | None:
    """Who gave the right password and waits for the second factor, to be asked for or to be set up."""
    bool(request.user.is_authenticated)  # the session is judged when somebody asks
    found: Member | None = getattr(request, "waiting", None)
    return found


def _judged(request: HttpRequest, found: Any) -> Any:
    if not found.is_authenticated:
        return found._wrapped if isinstance(found, SimpleLazyObject) else found
    member: Any = found._wrapped if isinstance(found, SimpleLazyObject) else found
    kept, moment = request.session, int(now().timestamp())
    member.login = authentication.log_in_name(kept.session_key or "")
    if why := _why_ended(kept, member, moment):
        if not settings.READ_ONLY:
            kept.flush()
        request.ended = why  # type: ignore[attr-defined]
        return AnonymousUser()
    if moment - kept[SEEN] >= MINUTE and not settings.READ_ONLY:
        kept[SEEN] = moment
    if PROVED not in kept or (needs_second_factor(member.kind, member.roles) and not kept[SECOND]):
        request.waiting = member  # type: ignore[attr-defined]
        _reach_own(member)
        return AnonymousUser()
    reach.begin(member)
    member.is_stale = moment - kept[PROVED] > FRESH_FOR.total_seconds()
    return member


def _reach_own(member: Member) -> None:
    # Who is not in yet reaches their own account and factors, and nothing of their organisation.
    reach.begin(Standing(login=member.login, kind="waiting", actor_id=member.pk))


def _why_ended(kept: SessionBase, member: Member, moment: int) -> str:
    limits = limits_of(member.kind)
    if moment - kept.get(OPENED, 0) >= limits.whole.total_seconds():
        return "whole"
    # While nothing can be written, nobody could log in again either.
    if not settings.READ_ONLY and moment - kept.get(SEEN, 0) >= limits.idle.total_seconds():
        return "idle"
    if PROVED in kept and authentication.is_elsewhere(member, kept.get(OPENED, 0)):
        return "elsewhere" if limits.is_only_one else "by_you"
    return ""


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
