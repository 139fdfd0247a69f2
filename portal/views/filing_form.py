"""Writing a filing page by page: new, changed before or after it was submitted or granted, or like an earlier one.

What was typed is put aside with every step, so that a filing may be begun today and finished tomorrow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.services import unfinished
from core.errors import Forbidden, Invalid, NotFound, Sentence
from core.permissions import Permission
from core.workflow import allow
from employers.models import Filing
from employers.rules.content import FilingContent
from employers.services.demand import after_grant, content, filings
from employers.workflow import FILING
from portal import readings
from portal.actors import actor, now, today
from portal.filing_moves import PAGES
from portal.forms.filing import STEPS, FilingForm
from portal.moves import attempt
from portal.standing import standing
from portal.views.filing import one
from portal.words import NO_SUCH_RECORD

CHANGE = {
    "edit": lambda pk, said, by: filings.edit(pk, said, by=by),
    "revise": lambda pk, said, by: filings.revise(pk, said, by=by, at=now()),
    "amend": lambda pk, said, by: after_grant.amend(pk, said, by=by, at=now()),
}
ORDER = list(STEPS)
FIRST, LAST = ORDER[0], ORDER[-1]


@dataclass(frozen=True, slots=True)
class Series:
    """The pages of one filing: what becomes of it at the end, and what it says already."""

    save: Callable[[FilingContent], Filing]
    said: Sentence
    filing: Filing | None = None
    written: FilingContent | None = None


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a filing, or go on with one that was put aside."""
    by = actor(request)
    allow(Permission.FILE_DEMAND, by=by)
    said = _("The draft was saved. Hand it to the employer when it is complete.")
    return _answered(request, Series(lambda written: filings.draft(written, by=by, at=now()), said))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Change a filing's content, by whichever move is open for it."""
    by = actor(request)
    filing = one(by, pk)
    if verb not in PAGES:
        raise NotFound("not_found", NO_SUCH_RECORD)
    if FILING[verb].permission not in by.permissions:
        raise Forbidden("not_allowed", _("Your role does not allow this. Ask your administrator who may do it."))
    [written] = content.read_each([filing]).values()
    save = lambda said: CHANGE[verb](pk, said, by)  # noqa: E731
    return _answered(request, Series(save, _("The filing was changed."), filing, written))


@require_POST
def clone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a draft like this filing, for the season that takes filings now."""
    by = actor(request)
    season = readings.season_taking_filings(by, today())
    if season is None:
        raise Invalid("no_season_open", _("No season takes filings today: wait until one opens."), field="season")
    draft = filings.clone(pk, season=season, by=by, at=now())
    messages.success(request, _("A new draft like it was made. Look through it, then hand it to the employer."))
    return redirect("portal:filing_change", draft.pk, "edit")


def _answered(request: HttpRequest, series: Series) -> HttpResponse:
    step = request.GET.get("step", FIRST)
    step = step if step in STEPS else FIRST
    kept = unfinished.take_up(request.path, by=actor(request))
    if request.method == "POST":
        sent = {name: values for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", "do")}
        return _taken(request, series, step, {**(kept or _begun(request, series)), **sent})
    form = _form(request, kept or _begun(request, series))
    found = standing(form, by=actor(request), on=today())
    summary = form.summary_by_page if step == LAST else []
    if "judged" in request.GET:
        form.judge_only(step)
    else:
        form.unjudged()
    return _page(request, series, step, form, found=found, summary=summary, is_kept=bool(kept))


def _begun(request: HttpRequest, series: Series) -> unfinished.Fields:
    """What the first page begins with: the filing as it is, or the season that takes filings now."""
    if series.written is not None:
        return FilingForm(choices=readings.choices_for(actor(request), today()), now=series.written).typed
    return {"season": [readings.season_taking_filings(actor(request), today()) or ""]}


def _form(request: HttpRequest, typed: unfinished.Fields) -> FilingForm:
    return FilingForm(
        {name: values[-1] for name, values in typed.items()}, choices=readings.choices_for(actor(request), today())
    )


def _taken(request: HttpRequest, series: Series, step: str, typed: unfinished.Fields) -> HttpResponse:
    """Put aside what came in, and go where the button says."""
    by, do = actor(request), request.POST.get("do", "on")
    if do == "let_go":
        unfinished.let_go(request.path, by=by)
        messages.success(request, _("What you had typed was let go."))
        return redirect("portal:filing", series.filing.pk) if series.filing else redirect("portal:filings")
    unfinished.put_aside(request.path, typed, by=by, at=now())
    form = _form(request, typed)
    if do == "save":
        return _saved(request, series, form)
    if do == "later":
        messages.success(request, _("What you typed is kept: go on with it under Filings."))
        return redirect("portal:filings")
    if do in ("on", "check"):
        found = standing(form, by=by, on=today())
        if do == "check":
            return render(request, "portal/parts/standing.html", {"found": found, "step": step})
        if form.judge_only(step):
            return _page(request, series, step, form, found=found, summary=form.summary, status=422)
    return redirect(f"{request.path}?step={_next(step, do)}")


def _next(step: str, do: str) -> str:
    """Where a button leads: to a page it names, one further, or to the same once more."""
    if do in STEPS:
        return do
    return ORDER[min(ORDER.index(step) + 1, len(ORDER) - 1)] if do == "on" else step


def _saved(request: HttpRequest, series: Series, form: FilingForm) -> HttpResponse:
    saved: list[Filing] = []
    status = attempt(form, lambda _given: saved.append(series.save(form.content())))
    if status:
        found = standing(form, by=actor(request), on=today())
        return _page(request, series, LAST, form, found=found, summary=form.summary_by_page, status=status)
    unfinished.let_go(request.path, by=actor(request))
    messages.success(request, str(series.said))
    return redirect("portal:filing", saved[0].pk)


def _page(
    request: HttpRequest, series: Series, step: str, form: FilingForm, *, status: int = 200, **shown: Any
) -> HttpResponse:
    context = {"form": form, "filing": series.filing, "step": step, "title": STEPS[step], **shown}
    context |= {"number": ORDER.index(step) + 1, "of": len(ORDER), "before": ORDER[max(0, ORDER.index(step) - 1)]}
    context |= {"blocks": form.blocks_of(step), "told": form.told if step == LAST else []}
    return render(request, "portal/filing_form.html", context, status=status)
