"""What all pages of workers share: who may open them, in which language, how they look and what they leave behind."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.errors import Conflict, Refusal
from portal.errors import status_of
from portal.forms.base import Form
from portal.forms.worker import Code, Who
from portal.moves import attempt
from portal.words.workers import ANOTHER, SAID
from portal.worker_sessions import Visit, keep, visit_of

Page = Callable[..., HttpResponse]


class Done(HttpResponseRedirect):
    """The way on after an act; `said` is the name of what the next page tells."""

    def __init__(self, to: str, *given: Any, said: str = "") -> None:
        super().__init__(resolve_url(to, *given))
        self.said = said


def door(view: Page) -> Page:
    """A page of workers that anybody may open: kept nowhere, in Vietnamese unless another language was chosen."""

    @login_not_required
    @never_cache
    @sensitive_post_parameters()
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def page(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in dict(settings.LANGUAGES):
            translation.activate("vi")
        try:
            return view(request, *given, **named)
        except Refusal as refusal:
            sentences = [str(problem) for problem in refusal.problems]
            return show(request, visit_of(request), "refused", {"sentences": sentences}, status_of(refusal))

    return page


def own(view: Page) -> Page:
    """A page of the worker's own: who has no session is asked in, and gets back what was typed."""

    @door
    @wraps(view)
    def page(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        visit: Visit | None = getattr(request, "visit", None) or visit_of(request)
        if visit is None:
            return _lost(request)
        if request.method == "POST" and request.POST.get("whose") != visit.mark:
            raise Conflict("another_worker", ANOTHER)
        answer = view(request, visit, *given, **named)
        keep(answer, visit.key, said=answer.said if isinstance(answer, Done) else "")
        return answer

    page.is_own = True  # type: ignore[attr-defined]
    return page


def show(
    request: HttpRequest, visit: Visit | None, name: str, shown: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """One page; with a form its problems stand at the top."""
    form = (shown or {}).get("form")
    frame: dict[str, Any] = {"visit": visit, "said": SAID.get(visit.said) if visit else None}
    frame["summary"] = form.summary if isinstance(form, Form) and form.is_bound and status >= 400 else []
    return render(request, f"portal/worker/{name}.html", frame | (shown or {}), status=status)


def ask(request: HttpRequest, visit: Visit, form: Form, do: Callable[[dict[str, Any]], Any]) -> int:
    """Do what a form asks; gives the status of the page that shows it, 0 when it was done. What came back after a
    lost session is shown first."""
    if request.method != "POST" or visit.is_back:
        return 200
    return attempt(form, do)


def _lost(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("portal:my_enter")
    kept = request.POST.copy()
    kept.pop("csrfmiddlewaretoken", None)
    shown = {"form": Who(), "code": Code(), "kept": kept.urlencode(), "kept_for": request.path, "is_lost": True}
    return show(request, None, "enter", shown, 403)
