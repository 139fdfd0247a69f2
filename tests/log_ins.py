"""Ways in for tests: a session as the log-in makes it, its second factor proved."""

from copy import copy
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from accounts.models import Member
from accounts.rules import needs_second_factor
from portal import sessions

C = TypeVar("C", bound=Client)


def enter(client: C, member: Member) -> C:
    """Let a member in, in this browser, with a second factor where the role needs one."""
    second = "code" if needs_second_factor(member.kind, member.roles) else ""
    client.cookies[settings.SESSION_COOKIE_NAME] = session_for(member, second=second)
    return client


def session_for(member: Member, *, second: str = "") -> str:
    """The key of a session that is open; all that the log-in page does but the asking."""
    request: Any = HttpRequest()
    request.session = SessionStore()
    known = copy(member)
    sessions.begin(request, known)
    sessions.admit(request, known, second=second)
    request.session.save()
    return str(request.session.session_key)
