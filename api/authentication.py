"""Who asks: by a token, or by the session of a page; nobody of an organisation that is barred at this moment."""

import hashlib
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.models import Member, Token
from core.errors import Forbidden

SCHEME = "Bearer"
MALFORMED = _("Send the token as “Authorization: Bearer …”, in one piece.")
UNKNOWN = _("This token is not known, was revoked or has expired: make a new one.")
BARRED = _("Your organisation cannot act at present: its licence does not allow it.")


class TokenAuthentication(authentication.BaseAuthentication):
    """Takes a personal or service token, in one query."""

    def authenticate(self, request: Request) -> tuple[Token, None] | None:
        """Give whose token it is; one that is not valid is refused, never taken for a stranger's."""
        kind, _space, key = request.headers.get("Authorization", "").partition(" ")
        if not kind:
            return None
        if kind.lower() != "bearer" or not key.isascii() or not 20 <= len(key.strip()) <= 200:
            raise exceptions.AuthenticationFailed(MALFORMED, code="token_malformed")
        token = holder(key.strip(), at=timezone.now())
        if token is None:
            raise exceptions.AuthenticationFailed(UNKNOWN, code="token_unknown")
        demand_open(token, at=timezone.now())
        return token, None

    def authenticate_header(self, request: Request) -> str:
        """Say how to come in."""
        return SCHEME


class SessionAuthentication(authentication.SessionAuthentication):
    """Takes the session of a page; writing needs its token against forged requests."""

    def authenticate(self, request: Request) -> tuple[Member, None] | None:  # type: ignore[override]
        """Give whose session it is."""
        member: Any = getattr(request._request, "user", None)
        if member is None or not member.is_authenticated or not member.is_active:
            return None
        self.enforce_csrf(request)
        demand_open(member, at=timezone.now())
        session_key = request._request.session.session_key or ""
        member.login = f"session:{hashlib.sha256(session_key.encode()).hexdigest()[:32]}"
        return member, None


def holder(key: str, *, at: datetime) -> Token | None:
    """The token with that key, if it is neither revoked nor expired."""
    return None


def demand_open(actor: Member | Token, *, at: datetime) -> None:
    """Refuse whoever acts for an organisation that is barred at that moment."""
    organisation = actor.organisation
    since, until = organisation.barred_from, organisation.barred_until
    if since is not None and since <= at and (until is None or at < until):
        raise Forbidden("barred", BARRED)
