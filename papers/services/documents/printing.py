"""Permits, letters and terms handed out as PDF: to whom sees the record, and each time staff do it is an event."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import record
from core.db import one_of
from core.errors import Conflict
from core.notices.models import Notice
from papers.services.documents import letters, terms
from papers.services.documents.permits import permit_document, problems_of
from papers.services.documents.reading import NAMED, papers_of
from permits.enums import PermitStatus
from permits.models import Permit
from workers.models import Offer

NOT_IN_FORCE = _("This permit is suspended or has ended: it is not put on paper.")


@dataclass(frozen=True, slots=True)
class Printed:
    """A document: its name as a file, and its content."""

    name: str
    content: bytes


def print_permit(permit_id: UUID, *, form: str = "page", by: Actor) -> Printed:
    """A permit in force as PDF, as a page or as a card."""
    permit: Permit = one_of(Permit.objects.visible_to(by).select_related(*NAMED), permit_id)
    if permit.status != PermitStatus.ISSUED:
        raise Conflict("permit_not_in_force", NOT_IN_FORCE)
    content = permit_document(papers_of([permit]), form=form)
    if by.kind != "worker":
        record("print", permit, by=by, form=form)
    return Printed(f"{permit.reference}{'' if form == 'page' else '-' + form}.pdf", content)


def print_each(permits: Iterable[Permit]) -> "Iterable[tuple[Permit, bytes | str]]":
    """Permits of a list, each as its own PDF, or the sentence that says why it cannot be put on paper."""
    rows = list(permits)
    for permit, paper in zip(rows, papers_of(rows), strict=True):
        refused = problems_of(paper)
        yield permit, str(refused) if refused else permit_document([paper])


def print_letter(notice_id: UUID, *, language: str, by: Actor) -> Printed:
    """A letter in the service as PDF, in the reader's language with that of the other country below."""
    notice = one_of(Notice.objects.visible_to(by), notice_id)
    content = letters.letter_document(notice, language=language)
    if by.kind != "worker":
        record("print", notice, by=by, kind=notice.kind)
    return Printed(f"{notice.kind.replace('_', '-')}-{notice.queued_at:%Y-%m-%d}.pdf", content)


def print_terms(offer_id: UUID, *, by: Actor) -> Printed:
    """What a worker is promised, as PDF: the Chinese beside the Vietnamese, with the digest that names it."""
    named = ("terms", "worker", "filing__season", "filing__employer__organisation", "filing__county")
    offer = one_of(Offer.objects.visible_to(by).select_related(*named), offer_id)
    content = terms.terms_document(offer)
    if by.kind != "worker":
        record("print", offer, by=by)
    return Printed(f"{offer.filing.reference}-{offer.terms.digest[:12]}.pdf", content)
