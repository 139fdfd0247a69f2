"""One application: what is asked for whom, the terms agreed, every check with its inputs, and the moves open."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from employers.models import Filing
from permits.models import Permit, PermitApplication
from permits.services.decisions import decided
from permits.services.history import history
from permits.services.sentences import sentence
from permits.workflow import APPLICATION
from portal import permit_readings as readings
from portal import records
from portal.actors import actor, today
from portal.application_moves import MOVES
from portal.application_versions import beside
from portal.forms.base import Form
from portal.moves import offers
from workers.models import IdentityPaper, Offer, Terms
from workers.services.agreement.terms import difference

ORDER = ["failed", "not_known", "passed"]
"""What stands in the way comes first."""
JOINED = ("offer__consent", "rule_set", "succeeds__season", "filing__occupation")


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The application's page."""
    return _page(request, one(actor(request), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of the application, and show it again; the officer who issued comes to the permit."""

    def then(_application: Any) -> HttpResponse:
        issued = Permit.objects.visible_to(actor(request)).filter(application=pk)
        permit = issued.values_list("pk", flat=True).first()
        return redirect("portal:permit", permit) if permit else redirect("portal:application", pk)

    return records.moved(request, pk, verb, one=one, moves=MOVES, show=_page, to=then)


def one(by: Actor, pk: UUID) -> PermitApplication:
    """An application one sees, with what its forms offer."""
    application: Any = records.one(readings.applications(by).select_related(*JOINED).defer(None), pk)
    application.is_ours = Filing.objects.visible_to(by).filter(pk=application.filing_id).exists()
    application.offered = {"ports": readings.ports(by, today())}
    return application  # type: ignore[no-any-return]


def checks(kept: Any, *, by: Actor) -> dict[str, Any]:
    """The checks kept with an application or a renewal: each finding in words; offices see what they looked at."""
    in_order = sorted(kept.findings, key=lambda each: ORDER.index(each["result"]))
    findings = [each | {"sentence": sentence(each["code"], each["params"])} for each in in_order]
    inputs = json.dumps(kept.inputs, ensure_ascii=False, indent=1, sort_keys=True)
    return {"findings": findings, "inputs": inputs if by.kind in ("bureau", "oversight") and kept.inputs else ""}


def _page(request: HttpRequest, application: Any, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    ports = dict(application.offered["ports"])
    terms = Terms.objects.visible_to(by).filter(pk=application.offer.terms_id).first()
    shown_: dict[str, Any] = {
        "application": application,
        "checks": checks(application, by=by),
        "ports": [ports.get(code, code) for code in application.ports],
        "paper": IdentityPaper.objects.visible_to(by).filter(pk=application.paper_id).first(),
        "terms": terms,
        "consent": getattr(application.offer, "consent", None),
        "beside": beside(application, ports=ports, by=by),
        "changes": _changes(application.offer, terms, by),
        "permit": Permit.objects.visible_to(by).filter(application=application.pk).select_related("season").first(),
        "steps": history(application, by=by),
        **decided("application", application),
        "offers": offers(APPLICATION, MOVES, application, by=by, bound=bound),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/application.html", shown_, status=status)


def _changes(offer: Offer, terms: Terms | None, by: Actor) -> list[Any]:
    """What the terms agreed change against those that the worker had agreed to before."""
    if terms is None or offer.replaces_id is None:
        return []
    before = Terms.objects.visible_to(by).filter(offers=offer.replaces_id).first()
    return difference(before, terms) if before else []
