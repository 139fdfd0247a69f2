"""Those affected when an intermediary or employer is stopped, and whom each worker could turn to first."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from employers.models import Employer, Licence
from permits.services import affected
from portal import records
from portal.actors import actor, today
from workers.models import Worker


@require_safe
def by_licence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The open permits that hang on a licence."""
    by = actor(request)
    licence = records.one(Licence.objects.visible_to(by).select_related("intermediary__organisation"), pk)
    found = affected.by_licence(pk, by=by, today=today())
    return _page(request, {"licence": licence, "stopped": licence.intermediary.organisation, "found": found})


@require_safe
def by_employer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The open permits with an employer."""
    by = actor(request)
    employer = records.one(Employer.objects.visible_to(by).select_related("organisation"), pk)
    found = affected.by_employer(pk, by=by, today=today())
    return _page(request, {"stopped": employer.organisation, "found": found})


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    keys = [each.permit.worker_id for each in context["found"]]
    workers = Worker.objects.visible_to(actor(request)).filter(pk__in=keys).in_bulk()
    context["found"] = [(each, workers.get(each.permit.worker_id)) for each in context["found"]]
    return render(request, "portal/affected.html", context)
