"""Files of lists: asked for on the list's page, made in the background, fetched by who asked for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import FileKind
from accounts.models import Export
from accounts.services import exports
from core.actors import Actor
from core.dates import day_of
from core.errors import Conflict, NotFound
from portal import records
from portal.actors import actor, now
from portal.bundles import DOCUMENTS
from portal.exports import LISTS
from portal.paging import page_of

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
NO_LONGER_YOURS = _("Some of what is in this file is no longer yours to see: ask for the list again.")


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The files one asked for, with how far each is."""
    page = page_of(Export.objects.visible_to(actor(request)), request)
    written, at = exports.progress(page.rows), now()
    for export in page.rows:
        row: Any = export
        row.written, row.title = written.get(export.pk, 0), LISTS[export.kind].title
        row.is_over = export.expires_at <= at
    waits = any(row.made_at is None and not row.is_given_up for row in page.rows)
    to_release = _to_release(actor(request), at)
    return render(request, "portal/exports.html", {"page": page, "waits": waits, "to_release": to_release})


@require_POST
def released(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a colleague's large file be made."""
    exports.release(pk, by=actor(request), at=now())
    messages.success(request, _("The file is released: it is made now, and your colleague is told when it is ready."))
    return redirect("portal:exports")


@require_POST
def asked(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for a list as a file, narrowed as its page is now."""
    if kind not in LISTS:
        raise NotFound
    conditions = QueryDict(request.POST.get("asked", ""), mutable=True)
    for name in ("after", "tick"):
        conditions.pop(name, None)
    by, file_kind = actor(request), request.POST.get("file_kind", "")
    LISTS[kind].rows(by, conditions)  # refuses those to whom there is no such list
    exports.ask(
        kind,
        conditions.urlencode()[:500],
        file_kind=file_kind if _can_be(kind, file_kind) else FileKind.CSV,
        language=get_language() or "en",
        by=by,
        at=now(),
    )
    messages.success(request, _("The file is being made; a notice tells you when it is ready."))
    return redirect("portal:exports")


@require_POST
def fetched(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file, if everything in it is still one's own to see."""
    by = actor(request)
    export: Export = records.one(Export.objects.visible_to(by), pk)
    _demand_visible(export, by)
    name = f"{export.kind}-{day_of(export.asked_at)}-{by.actor_id}-{export.number}.{export.file_kind}"
    content = exports.fetch(pk, by=by, at=now())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(content, content_type=TYPES[export.file_kind], headers=headers)


def _to_release(by: Actor, at: datetime) -> list[Export]:
    waiting = exports.to_release(by=by, at=at)
    for export in waiting:
        row: Any = export
        row.title = LISTS[export.kind].title
    return waiting


def _can_be(kind: str, file_kind: str) -> bool:
    return file_kind in FileKind.values and (LISTS[kind].prints or file_kind not in DOCUMENTS)


def _demand_visible(export: Export, by: Actor) -> None:
    """Refuse with `Conflict` a file with rows that the reader no longer sees: a mandate may have ended since."""
    seen = LISTS[export.kind].seen(by)
    for keys in exports.keys_of(export):
        if seen.filter(pk__in=keys).order_by().count() != len(keys):
            raise Conflict("export_not_yours", NO_LONGER_YOURS)
