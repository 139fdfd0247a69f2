"""Whoever acts: a member, a service, the clock, or a passer-by."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

SEES_FEW: Final = frozenset({"employer", "intermediary"})
"""Kinds of organisation that see their own alone, however many records there are: a few thousand of a million."""


class Actor(Protocol):
    """All that a move, an event and a `visible_to` need to know of who asks.

    `area` is the leading part of the area code its organisation answers for ("45", "4514", "451422"), empty
    where it answers for none; `province_id` and `port_id` are those of a sending department and of a border post.
    `login` names the log-in it acts under, so that two signatures can be told apart. `stale` are the permissions that
    it may use only after proving once more who it is.
    """

    @property
    def actor_id(self) -> UUID | None: ...
    @property
    def organisation_id(self) -> UUID | None: ...
    @property
    def unit_id(self) -> UUID | None: ...
    @property
    def login(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def province_id(self) -> UUID | None: ...
    @property
    def port_id(self) -> str | None: ...
    @property
    def permissions(self) -> Container[str]: ...
    @property
    def stale(self) -> Container[str]: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """An actor that is nobody's account."""

    login: str
    kind: str
    permissions: frozenset[str] = frozenset()
    actor_id: UUID | None = None
    organisation_id: UUID | None = None
    unit_id: UUID | None = None
    area: str = ""
    province_id: UUID | None = None
    port_id: str | None = None
    stale: frozenset[str] = frozenset()


CLOCK = Standing(login="clock", kind="clock")
PUBLIC = Standing(login="", kind="public")
