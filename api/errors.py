"""Turns whatever stops a request into an answer: the four refusals, the framework's own, and the database's."""

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import BaseConstraint
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from api.problems import problem
from core.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Refusal

BUSY = {
    "55P03": _("Somebody else is working on the same record. Try again in a few seconds."),
    "40P01": _("Somebody else is working on the same record. Try again in a few seconds."),
    "40001": _("Somebody else is working on the same record. Try again in a few seconds."),
    "57014": _("This takes too long at this moment. Ask for less, or try again later."),
}
AWAY = _("The service cannot reach its records at this moment. Try again in a minute.")
ABSENT = Problem("not_found", _("There is no such record."))
TOO_LARGE = Problem("too_large", _("The request is too large: send less than 2.5 megabytes."))
SIMPLE: dict[type[Exception], tuple[int, Problem]] = {
    Http404: (404, ABSENT),
    PermissionDenied: (403, Problem("not_allowed", _("You may not do this."))),
    RequestDataTooBig: (413, TOO_LARGE),
    SuspiciousOperation: (400, Problem("unreadable", _("The request cannot be read: check its form."))),
}
SENTENCES = {
    exceptions.NotAuthenticated: _("Log in first, or send a token: “Authorization: Bearer …”."),
    exceptions.MethodNotAllowed: _("This address does not take that method. The “Allow” header lists those it takes."),
    exceptions.NotAcceptable: _("Answers are given as application/json only: say so in the “Accept” header."),
    exceptions.UnsupportedMediaType: _("Send the body as application/json, and say so in “Content-Type”."),
    exceptions.Throttled: _("You ask too often. Wait as many seconds as the “Retry-After” header says."),
}


class Precondition(Exception):
    """The version that the asker has in mind is missing (428) or is no longer the current one (412)."""

    def __init__(self, status: int, code: str, message: Any) -> None:
        super().__init__(code)
        self.status = status
        self.problem = Problem(code, message, "If-Match")


def answer(error: Exception, context: Mapping[str, Any] | None = None) -> HttpResponse | None:
    """Give the answer to what was raised; nothing for what is our own fault, which is then logged and hidden."""
    match error:
        case Refusal():
            return problem(_status(error), error.problems)
        case Precondition():
            return problem(error.status, [error.problem])
        case exceptions.ValidationError():
            return problem(422, flatten(error.detail))
        case exceptions.APIException():
            return _framework(error)
    for kind, (status, known) in SIMPLE.items():
        if isinstance(error, kind):
            return problem(status, [known])
    return _database(error)


def flatten(detail: Any, path: str = "") -> list[Problem]:
    """Give the framework's nested messages as a flat list, each with the path of its field."""
    return list(_flatten(detail, path)) or [Problem("invalid", _("This is not valid."), path)]


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer to a body over the limit, before anything of it is read and before the language is set."""
    with translation.override(translation.get_language_from_request(request)):
        return problem(413, [TOO_LARGE])


def unexpected() -> HttpResponse:
    """Answer to our own fault: that it was written down, and nothing of what it was."""
    return problem(
        500,
        [Problem("our_fault", _("The request was understood but failed on our side. It has been written down."))],
    )


def nowhere() -> HttpResponse:
    """Answer at an address where nothing is."""
    return problem(404, [ABSENT])


def _status(refusal: Refusal) -> int:
    return next(
        status
        for kind, status in ((NotFound, 404), (Forbidden, 403), (Conflict, 409), (Invalid, 422), (Refusal, 422))
        if isinstance(refusal, kind)
    )


def _framework(error: exceptions.APIException) -> HttpResponse:
    headers = {}
    if scheme := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(math.ceil(getattr(error, "wait", None) or 1))
    if isinstance(error, exceptions.NotFound):
        return problem(404, [ABSENT])
    detail = error.detail
    code = str(getattr(detail, "code", None) or error.default_code)
    return problem(error.status_code, [Problem(code, SENTENCES.get(type(error), str(detail)))], headers=headers)


def _flatten(detail: Any, path: str) -> Iterator[Problem]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = path if name == "non_field_errors" else f"{path}.{name}" if path else str(name)
            yield from _flatten(inner, here)
    elif isinstance(detail, list | tuple):
        for position, inner in enumerate(detail):
            yield from _flatten(inner, f"{path}.{position}" if isinstance(inner, Mapping) and inner else path)
    elif detail:
        yield Problem(str(getattr(detail, "code", "invalid")), str(detail), path)


def _database(error: Exception) -> HttpResponse | None:
    cause: Any = error.__cause__
    if isinstance(error, DataError):
        return problem(422, [Problem("unstorable", _("A value is too long, too large or holds signs not allowed."))])
    if isinstance(error, IntegrityError):
        name = getattr(getattr(cause, "diag", None), "constraint_name", None) or ""
        broken = _constraints().get(name)
        return problem(422, [Problem(name, broken.violation_error_message or name)]) if broken else None
    if isinstance(error, OperationalError):
        sentence = BUSY.get(getattr(cause, "sqlstate", None) or "", AWAY)
        return problem(503, [Problem("busy", sentence)], headers={"Retry-After": "5"})
    return None


@cache
def _constraints() -> dict[str, BaseConstraint]:
    return {each.name: each for model in apps.get_models() for each in model._meta.constraints}
