"""Files of people and licences: handed in, listed, read after a fresh look at who may, and taken back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attachments.enums import Media
from attachments.models import Attachment
from core.actors import Actor
from core.errors import NotFound
from core.permissions import Permission as P
from employers.models import LicenceFile
from employers.services.licensing import files as licence_files
from portal.actors import actor, now
from portal.forms.base import Form
from portal.forms.files import PHOTO, HandIn, HandInOf
from portal.moves import attempt
from portal.openings import asking_purpose, purpose_of
from portal.views import licences, people
from scheme.services.in_force import read_agreement
from workers.models import Evidence, WorkerFile
from workers.services.identity import files as worker_files

HANDED_IN = _("The file was handed in.")
TAKEN_BACK = _("The file was taken back.")
SHOWN = 100


@never_cache
@require_http_methods(["GET", "POST"])
def of_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The files that a person's record carries, and the form for another."""
    by = actor(request)
    worker = people.one(by, pk)
    names = {row.code: str(row.name) for row in read_agreement().requirements}
    shown = Evidence.objects.visible_to(by).filter(worker=pk, withdrawn_at=None).order_by("-pk")[:SHOWN]
    choices = [(str(row.pk), f"{names.get(row.code, row.code)} · {row.issuer}") for row in shown]
    form = HandInOf(request.POST or None, request.FILES or None, choices=choices)
    if request.method == "POST":
        status = attempt(form, lambda given: _of_worker(pk, given, by))
        if not status:
            messages.success(request, HANDED_IN)
            return redirect("portal:person_files", pk)
    else:
        status = 200
    files = WorkerFile.objects.visible_to(by).kept().filter(worker=pk)
    listed = [
        (file.attachment, _("Photo") if file.evidence is None else names.get(file.evidence.code, file.evidence.code))
        for file in files.select_related("attachment", "evidence")[:SHOWN]
    ]
    context = {"worker": worker, "may_hand_in": P.RECORD_EVIDENCE in by.permissions, "kind": "person"}
    return _page(request, worker, listed, form, status, context)


@never_cache
@require_http_methods(["GET", "POST"])
def of_licence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The files that a licence carries, and the form for another."""
    by = actor(request)
    licence = licences.one(by, pk)
    form = HandIn(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda given: licence_files.hand_in(pk, given["file"].read(), by=by, at=now()))
        if not status:
            messages.success(request, HANDED_IN)
            return redirect("portal:licence_files", pk)
    files = LicenceFile.objects.visible_to(by).kept().filter(licence=pk).select_related("attachment")
    listed = [(file.attachment, _("Licence")) for file in files[:SHOWN]]
    mine = licence.intermediary_id == by.organisation_id and P.APPLY_LICENCE in by.permissions
    context = {"licence": licence, "may_hand_in": mine, "kind": "licence"}
    return _page(request, licence, listed, form, status, context)


@never_cache
@require_safe
@asking_purpose
def read_person_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """One file of a person; that it was read is written down."""
    by = actor(request)
    people.one(by, pk)
    found, content = worker_files.read(file, purpose_of(request), by=by)
    return _served(content, found.attachment) if found.worker_id == pk else _absent()


@never_cache
@require_safe
def read_licence_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """One file of a licence; that it was read is written down."""
    found, content = licence_files.read(file, by=actor(request))
    return _served(content, found.attachment) if found.licence_id == pk else _absent()


@never_cache
@require_safe
def photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The photo of a person one sees, as it stands on the pages about the person."""
    content = worker_files.photo_of(pk, by=actor(request))
    return _absent() if content is None else guarded(HttpResponse(content, content_type=Media.JPEG.value))


@require_POST
def take_back_person_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Show a file of a person to nobody any more."""
    return _taken_back(request, worker_files.take_back, file, redirect("portal:person_files", pk))


@require_POST
def take_back_licence_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Show a file of a licence to nobody any more."""
    return _taken_back(request, licence_files.take_back, file, redirect("portal:licence_files", pk))


def guarded(answer: HttpResponse) -> HttpResponse:
    """An answer that no browser takes for anything else, runs, or lends to another site."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _served(content: bytes, attachment: Attachment) -> HttpResponse:
    answer = HttpResponse(content, content_type=attachment.media)
    is_document = attachment.media == Media.PDF
    ending, way = ("pdf", "attachment") if is_document else ("jpg", "inline")
    answer["Content-Disposition"] = f'{way}; filename="{attachment.kind}-{str(attachment.pk)[-8:]}.{ending}"'
    return guarded(answer)


def _of_worker(pk: UUID, given: dict[str, Any], by: Actor) -> WorkerFile:
    content = given["file"].read()
    if given["of"] == PHOTO:
        return worker_files.hand_in_photo(pk, content, by=by, at=now())
    return worker_files.hand_in_evidence(UUID(given["of"]), content, by=by, at=now())


def _taken_back(request: HttpRequest, take_back: Callable[..., Any], file: UUID, there: HttpResponse) -> HttpResponse:
    take_back(file, by=actor(request), at=now())
    messages.success(request, TAKEN_BACK)
    return there


def _absent() -> HttpResponse:
    raise NotFound


def _page(
    request: HttpRequest, record: Any, listed: list[Any], form: Form, status: int, context: dict[str, Any]
) -> HttpResponse:
    by = actor(request)
    own = {attachment.pk for attachment, _name in listed if attachment.organisation_id == by.organisation_id}
    shown = {
        "record": record,
        "rows": [(attachment, name, attachment.pk in own or by.kind == "department") for attachment, name in listed],
        "form": form,
        "summary": form.summary if form.is_bound else [],
    }
    return render(request, "portal/files.html", shown | context, status=status)
