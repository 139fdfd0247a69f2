"""How far whoever asks can reach into the tables: the second wall, behind `visible_to` (ADR 25).

A door says who asks; the database then shows rows of theirs and of nobody else, by whatever statement they are asked
for. Where nothing was said, it shows nothing. Services look further in two ways only: inside an act (`core.audit`),
which yet finds and locks what it is about `as_asked`, and by `beyond`, which says why.
"""

from collections.abc import Iterable, Iterator
from contextlib import _GeneratorContextManager, contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final
from uuid import UUID

from core.actors import Actor

NOBODY: Final = UUID(int=0)
"""Whose rows are those of strangers."""


class Beyond(StrEnum):
    """Why a service looks further than whoever asks may see."""

    LOGGING_IN = "who asks is not known before their account, token or session is read"
    CHECKING = "whoever holds a permit in hand may ask whether it is good"
    PUBLISHING = "what is published is gathered from everybody's records"
    COUNTING = "limits, doubles and what waits are counted over everybody's records"
    RECOUNTING = "what was done to a record is told to who sees the record"


@dataclass(frozen=True)
class Reach:
    """What the database is told: which kind asks, the keys of what is theirs, and the area they answer for."""

    sees: str
    keys: tuple[UUID, ...] = ()
    area: str = ""

    @cached_property
    def statement(self) -> bytes:
        """The statement that says it, locally to the transaction."""
        keys = ",".join(key.hex for key in self.keys)
        parts = {"sees": self.sees, "keys": f"{{{keys}}}", "area": self.area}
        for part in (self.sees, self.area):
            if not (part == "" or (part.isascii() and part.isalnum())):
                raise ValueError("a kind is one word and an area one number")
        said = ", ".join(f"set_config('app.{name}', '{value}', true)" for name, value in parts.items())
        return f"SELECT {said}".encode()


NOTHING: Final = Reach("")
EVERYTHING: Final = Reach("everything")

_asking: ContextVar[Reach | None] = ContextVar("reach", default=None)
_further: ContextVar[Reach | None] = ContextVar("further", default=None)
_by_default = NOTHING


def current() -> Reach:
    """How far is reached at this moment."""
    return _further.get() or _asking.get() or _by_default


def by_default(reach: Reach) -> None:
    """Say how far this process reaches where no door has said who asks: web servers nowhere, the clock everywhere."""
    global _by_default
    _by_default = reach


def reach_of(by: Actor, also: Iterable[UUID] = ()) -> Reach:
    """How far an actor reaches: its own keys and these, its organisation's, its province's, and its area."""
    if by.kind == "clock":
        return EVERYTHING
    own = (by.organisation_id, by.actor_id, by.province_id, *also)
    keys = tuple(dict.fromkeys(key for key in own if key is not None))
    return Reach(by.kind, keys or (NOBODY,), by.area if by.kind == "bureau" else "")


def begin(by: Actor, *, also: Iterable[UUID] = ()) -> "Token[Reach | None]":
    """Let whoever asks from here on be `by`, to whom these keys belong as well; give what `end` takes."""
    return _asking.set(reach_of(by, also))


def end(token: "Token[Reach | None]") -> None:
    """Let it be who it was."""
    _asking.reset(token)


@contextmanager
def reaching(reach: Reach) -> Iterator[None]:
    """Be asked in the body by one who reaches so far."""
    token, further = _asking.set(reach), _further.set(None)
    try:
        yield
    finally:
        _further.reset(further)
        _asking.reset(token)


@contextmanager
def everywhere() -> Iterator[None]:
    """Reach every row in the body, whoever asks: for acts, and for `beyond`."""
    token = _further.set(EVERYTHING)
    try:
        yield
    finally:
        _further.reset(token)


@contextmanager
def as_asked() -> Iterator[None]:
    """Reach in the body no further than whoever asks, also within an act: for what the act is about."""
    token = _further.set(None)
    try:
        yield
    finally:
        _further.reset(token)


def beyond(why: Beyond) -> _GeneratorContextManager[None]:
    """Look further than whoever asks may see, for one of the reasons there are; the first wall stays."""
    del why  # who reads the code reads it; `docs/security` lists every use
    return everywhere()
