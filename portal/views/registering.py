"""Registering a worker: typed, or filled in from the machine-readable zone of a paper; or one who is known already."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from attachments.enums import AttachmentKind
from core.actors import Actor
from core.errors import NotFound
from core.permissions import Permission as P
from core.workflow import allow
from employers.models import Licence
from portal import people_readings, readings
from portal.actors import actor, now, today
from portal.forms.registrations import Newcomer, Registered
from portal.moves import attempt
from portal.putting_by import put_by
from portal.words import NO_SUCH_RECORD
from portal.zone import faulty, filled
from scheme.models import Season
from workers.models import Registration, Worker
from workers.services.identity.details import NewWorker
from workers.services.registration import registrations

SAID = _("The worker was registered; the sending department is told, and so is the worker.")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a worker; with `read`, only fill the form from the zone."""
    by = actor(request)
    allow(P.REGISTER_WORKER, by=by)
    known = _known(by, request.GET.get("worker", ""))
    if request.method != "POST":
        return _page(request, _form(by, known), known, 200)
    sent, refused = put_by(request, AttachmentKind.PHOTO)
    if "read" in sent:
        return _read(request, sent, by, known)
    form = _form(by, known, sent)
    made: list[Registration] = []
    status = attempt(form, lambda given: made.append(_register(form, given, known, by)), refused=refused)
    if status:
        return _page(request, form, known, status)
    messages.success(request, str(SAID))
    return redirect("portal:registration", made[0].pk)


def _read(request: HttpRequest, sent: QueryDict, by: Actor, known: Worker | None) -> HttpResponse:
    """The form as it was sent, its gaps filled from the zone; nothing that was typed is lost."""
    form = _form(by, known, initial=filled(sent, on=today()))
    return _page(request, form, known, 422 if faulty(request.POST.get("mrz", ""), on=today()) else 200)


def _register(form: Registered, given: dict[str, Any], known: Worker | None, by: Actor) -> Registration:
    row: NewWorker | UUID = known.pk if known else form.person()  # type: ignore[attr-defined]
    partner = UUID(given["partner"]) if given["partner"] else None
    season, photo = UUID(given["season"]), given["kept"]
    abroad = bool(given["agreed_abroad"])
    return registrations.register(
        row, season=season, partner=partner, photo=photo, agreed_abroad=abroad, by=by, at=now()
    )


def _known(by: Actor, pk: str) -> Worker | None:
    """The worker that the address names, if it names one."""
    if not pk:
        return None
    try:
        found = Worker.objects.visible_to(by).filter(pk=UUID(pk)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("not_found", NO_SUCH_RECORD)
    return found


def _form(by: Actor, known: Worker | None, sent: Any = None, **given: Any) -> Registered:
    day = today()
    given["seasons"] = open_seasons(by)
    given["partners"] = partners(by)
    return Registered(sent, **given) if known else Newcomer(sent, provinces=people_readings.provinces(by, day), **given)


def open_seasons(by: Actor) -> list[readings.Choice]:
    """The seasons for which workers can still be registered."""
    open_ = Season.objects.visible_to(by).filter(work_until__gte=today()).order_by("work_from")
    return [(str(pk), said) for pk, said in open_.values_list("pk", readings.name_column())]


def partners(by: Actor) -> list[readings.Choice]:
    """The licensed intermediaries of the other side."""
    licences = Licence.objects.visible_to(by).valid_on(today())
    own = licences.filter(intermediary=by.organisation_id).values("intermediary__side")
    others = licences.exclude(intermediary__side__in=own)
    name = f"intermediary__organisation__{readings.name_column()}"
    return [(str(pk), str(said)) for pk, said in others.order_by(name).values_list("intermediary", name)]


def _page(request: HttpRequest, form: Registered, known: Worker | None, status: int) -> HttpResponse:
    text = str(form["mrz"].value() or "") if isinstance(form, Newcomer) else ""
    zone = faulty(text, on=today())
    summary = form.summary if form.is_bound else [("id_mrz", zone.sentence)] if zone else []
    shown = {"form": form, "known": known, "zone": zone, "summary": summary}
    return render(request, "portal/registration_new.html", shown, status=status)
