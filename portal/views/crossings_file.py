"""Files of crossings from the other side: all lines are kept, or each wrong cell is named."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refusal
from core.permissions import Permission
from core.workflow import allow
from permits.services.border.crossings_file import COLUMNS, NEEDED, record_file
from portal.actors import actor, now
from portal.errors import status_of
from portal.forms import border as forms

SHOWN = 200
"""So many wrong lines, or kept ones, fit on a page that somebody reads."""


@require_http_methods(["GET", "POST"])
def uploaded(request: HttpRequest) -> HttpResponse:
    """Take in a file; its result is shown line by line."""
    by = actor(request)
    allow(Permission.RECORD_CROSSING, by=by)
    form = forms.CrossingsFile(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": COLUMNS, "needed": NEEDED, "most": SHOWN}
    status = 200
    if request.method == "POST":
        status = _take_in(request, form, context) if form.is_valid() else 422
        context["summary"] = form.summary
    return render(request, "portal/crossings_file.html", context, status=status)


def _take_in(request: HttpRequest, form: forms.CrossingsFile, context: dict[str, Any]) -> int:
    content = form.cleaned_data["file"].read()
    try:
        kept = record_file(content, by=actor(request), at=now())
    except Refusal as refusal:
        context["wrong"] = [_cell(problem) for problem in refusal.problems[:SHOWN]]
        context["wrong_count"] = len(refusal.problems)
        form.loose = [("wrong", str(_("Nothing was kept: the file has lines to correct. They are listed below.")))]
        return status_of(refusal)
    unknown = sum(one.worker_id is None for one in kept)
    messages.success(request, _("The file was taken in: %(count)s crossings.") % {"count": len(kept)})
    context |= {"kept": kept[:SHOWN], "kept_count": len(kept), "unknown": unknown}
    return 200


def _cell(problem: Any) -> tuple[str, str, str]:
    line, _dot, column = problem.field.partition(".")
    return line, column, str(problem)
