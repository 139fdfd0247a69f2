"""Who asks: by a token, or by the session of a page; judged anew at every request."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.models import Member, Token
from accounts.rules import OF_WORKERS
from accounts.services.authentication import authenticate_token, log_in_name
from core.actors import Standing
from workers.services.codes import authenticate_worker

SCHEME = "Bearer"
WORKERS = "ws_"
"""How the keys of workers' sessions begin."""
SHORTEST, LONGEST = 20, 200
MALFORMED = _("Send the token as “Authorization: Bearer …”, in one piece.")
UNKNOWN = _(
    "This token cannot be used: it is not known, was revoked or has expired, or its organisation's accounts are shut."
)
ENDED = _("This session has ended, or there is none: ask for a new code and open another.")


@dataclass(frozen=True, slots=True)
class WorkerHere(Standing):
    """A worker who has opened a session with a one-time code, as one who asks."""

    kind: str = "worker"
    permissions: frozenset[str] = OF_WORKERS
    language: str = "vi"
    is_authenticated: bool = True


class TokenAuthentication(authentication.BaseAuthentication):
    """Takes a personal or service token, or the key of a worker's session, in one query."""

    def authenticate(self, request: Request) -> tuple[Token | WorkerHere, None] | None:
        """Give whose it is; one that is not valid is refused, never taken for a stranger's."""
        kind, _space, key = request.headers.get("Authorization", "").partition(" ")
        if not kind:
            return None
        key = key.strip()
        if kind.lower() != "bearer" or not key.isascii() or not SHORTEST <= len(key) <= LONGEST:
            raise exceptions.AuthenticationFailed(MALFORMED, code="token_malformed")
        if key.startswith(WORKERS):
            return _worker(key), None
        token = authenticate_token(key, at=timezone.now())
        if token is None:
            raise exceptions.AuthenticationFailed(UNKNOWN, code="token_unknown")
        return token, None

    def authenticate_header(self, request: Request) -> str:
        """Say how to come in."""
        return SCHEME


class SessionAuthentication(authentication.SessionAuthentication):
    """Takes the session of a page; writing needs its token against forged requests."""

    def authenticate(self, request: Request) -> tuple[Member, None] | None:
        """Give whose session it is; the session's own look-up finds nobody whose account is shut."""
        member: Any = getattr(request._request, "user", None)
        if member is None or not member.is_authenticated:
            return None
        self.enforce_csrf(request)
        member.login = log_in_name(request._request.session.session_key or "")
        return member, None


def _worker(key: str) -> WorkerHere:
    found = authenticate_worker(key, at=timezone.now())
    if found is None:
        raise exceptions.AuthenticationFailed(ENDED, code="session_ended")
    return WorkerHere(login=found.login, actor_id=found.actor_id)
