"""A record's page: the one record that is asked for, and what follows a move of it, made or refused."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.actors import Actor
from core.errors import NotFound
from portal.actors import actor
from portal.forms.base import Form
from portal.moves import Move, make
from portal.words import NO_SUCH_RECORD

Show = Callable[[HttpRequest, Any, Mapping[str, Form], int], HttpResponse]
"""What shows a record with its forms, as they are or as they were refused, under a status."""


def one(records: "QuerySet[Any]", pk: object) -> Any:
    """One of the records that somebody sees; any other is not there."""
    found = records.filter(pk=pk).first()
    if found is None:
        raise NotFound("not_found", NO_SUCH_RECORD)
    return found


def moved(
    request: HttpRequest,
    pk: Any,
    verb: str,
    *,
    one: Callable[[Actor, Any], Any],
    moves: Mapping[str, Move],
    show: Show,
    to: str | Callable[[Any], HttpResponse],
) -> HttpResponse:
    """Make one move of a record: then go `to` its page, or show it again with the form as it was refused."""
    by = actor(request)
    record = one(by, pk)
    form, status = make(request, moves, verb, record)
    if status:
        return show(request, one(by, pk), {verb: form}, status)
    messages.success(request, str(moves[verb].said), extra_tags=moves[verb].back)
    return redirect(to, pk) if isinstance(to, str) else to(record)
