"""What others say of a worker or want to change, and the worker's answer: absences, stays, other terms."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import formats

from core.db import one_of
from permits.models import AbsenceReport, OverstayCase, Variation
from permits.services.follow_up import absences, cases
from permits.services.lifetime import variations
from portal.actors import now
from portal.forms.worker import Contest, ContestStay, OwnForm
from portal.views.worker.page import Done, ask, own, show
from portal.words.workers import LEFT, LEFT_AT
from portal.worker_sessions import Visit


@own
def absence(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """An employer's report that one is not at work, and what one says to it."""
    report = one_of(AbsenceReport.objects.visible_to(visit.by).select_related("permit__employer__organisation"), pk)
    form = Contest(request.POST or None)
    status = ask(request, visit, form, lambda given: absences.contest(pk, given["contest"], by=visit.by, at=now()))
    if not status:
        return Done("portal:my_absence", pk, said="sent")
    return show(request, visit, "absence", {"form": form, "report": report}, status)


@own
def stay(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """The suspicion that one is still there after the last lawful day, and what one says to it."""
    case = one_of(OverstayCase.objects.visible_to(visit.by).select_related("permit__season"), pk)
    form = ContestStay(request.POST or None)
    status = ask(request, visit, form, lambda given: cases.contest(pk, _answer(given), by=visit.by, at=now()))
    if not status:
        return Done("portal:my_stay", pk, said="sent")
    return show(request, visit, "stay", {"form": form, "case": case}, status)


@own
def agree(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """A change of the permit that the intermediary asks for, and one's yes to it."""
    change = one_of(Variation.objects.visible_to(visit.by).select_related("permit__season", "offer__terms"), pk)
    form = OwnForm(request.POST or None)
    status = ask(request, visit, form, lambda given: variations.agree(pk, by=visit.by, at=now()))
    if not status:
        return Done("portal:my_change", pk, said="yes")
    return show(request, visit, "change", {"form": form, "change": change}, status)


def _answer(given: dict[str, Any]) -> str:
    """The answer in words; where one has left, that comes first."""
    if not given["left_on"]:
        return str(given["contest"])
    said = {"day": formats.date_format(given["left_on"], "SHORT_DATE_FORMAT"), "port": given["port"]}
    left = str(LEFT_AT if given["port"] else LEFT) % said
    return f"{left} {given['contest']}".strip()
