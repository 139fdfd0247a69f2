"""Moves as a page offers them: each a small form and one call of a service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from core.actors import Actor
from core.errors import NotFound, Refusal, Sentence, Stale
from core.workflow import Case, Workflow
from portal.actors import actor, now
from portal.errors import status_of
from portal.forms.base import Form
from portal.words import NO_SUCH_RECORD


@dataclass(frozen=True, slots=True)
class Move:
    """One move: what must be filled in, the service that makes it, when offering it makes sense, and the way back.

    `back` is the verb that takes it back, where the procedure has one: the page right after shows it if it is open.
    """

    form: type[Form]
    do: Callable[..., Any]
    said: Sentence
    is_apt: Callable[[Any], bool] = lambda record: True
    back: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A move on a page: its form, empty or as it was refused."""

    verb: str
    form: Form
    is_open: bool


def offers(
    workflow: Workflow, moves: Mapping[str, Move], record: Case, *, by: Actor, bound: Mapping[str, Form]
) -> list[Offer]:
    """The moves that are open to this reader now, as the workflow says; one that was just refused stands open."""
    found = []
    for transition in workflow.open_to(status=record.status, permissions=by.permissions):
        move = moves.get(transition.verb)
        if move is not None and move.is_apt(record):
            form = bound.get(transition.verb) or move.form(record=record, by=by, prefix=transition.verb)
            found.append(Offer(transition.verb, form, transition.verb in bound))
    return found


def links(workflow: Workflow, verbs: set[str], record: Case, *, by: Actor) -> list[str]:
    """Those of `verbs` that are open and have a page of their own."""
    found = workflow.open_to(status=record.status, permissions=by.permissions)
    return [transition.verb for transition in found if transition.verb in verbs]


def make(request: HttpRequest, moves: Mapping[str, Move], verb: str, record: Case) -> tuple[Form, int]:
    """Make one move of a record by one call; give its form and the status, 0 when it was done."""
    if verb not in moves:
        raise NotFound("not_found", NO_SUCH_RECORD)
    by = actor(request)
    form = moves[verb].form(request.POST, record=record, by=by, prefix=verb)
    return form, attempt(form, lambda given: moves[verb].do(record.pk, given, by=by, at=now()))


def attempt(form: Form, do: Callable[[dict[str, Any]], Any], *, refused: Refusal | None = None) -> int:
    """Do what the form asks; a refusal is put to its fields. Gives the status of the answer, 0 when it was done.

    What came with the form may be `refused` already: then nothing is done. Where a fresh proof of who asks is
    missing, the whole request waits behind it.
    """
    is_valid = form.is_valid()
    if refused is not None:
        form.take(refused)
    if not is_valid or refused is not None:
        return 422
    try:
        do(form.cleaned_data)
    except Stale:
        raise
    except Refusal as refusal:
        form.take(refusal)
        return status_of(refusal)
    return 0
