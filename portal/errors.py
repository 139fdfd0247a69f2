"""Refusals and errors as pages in the reader's language."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Refusal, Stale
from portal.kept import prove_first

STATUS: dict[type[Refusal], int] = {NotFound: 404, Forbidden: 403, Conflict: 409, Invalid: 422}


def status_of(refusal: Refusal) -> int:
    """The status that tells a browser what kind of refusal this is."""
    return next(status for kind, status in STATUS.items() if isinstance(refusal, kind))


class Refusals:
    """Turns a refusal that no page caught into a page of its own."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a refusal, or the way to prove who it is; any other error goes its way."""
        if not isinstance(error, Refusal):
            return None
        if isinstance(error, Stale):
            return prove_first(request)
        return refused(request, status_of(error), error.problems)


def refused(request: HttpRequest, status: int, problems: list[Problem]) -> HttpResponse:
    """A page that says what was refused and why."""
    titles = {
        403: _("You may not do this"),
        404: _("This page does not exist"),
        409: _("This can no longer be done"),
        422: _("This cannot be done as it stands"),
        503: _("Reading only, for a while"),
    }
    shown: dict[str, Any] = {"title": titles[status], "sentences": [str(problem) for problem in problems]}
    return render(request, "portal/refused.html", shown, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address behind which there is nothing for this reader."""
    sentence = _(
        "Either the address is wrong, or the record belongs to somebody else. Check the address, or start again."
    )
    return refused(request, 404, [Problem("not_found", sentence)])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that may not be made."""
    sentence = _("Your role does not allow this. Ask your administrator who may do it.")
    return refused(request, 403, [Problem("not_allowed", sentence)])


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was sent without its own key, as after a log-out in another window."""
    sentence = _(
        "The page was open too long, or you logged out meanwhile. Go back, load it again and send it once more."
    )
    return refused(request, 403, [Problem("form_expired", sentence)])


def broken(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours; it asks neither the database nor the session."""
    return HttpResponse(render_to_string("portal/broken.html"), status=500)
