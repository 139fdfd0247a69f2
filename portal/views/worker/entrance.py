"""How a worker comes in, and leaves: a number and the day of birth, a code, and a button that shows another page."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from core.errors import Invalid
from permits.services import entrance
from portal.actors import now
from portal.forms.worker import Code, OwnForm, Who
from portal.moves import attempt
from portal.sessions import too_often
from portal.views.worker.page import Done, door, show
from portal.words.workers import WAIT
from portal.worker_sessions import Visit, forget, keep, visit_of
from workers.services import codes


@door
def enter(request: HttpRequest) -> HttpResponse:
    """Ask who it is, and send a code; the answer is the same whether or not there is such a worker."""
    form = Who(request.POST or None)
    if request.method != "POST":
        return show(request, None, "enter", {"form": form})
    status = _within(request, "codes", form, lambda given: entrance.send_code(**given, at=now()))
    if status:
        return show(request, None, "enter", {"form": form} | _kept(request), status)
    known = Code(initial={"number": form.cleaned_data["number"]})
    return show(request, None, "code", {"form": known, "is_sent": True} | _kept(request))


@door
def code(request: HttpRequest) -> HttpResponse:
    """Take the code, from a message or a counter, and open the session; what was typed before comes back."""
    form = Code(request.POST or None)
    if request.method != "POST":
        return show(request, None, "code", {"form": form})
    opened: list[str] = []
    status = _within(
        request,
        "sessions",
        form,
        lambda given: opened.append(entrance.open_session(given["number"], given["code"], at=now())[0]),
    )
    if status:
        return show(request, None, "code", {"form": form} | _kept(request), status)
    by = codes.authenticate_worker(opened[0], at=now())
    answer = _back(request, Visit(by, opened[0], is_back=True)) if by else None
    if answer is None:
        answer = Done("portal:my")
        keep(answer, opened[0])
    return answer


@door
def leave(request: HttpRequest) -> HttpResponse:
    """End the session, and show a page that anybody may look at."""
    visit = visit_of(request) if request.method == "POST" else None
    if visit is not None:
        codes.close_session(by=visit.by, at=now())
    answer = redirect("portal:start")
    forget(answer)
    return answer


def _within(request: HttpRequest, rate: str, form: OwnForm, do: Any) -> int:
    if too_often(request, rate):
        form.is_valid()
        form.take(Invalid("too_many_tries", WAIT))
        return 429
    return attempt(form, do)


def _kept(request: HttpRequest) -> dict[str, str]:
    """What was typed when the session was lost, and where; it goes from page to page with the forms."""
    return {name: request.POST.get(name, "") for name in ("kept", "kept_for")}


def _back(request: HttpRequest, visit: Visit) -> HttpResponse | None:
    """The page on which something was typed, with it; nothing where it was another's, or is no such page."""
    typed, path = QueryDict(request.POST.get("kept", "")), urlsplit(request.POST.get("kept_for", "")).path
    try:
        page = resolve(path)
    except Resolver404:
        return None
    if typed.get("whose") != visit.mark or not hasattr(page.func, "is_own"):
        return None
    request.POST = typed
    request.path = request.path_info = path
    request.visit = visit  # type: ignore[attr-defined]
    answer: HttpResponse = page.func(request, *page.args, **page.kwargs)
    return answer
