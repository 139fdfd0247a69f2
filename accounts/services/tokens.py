"""Keys for programs: made, shown once, kept as a hash, revoked."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Token, Unit
from accounts.rules import LONGEST_TOKEN, roles_of, tidy, within_reach
from core.actors import Actor
from core.audit.services import act
from core.db import lock_one
from core.errors import Forbidden, Invalid, Problem
from core.permissions import Permission as P
from core.workflow import allow, demand_fresh

HINT = 8


def make(
    name: str,
    *,
    by: Actor,
    at: datetime,
    expires_at: datetime,
    scopes: Collection[str] = (),
    roles: Collection[str] | None = None,
    unit_id: UUID | None = None,
) -> tuple[Token, str]:
    """Make a token and give it with its key, which is shown this once.

    Without `roles` it is one's own and can do what one can oneself; with them it is the organisation's, and of what
    the roles allow only what a program may do. Of either it can do only its `scopes`; without any it only reads.
    """
    if not isinstance(by, Member):
        raise Forbidden("token_makes_no_token", _("Only a person who has logged in can make a token."))
    demand_fresh(by=by)
    with act("make_token", by=by):
        if roles is not None:
            allow(P.MANAGE_TOKENS, by=by)
        problems = _problems(name, by, at, expires_at, set(scopes), roles)
        if problems:
            raise Invalid.of(problems)
        key = f"sp_{secrets.token_urlsafe(32)}"
        token = Token.objects.create(
            organisation=by.organisation,
            unit=by.unit if roles is None else _unit(unit_id, by),
            member=by if roles is None else None,
            roles=sorted(set(roles or ())),
            name=tidy(name),
            hint=key[:HINT],
            digest=digest_of(key),
            scopes=sorted(set(scopes)),
            made_at=at,
            expires_at=expires_at,
        )
        return token, key


def revoke(token_id: UUID, *, by: Actor, at: datetime) -> Token:
    """End a token, one's own or, for an administrator, any of the organisation's; ending it twice does no harm."""
    with act("revoke_token", by=by):
        token = lock_one(Token.objects.visible_to(by), token_id)
        if token.pk != getattr(by, "pk", None) and P.MANAGE_TOKENS not in by.permissions:
            demand_person(by)
        if token.revoked_at is None:
            token.revoked_at = at
            token.save(update_fields=["revoked_at"])
        return token


def demand_person(by: Actor) -> None:
    """Refuse a token what is its holder's own affair: no scope covers it."""
    if not isinstance(by, Member):
        raise Forbidden("takes_a_person", _("A token cannot do this: log in and do it yourself."))


def digest_of(key: str) -> bytes:
    """What is kept of a key; it is long and random, so a plain hash cannot be turned back."""
    return hashlib.sha256(key.encode()).digest()


def _problems(
    name: str, by: Member, at: datetime, expires_at: datetime, scopes: set[str], roles: Collection[str] | None
) -> list[Problem]:
    found = []
    if not 1 <= len(tidy(name)) <= 80:
        found.append(Problem("name_length", _("Name the token, with at most 80 characters."), "name"))
    if not at < expires_at <= at + LONGEST_TOKEN:
        message = _("A token ends within a year: choose an earlier day, after today.")
        found.append(Problem("token_life", message, "expires_at"))
    if roles is not None and (not roles or not set(roles) <= roles_of(by.kind)):
        message = _("Choose from the roles of your organisation: %(roles)s.")
        found.append(Problem("unknown_role", message, "roles", {"roles": ", ".join(sorted(roles_of(by.kind)))}))
    reach = within_reach(by.kind, by.roles if roles is None else roles, of_person=roles is None)
    beyond = sorted(scopes - {str(permission) for permission in reach})
    if beyond:
        message = _("These scopes are more than the token's holder may do, or take a person: %(scopes)s.")
        found.append(Problem("scope_beyond_reach", message, "scopes", {"scopes": ", ".join(beyond)}))
    return found


def _unit(unit_id: UUID | None, by: Member) -> Unit | None:
    if unit_id is None:
        return None
    unit = Unit.objects.visible_to(by).filter(pk=unit_id, organisation=by.organisation_id).first()
    if unit is None:
        raise Invalid("unknown_unit", _("The organisation has no such unit."), field="unit")
    return unit
