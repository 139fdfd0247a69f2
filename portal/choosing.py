"""Rows chosen on a list for one act on all: when it is refused, each that stands in the way is named, none is lost."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import NotFound, Problem, Refusal, Sentence, Stale
from core.permissions import Permission
from portal.actors import actor, now
from portal.errors import status_of
from portal.forms.base import Form

NOTHING_TICKED = _("Tick the rows that are meant.")


@dataclass(frozen=True, slots=True)
class MoveEach:
    """A move of many records: who is offered it, the service that makes it, what was done, what else it asks for."""

    permission: Permission
    do: Callable[..., Any]
    said: Sentence
    form: type[Form] = Form


@dataclass(slots=True)
class Choice:
    """What was chosen and became of it: `wrong` says of each row that stands in the way why, `loose` all else."""

    keys: list[UUID] = field(default_factory=list)
    status: int = 200
    wrong: dict[UUID, list[str]] = field(default_factory=dict)
    loose: list[tuple[str, str]] = field(default_factory=list)

    @property
    def standing(self) -> list[UUID]:
        """Those chosen in whose way nothing stands: they stay chosen."""
        return [key for key in self.keys if key not in self.wrong]


@dataclass(frozen=True, slots=True)
class Offer:
    """A move of many on a list: its form, empty or as it was refused."""

    verb: str
    form: Form
    is_open: bool


def offers(moves: Mapping[str, MoveEach], *, by: Actor, bound: Mapping[str, Form]) -> list[Offer]:
    """The moves of many that this reader may make."""
    allowed = [verb for verb, move in moves.items() if move.permission in by.permissions]
    return [Offer(verb, bound.get(verb) or moves[verb].form(prefix=verb), verb in bound) for verb in allowed]


def make_each(request: HttpRequest, moves: Mapping[str, MoveEach], verb: str) -> tuple[Choice, Form]:
    """Make one move of all that is ticked, by one call; the choice says what became of it."""
    if verb not in moves:
        raise NotFound
    by, move = actor(request), moves[verb]
    choice, form = chosen(request), move.form(request.POST, prefix=verb)
    if not choice.keys:
        choice.status, choice.loose = 422, [("", str(NOTHING_TICKED))]
    elif not form.is_valid():
        choice.status, choice.loose = 422, form.summary
    else:
        act_on(choice, lambda keys: move.do(keys, form.cleaned_data, by=by, at=now()))
    if choice.status == 200:
        messages.success(request, str(move.said) % {"count": len(choice.keys)})
    return choice, form


def mark(rows: Iterable[Any], choice: Choice, statuses: Iterable[str], *, tick_all: bool = False) -> None:
    """Say of each row whether it can be chosen, is ticked, and what stands in its way."""
    ticked, open_ = set(choice.standing), set(statuses)
    for row in rows:
        row.is_choosable = row.status in open_
        row.is_ticked = row.pk in ticked or (tick_all and row.is_choosable)
        row.wrong = choice.wrong.get(row.pk, [])


def chosen(request: HttpRequest) -> Choice:
    """The rows that were ticked, in their order, each once."""
    keys = []
    for given in dict.fromkeys(request.POST.getlist("chosen")):
        try:
            keys.append(UUID(given))
        except ValueError:
            continue
    return Choice(keys)


def act_on(choice: Choice, do: Callable[[list[UUID]], Any]) -> Any:
    """Do an act on all that is chosen; where it is refused, nothing is done and the choice says why."""
    try:
        return do(choice.keys)
    except Stale:
        raise
    except Refusal as refusal:
        choice.status = status_of(refusal)
        for problem in refusal.problems:
            about = _about(problem, choice.keys)
            for key in about:
                choice.wrong.setdefault(key, []).append(_alone(problem))
            if not about:
                choice.loose.append(("", str(problem)))
        return None


def _about(problem: Problem, keys: Sequence[UUID]) -> list[UUID]:
    """The rows a problem is about: those it names, the one whose place it tells, or the only one."""
    named = {str(key) for name in ("records", "permits") for key in problem.params.get(name, ())}
    if named:
        return [key for key in keys if str(key) in named]
    place = problem.field.partition(".")[0]
    if place.isdigit() and int(place) < len(keys):
        return [keys[int(place)]]
    return list(keys) if len(keys) == 1 else []


def _alone(problem: Problem) -> str:
    """What a problem says, without the name of the row beside which it stands."""
    return str(problem).removeprefix(f"{problem.params.get('about', '')}: ")
