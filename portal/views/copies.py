"""What a person asks of the own record over a counter, in writing: a copy, or that it be erased."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.errors import Conflict, Invalid
from papers.services.copies import copies
from portal.actors import actor, now
from portal.views.documents import given
from workers.services.identity import erasure_requests

ASKED = _("It is taken down: the record is erased in the night after nothing holds it any more.")


@require_POST
def handed_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record as PDF or JSON, as far as one's office may see it; without a request it is asked for."""
    try:
        copy = copies.copy_for(pk, request.POST.get("request", ""), by=actor(request))
    except Invalid as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:person", pk)
    language = request.POST.get("language", "vi")
    if request.POST.get("form") == "json":
        return given(copies.as_json(copy, language="en", at=now()), "application/json")
    return given(copies.as_pdf(copy, language=language, at=now()))


@require_POST
def erasure_asked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take down that the person asked to be erased."""
    try:
        erasure_requests.ask_for(pk, request.POST.get("request", ""), by=actor(request), at=now())
        messages.success(request, ASKED)
    except (Conflict, Invalid) as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:person", pk)
