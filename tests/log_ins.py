"""Ways in for tests: a session as the log-in makes it, its second factor proved."""

from copy import copy
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from accounts.models import Factor, Member
from accounts.rules import needs_second_factor
from accounts.services import factors
from core import totp
from core.reach import EVERYTHING, reaching
from portal import sessions

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
C = TypeVar("C", bound=Client)


def enter(client: C, member: Member) -> C:
    """Let a member in, in this browser, with a second factor where the role needs one."""
    second = "code" if needs_second_factor(member.kind, member.roles) else ""
    client.cookies[settings.SESSION_COOKIE_NAME] = session_for(member, second=second)
    return client


def code_of(member: Member) -> str:
    """What a member's authenticator app shows now; it is given one first, and nothing it showed was used yet."""
    now = timezone.now()
    if not factors.are_held(member):
        factors.give([member], SECRET, at=now)
    Factor.objects.filter(member=member).update(counter=0)
    return totp.code_at(SECRET, totp.step_at(now))


def session_for(member: Member, *, second: str = "") -> str:
    """The key of a session that is open; all that the log-in page does but the asking."""
    request: Any = HttpRequest()
    request.session = SessionStore()
    known = copy(member)
    with reaching(EVERYTHING):  # a log-in begins to reach as its member; here it ends with the request
        sessions.begin(request, known)
        sessions.admit(request, known, second=second)
        request.session.save()
    return str(request.session.session_key)
