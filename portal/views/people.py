"""People: found by whatever one has at hand, and one person's record with all that it holds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import Actor
from core.alerts.models import Alert
from core.dates import day_of
from core.errors import NotFound
from core.permissions import Permission as P
from permits.models import Permit
from permits.services.finding import MOST, find_people
from portal import people_readings, records
from portal.actors import actor, now, today
from portal.acts import acts
from portal.forms.base import Form
from portal.forms.people import Search
from portal.listing import Column, Listing
from portal.moves import attempt
from portal.openings import asking_purpose, purpose_of
from portal.paging import page_of
from portal.person_acts import acts_of
from portal.words import NO_SUCH_RECORD
from scheme.services.in_force import read_agreement
from workers.models import Evidence, IdentityPaper, RemovalBan, Worker, WorkerCorrection, WorkerFile
from workers.rules.codes import person_number
from workers.services.history import history
from workers.services.identity.corrections import proposed_values
from workers.services.identity.doubles import records_of
from workers.services.identity.erasure_requests import standing
from workers.services.identity.openings import open_person
from workers.services.identity.passing_on import passings_of

GUARDED = ("employer", "intermediary")


LIST = Listing(
    _("People"),
    lambda by: Worker.objects.visible_to(by).select_related("province"),
    (
        Column(_("Full name"), "name"),
        Column(_("Person number"), lambda row: person_number(row.number)),
        Column(_("Name in Chinese"), "name_zh"),
        Column(_("Birth year"), "birth_date.year"),
        Column(_("Province"), "province.name"),
        Column(_("Entered on"), lambda row: day_of(row.entered_at)),
    ),
)


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The people one sees, the latest entered first; or those whom a text means, which no address keeps."""
    by = actor(request)
    form = Search(request.POST or None)
    shown_: dict[str, Any] = {"form": form, "summary": form.summary if form.is_bound else [], "most": MOST}
    if request.method == "POST":
        found: list[Worker] = []
        status = attempt(form, lambda given: found.extend(find_people(given["text"], by=by)))
        return render(
            request, "portal/people.html", shown_ | {"found": found, "summary": form.summary}, status=status or 200
        )
    page = page_of(LIST.seen(by), request)
    return render(request, "portal/people.html", shown_ | {"page": page})


@never_cache
@require_safe
@asking_purpose
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person's record; that it was opened is written down."""
    by = actor(request)
    worker = one(by, pk)
    open_person(pk, purpose_of(request), by=by)
    return _page(request, worker, {}, 200)


@never_cache
@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Do one act to the record."""
    by = actor(request)
    worker, there = one(by, pk), acts_of(by.kind)
    if verb not in there or there[verb][0] not in by.permissions:
        raise NotFound("not_found", NO_SUCH_RECORD)
    move = there[verb][1]
    _tell(worker, by)
    if not move.is_apt(worker):
        return redirect("portal:person", pk)
    form = move.form(request.POST, record=worker, by=by, prefix=verb)
    status = attempt(form, lambda given: move.do(pk, given, by=by, at=now()))
    if status:
        return _page(request, one(by, pk), {verb: form}, status)
    messages.success(request, str(move.said), extra_tags=move.back)
    return redirect("portal:person", pk)


def one(by: Actor, pk: UUID) -> Worker:
    """A worker one sees."""
    found: Worker = records.one(Worker.objects.visible_to(by).select_related("province", "merged_into"), pk)
    return found


def _page(request: HttpRequest, worker: Worker, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    _tell(worker, by)
    # What was merged into this record is the same person's.
    own = {"worker__in": list(records_of([worker.pk]))}
    is_guarded = by.kind in GUARDED
    permits = Permit.objects.visible_to(by).filter(**own).select_related("season", "filing__employer__organisation")
    shown_: dict[str, Any] = {
        "worker": worker,
        "reader": by.kind,
        "has_photo": WorkerFile.objects.visible_to(by).photos().filter(**own).exists(),
        "shares_file": _shares_file(own["worker__in"], by),
        "registrations": people_readings.registrations(by).filter(**own).order_by("-pk"),
        "offers_made": people_readings.offers(by).filter(**own).order_by("-pk"),
        "permits": permits.order_by("-pk"),
        "passings": passings_of(worker.pk, by=by)[:50],
        "steps": [] if is_guarded else history(Worker.objects.visible_to(by), worker.pk),
        "is_guarded": is_guarded,
        "hands_over": P.CORRECT_WORKER in by.permissions,
        "erasure": standing(worker.pk, by=by) if P.CORRECT_WORKER in by.permissions else None,
        "values": proposed_values(worker.correction) if worker.correction else {},  # type: ignore[attr-defined]
        "offers": acts(acts_of(by.kind), worker, by=by, bound=bound),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/person.html", shown_, status=status)


def _shares_file(workers: list[UUID], by: Actor) -> bool:
    """Whether an open alert that one sees says that a file of this person serves for another too."""
    told = Alert.objects.visible_to(by).open().filter(kind="same_file", subject_type=Worker._meta.label_lower)
    return told.filter(subject_id__in=[str(pk) for pk in workers]).exists()


def _tell(worker: Any, by: Actor) -> None:
    """Let the forms know the parts of the record that they are about."""
    names, day = {row.code: row.name for row in read_agreement().requirements}, today()
    own = {"worker": worker.pk}
    worker.shown_papers = list(IdentityPaper.objects.visible_to(by).filter(**own).order_by("-pk"))
    worker.shown_evidence = list(Evidence.objects.visible_to(by).filter(**own).order_by("-pk"))
    worker.bans_known = list(
        RemovalBan.objects.visible_to(by).filter(**own).select_related("recorded_by").order_by("-pk")
    )
    for row in worker.shown_evidence:
        row.asked = names.get(row.code, row.code)
    worker.valid_papers = [paper for paper in worker.shown_papers if paper.void_from is None]
    worker.valid_evidence = [row for row in worker.shown_evidence if row.withdrawn_at is None]
    worker.running_bans = [ban for ban in worker.bans_known if ban.lifted_at is None and ban.until_on >= day]
    worker.correction = WorkerCorrection.objects.visible_to(by).filter(**own, decided_by=None).first()
    worker.provinces = people_readings.provinces(by, day)
