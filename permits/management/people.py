"""Offices set up by hand of a command, through the services: an organisation, its units and its members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.enums import Role
from accounts.models import Member, Organisation
from accounts.services import approvers, members, organisations, units
from accounts.services.members import Person
from accounts.services.organisations import Names
from core.actors import Actor, Standing
from core.dates import day_of
from core.permissions import Permission as P

OPERATOR = Standing(
    login="command",
    kind="operator",
    permissions=frozenset({P.MANAGE_ORGANISATIONS, P.MANAGE_MEMBERS, P.MANAGE_REFERENCE}),
)
"""Whoever may start a command on the machine: it acts as the operator, under a log-in that says so."""
SECOND = Standing(
    login="command:second",
    kind="operator",
    permissions=frozenset({P.MANAGE_ORGANISATIONS}),
    actor_id=UUID("00000000-0000-7000-8000-000000000002"),
)
"""Who confirms the approvers that the first member of an office proposes."""


@dataclass(frozen=True, slots=True)
class Post:
    """A member of an office: who, in which roles, in which of its units (by number)."""

    person: Person
    roles: Sequence[str]
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An organisation with its units and its members; the first member administers it and appoints the others."""

    kind: str
    names: Names
    posts: Sequence[Post]
    units: Sequence[Names] = ()
    language: str = "zh-hans"
    area: str | None = None
    province: str | None = None
    port: str | None = None


def set_up(office: Office, *, by: Actor = OPERATOR, at: datetime) -> tuple[Organisation, list[Member]]:
    """Set up an office with everybody in it, each able to sign."""
    body = organisations.register(
        office.kind,
        office.names,
        by=by,
        today=day_of(at),
        area=office.area,
        province=office.province,
        port=office.port,
        language=office.language,
    )
    return body, staff(body, office, by=by, at=at)


def staff(body: Organisation, office: Office, *, by: Actor = OPERATOR, at: datetime) -> list[Member]:
    """Give an organisation its units and members: the first is appointed from outside, the others by the first."""
    parts = [units.add(names, by=by, organisation_id=body.pk).pk for names in office.units]
    first, *others = office.posts
    head = _add(first, body, parts, by=by, at=at)
    return [head, *(_add(post, body, parts, by=head, at=at) for post in others)]


def _add(post: Post, body: Organisation, parts: Sequence[UUID], *, by: Actor, at: datetime) -> Member:
    unit = None if post.unit is None else parts[post.unit]
    member = members.add(post.person, post.roles, by=by, at=at, organisation_id=body.pk, unit_id=unit)
    if Role.APPROVER in post.roles:
        member = approvers.confirm(member.pk, by=SECOND, at=at)
    return signing(member)


def signing(member: Member) -> Member:
    """The member under a log-in of its own for this command, without which nothing can be signed."""
    member.login = f"command:{member.pk.hex[-12:]}"
    return member
