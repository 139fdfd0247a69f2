"""Writing a filing: new, changed before or after it was submitted or granted, or like an earlier one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound
from core.permissions import Permission
from core.workflow import allow
from employers.models import Employer
from employers.rules.content import FilingContent
from employers.rules.findings import failures
from employers.services.demand import after_grant, content, filings, sentences
from employers.services.demand.checking import Preview
from employers.workflow import FILING
from portal import readings
from portal.actors import actor, now, today
from portal.filing_moves import PAGES
from portal.forms.filing import FilingForm
from portal.moves import attempt
from portal.views.filing import one
from portal.words import NO_SUCH_RECORD

CHANGE = {
    "edit": lambda pk, said, by: filings.edit(pk, said, by=by),
    "revise": lambda pk, said, by: filings.revise(pk, said, by=by, at=now()),
    "amend": lambda pk, said, by: after_grant.amend(pk, said, by=by, at=now()),
}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a filing; with `check`, only say what stands in its way."""
    by = actor(request)
    allow(Permission.FILE_DEMAND, by=by)
    form = FilingForm(request.POST or None, choices=_choices(by))
    if request.method != "POST":
        return _page(request, form)
    if request.POST.get("do") == "check":
        return _checked(request, form)
    drafted: list[Any] = []
    status = attempt(form, lambda _given: drafted.append(filings.draft(form.content(), by=by, at=now())))
    if status:
        return _page(request, form, status)
    messages.success(request, _("The draft was saved. Hand it to the employer when it is complete."))
    return redirect("portal:filing", drafted[0].pk)


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
    form = FilingForm(request.POST or None, choices=_choices(by), now=written)
    if request.method != "POST":
        return _page(request, form, filing=filing)
    if request.POST.get("do") == "check":
        return _checked(request, form, filing=filing)
    status = attempt(form, lambda _given: CHANGE[verb](pk, form.content(), by))
    if status:
        return _page(request, form, status, filing=filing)
    messages.success(request, _("The filing was changed."))
    return redirect("portal:filing", pk)


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


def _choices(by: Actor) -> dict[str, list[readings.Choice]]:
    day = today()
    name = f"organisation__{readings.name_column()}"
    employers = Employer.objects.visible_to(by).order_by(name, "pk").values_list("pk", name)
    return {
        "season": readings.seasons(by),
        "employer": [(str(pk), str(label)) for pk, label in employers],
        "county": readings.counties(by, day),
        "industry": readings.industries(by, day),
        "occupation": readings.occupations(by, day),
    }


def _checked(request: HttpRequest, form: FilingForm, *, filing: Any = None) -> HttpResponse:
    found: list[Preview] = []

    def look(_given: dict[str, Any]) -> None:
        said: FilingContent = form.content()
        found.append(filings.check(said, by=actor(request), on=today()))
        wrong = failures(found[0].findings)
        if wrong:
            raise Invalid.of(sentences.problems(wrong))

    status = attempt(form, look)
    return _page(request, form, status or 200, filing=filing, found=found[0] if found else None)


def _page(
    request: HttpRequest, form: FilingForm, status: int = 200, *, filing: Any = None, found: Preview | None = None
) -> HttpResponse:
    shown = {"form": form, "filing": filing, "found": found, "summary": form.summary if form.is_bound else []}
    return render(request, "portal/filing_form.html", shown, status=status)
