"""Documents as PDF: a permit, a letter, the terms of an offer, handed out to whoever sees the record."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from papers.services.documents.printing import Printed, print_letter, print_permit, print_terms
from portal.actors import actor, now

CARD = "card"


@require_POST
def permit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The permit on paper: a page with a card to cut out, or the card."""
    return given(print_permit(pk, form=form_of(request.POST.get("form", "")), by=actor(request), at=now()))


@require_POST
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A letter on paper, in the reader's language first."""
    return given(print_letter(pk, language=get_language() or "en", by=actor(request)))


@require_POST
def terms(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The terms of an offer on paper, in both languages."""
    return given(print_terms(pk, by=actor(request)))


def form_of(asked: str) -> str:
    """The form of a permit's document that was asked for; the page where it was none."""
    return CARD if asked == CARD else "page"


def given(document: Printed, kind: str = "application/pdf") -> HttpResponse:
    """A document as a file that no cache keeps."""
    headers = {
        "Content-Disposition": f'attachment; filename="{document.name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(document.content, content_type=kind, headers=headers)
