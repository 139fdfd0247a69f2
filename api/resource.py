"""The words in which resources are declared: what there is, what can be asked of it, what can be done to it."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Choices, QuerySet
from rest_framework import serializers

from api.inputs import PAGE, Day, Input, Nothing, Text, Truth, Whole, question
from api.pagination import Keyset
from api.shapes import Shape
from core.actors import Actor
from core.dates import day_of
from core.permissions import Permission
from core.workflow import allow

Records = Callable[[Actor], QuerySet[Any]]
Narrow = Callable[[QuerySet[Any], Any], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Filter:
    """A question one can ask of a list: the form of its value, and the look-up or the set it means."""

    form: "serializers.Field[Any, Any, Any, Any]"
    means: str | Narrow

    def apply(self, records: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep the records for which the answer is yes."""
        return records.filter(**{self.means: value}) if isinstance(self.means, str) else self.means(records, value)


def by_text(means: str | Narrow, says: str, *, longest: int = 60) -> Filter:
    """A question about a code or a text."""
    return Filter(Text(max_length=longest, required=False, help_text=says), means)


def by_choice(choices: type[Choices], means: str, says: str) -> Filter:
    """A question with a fixed set of answers."""
    return Filter(serializers.ChoiceField(choices.choices, required=False, help_text=says), means)


def by_id(means: str, says: str) -> Filter:
    """A question about another record."""
    return Filter(serializers.UUIDField(required=False, help_text=says), means)


def by_day(means: str | Narrow, says: str) -> Filter:
    """A question about a day."""
    return Filter(Day(required=False, help_text=says), means)


def by_number(means: str | Narrow, says: str) -> Filter:
    """A question about a number."""
    return Filter(Whole(required=False, help_text=says), means)


def by_truth(means: str | Narrow, says: str) -> Filter:
    """A question of yes or no."""
    return Filter(Truth(required=False, help_text=says), means)


@dataclass(frozen=True)
class Act:
    """Something one can do: the service that does it, and the form of what it must be told.

    `keeps` says whether whoever does it still sees the record afterwards, and is given it as it stands; of a
    `secret` answer nothing is kept; one that `makes` another record is answered with that one.
    `wraps` names the argument that takes all that was told as one value. A `public` act is open to strangers, at
    most as often as `rate` says; one without a permission is for members, unless it is `for_workers` too. What is done
    `at_once` is committed by itself, so that repeats under one key are judged anew. One that takes
    `files` may be sent a form instead of JSON.
    """

    verb: str
    does: Callable[..., Any]
    says: str
    permission: Permission | tuple[Permission, ...] | None = None
    takes: type[Input] = Nothing
    keeps: bool = True
    makes: bool = False
    gives: "type[serializers.Serializer[Any]] | None" = None
    secret: bool = False
    wraps: tuple[str, Callable[..., Any]] | None = None
    public: bool = False
    rate: str = ""
    for_workers: bool = False
    at_once: bool = False
    files: bool = False
    clock: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        wanted = inspect.signature(self.does).parameters
        object.__setattr__(self, "clock", frozenset({"at", "today", "on"} & set(wanted)))

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """Those of which one is needed."""
        given = self.permission
        return given if isinstance(given, tuple) else () if given is None else (given,)

    def demand_allowed(self, by: Actor) -> None:
        """Refuse whoever may never do this."""
        if self.public or (self.for_workers and by.kind == "worker"):
            return
        if by.kind == "worker" and not self.permissions:
            allow(None, by=by)
        if self.permissions and not any(each in by.permissions for each in self.permissions):
            allow(self.permissions[0], by=by)

    def perform(self, *key: object, by: Actor, at: datetime, **given: Any) -> Any:
        """Call the service, and tell it the time in the terms it asks for."""
        if self.wraps is not None:
            name, value = self.wraps
            given = {name: value(**given)}
        times = {"at": at, "today": day_of(at), "on": day_of(at)}
        return self.does(*key, by=by, **{name: times[name] for name in self.clock if name not in given}, **given)


@dataclass(frozen=True)
class Look:
    """Something one can read that is not a row: a function of who asks, and of the moment.

    One that is `hot` is public, and answered by a plain view.
    """

    name: str
    reads: Callable[..., Any]
    gives: "type[serializers.Serializer[Any]]"
    says: str
    asks: type[Input] = Nothing
    public: bool = False
    many: bool = False
    of_one: bool = False
    hot: bool = False


@dataclass(frozen=True)
class Part:
    """A list that belongs to one record."""

    name: str
    records: Callable[[Actor, Any], QuerySet[Any]]
    shape: type[Shape]
    says: str
    order: tuple[str, ...] = ("pk",)
    filters: dict[str, Filter] = field(default_factory=dict)
    public: bool = False

    @cached_property
    def keyset(self) -> Keyset:
        """The order of its pages."""
        return Keyset(self.order)

    @cached_property
    def question(self) -> type[Input]:
        """The form of its query."""
        return question({name: each.form for name, each in self.filters.items()} | PAGE)


@dataclass(frozen=True, eq=False)
class Resource:
    """One noun of the interface; one that is only looked at or acted on has no `records` and no `shape`.

    Of one that is `hot` the SQL of reading one record is written once for each kind of asker. Where `kinds` are named,
    it is there for no others, not even as an empty list. Where reading one `opens` a person's record it is an event,
    and oversight says its purpose. What strangers are given of one may be kept by anybody for `kept_for` seconds.
    """

    name: str
    records: Records | None
    shape: type[Shape] | None
    says: str
    listed: type[Shape] | None = None
    key: str = "uuid"
    order: tuple[str, ...] = ("-pk",)
    filters: dict[str, Filter] = field(default_factory=dict)
    public: bool = False
    hot: bool = False
    kinds: frozenset[str] = frozenset()
    opens: Callable[..., None] | None = None
    language: str = ""
    kept_for: int = 0
    make: Act | None = None
    edit: Act | None = None
    acts: tuple[Act, ...] = ()
    common_acts: tuple[Act, ...] = ()
    parts: tuple[Part, ...] = ()
    looks: tuple[Look, ...] = ()

    @cached_property
    def keyset(self) -> Keyset:
        """The order of its pages."""
        return Keyset(self.order)

    @cached_property
    def question(self) -> type[Input]:
        """The form of its query."""
        return question({name: each.form for name, each in self.filters.items()} | PAGE)
