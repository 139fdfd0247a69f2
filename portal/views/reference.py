"""Reference data: everybody with an account reads it, the operator edits its rows."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import Actor
from core.errors import NotFound
from core.permissions import Permission
from core.workflow import allow
from portal.actors import actor
from portal.forms.base import Form
from portal.forms.reference import End, Row
from portal.moves import attempt
from portal.paging import page_of
from portal.reference_words import FIELDS
from portal.reference_words import KINDS as NAMES
from portal.words import NO_SUCH_RECORD
from scheme.services import reference
from scheme.services.kinds import KINDS, Kind, kind_named

HIDDEN = {"parameters"}


@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds of reference data."""
    return render(request, "portal/reference.html", {"kinds": [(name, NAMES.get(name, name)) for name in KINDS]})


@require_safe
def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of one kind, the latest first."""
    by = actor(request)
    found = kind_named(kind)
    page = page_of(found.model.objects.visible_to(by), request, size=100)
    columns = _columns(found)
    context = {
        "kind": kind,
        "name": NAMES.get(kind, kind),
        "columns": [FIELDS.get(name, name) for name in columns],
        "page": page,
        "rows": [(row.pk, [_cell(row, found, name) for name in columns]) for row in page.rows],
    }
    return render(request, "portal/reference_rows.html", context)


def _columns(kind: Kind) -> list[str]:
    """What names a row comes first."""
    keys = [name.removesuffix("_id") for name in kind.key]
    return keys + [name for name in kind.fields if name not in HIDDEN and name not in keys]


def _cell(row: Any, kind: Kind, name: str) -> Any:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, kind.fields[name].attname)
    return ", ".join(map(str, value)) if isinstance(value, list) else value


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a row."""
    by = actor(request)
    allow(Permission.MANAGE_REFERENCE, by=by)
    form = Row(request.POST or None, kind=kind_named(kind))
    status = 200
    if request.method == "POST":
        earlier = request.POST.get("ends_earlier") == "yes"
        status = attempt(form, lambda _given: reference.add(kind, form.values(), by=by, ends_earlier=earlier))
        if not status:
            messages.success(request, _("The row was added."))
            return redirect("portal:reference_rows", kind)
    return _page(request, kind, None, form, status)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """Read a row, and correct it."""
    by = actor(request)
    row = _one(by, kind, pk)
    form = Row(request.POST or None, kind=kind_named(kind), row=row)
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda _given: reference.correct(kind, pk, form.values(), by=by))
        if not status:
            messages.success(request, _("The row was corrected; its history keeps what it said before."))
            return redirect("portal:reference_row", kind, pk)
    return _page(request, kind, row, form, status)


@require_POST
def end(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """Give a row its last day, or take a day out of a calendar."""
    by = actor(request)
    row = _one(by, kind, pk)
    if kind_named(kind).is_removable:
        reference.remove(kind, pk, by=by)
        messages.success(request, _("The day was taken out."))
        return redirect("portal:reference_rows", kind)
    form = End(request.POST, prefix="end")
    status = attempt(form, lambda given: reference.end(kind, pk, on=given["on"], by=by))
    if status:
        return _page(request, kind, row, None, status, end=form)
    messages.success(request, _("The row has a last day now."))
    return redirect("portal:reference_row", kind, pk)


def _one(by: Actor, kind: str, pk: str) -> Any:
    try:
        row = kind_named(kind).model.objects.visible_to(by).filter(pk=pk).first()
    except (ValidationError, ValueError):
        row = None
    if row is None:
        raise NotFound("not_found", NO_SUCH_RECORD)
    return row


def _page(
    request: HttpRequest, kind: str, row: Any, form: Form | None, status: int, *, end: Form | None = None
) -> HttpResponse:
    found = kind_named(kind)
    form = form or Row(kind=found, row=row)
    bound = [one for one in (form, end) if one is not None and one.is_bound]
    context = {
        "kind": kind,
        "name": NAMES.get(kind, kind),
        "row": row,
        "form": form,
        "is_removable": found.is_removable,
        "follows": bool(found.one_a_day),
        "end": end or End(prefix="end") if row is not None and "valid_until" in found.fields else None,
        "summary": [line for one in bound for line in one.summary],
    }
    return render(request, "portal/reference_row.html", context, status=status)
