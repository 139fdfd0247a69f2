"""One's own documents as PDF: the permit, a letter, the terms one is asked about."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from papers.services.documents.printing import print_letter, print_permit, print_terms
from portal.actors import now
from portal.views.documents import form_of, given
from portal.views.worker.page import own
from portal.worker_sessions import Visit


@own
def permit(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """One's permit, as a page with a card to cut out, or as a card."""
    return given(print_permit(pk, form=form_of(request.GET.get("form", "")), by=visit.by, at=now()))


@own
def letter(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """A letter to one."""
    return given(print_letter(pk, language=get_language() or "vi", by=visit.by))


@own
def terms(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """What one is promised."""
    return given(print_terms(pk, by=visit.by))
