"""Permits, letters and terms handed out as PDF: to whom sees the record, and each time staff do it is an event."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import record
from core.db import one_of
from core.errors import Conflict, Invalid
from core.notices.models import Notice
from papers.services.documents import letters, terms
from papers.services.documents.fonts import without_boxes
from papers.services.documents.joining import joined
from papers.services.documents.permits import LeftOut, PermitPaper, permit_document, problems_of, titled
from papers.services.documents.reading import NAMED, papers_of
from papers.services.documents.words import each, in_each
from permits.enums import PermitStatus
from permits.models import Permit
from workers.models import Offer

READ: Final = 40
PART: Final = 10
"""Permits that are set at once: what a compiler has set it remembers for a while."""
NOT_IN_FORCE = _("This permit is suspended or has ended: it is not put on paper.")


@dataclass(frozen=True, slots=True)
class Printed:
    """A document: its name as a file, and its content."""

    name: str
    content: bytes


def print_permit(permit_id: UUID, *, form: str = "page", by: Actor, at: datetime) -> Printed:
    """A permit in force as PDF, as a page or as a card."""
    permit: Permit = one_of(Permit.objects.visible_to(by).select_related(*NAMED), permit_id)
    if permit.status != PermitStatus.ISSUED:
        raise Conflict("permit_not_in_force", NOT_IN_FORCE)
    content = permit_document(papers_of([permit], by=by, at=at), form=form)
    if by.kind != "worker":
        record("print", permit, by=by, form=form)
    return Printed(f"{permit.reference}{'' if form == 'page' else '-' + form}.pdf", content)


def print_each(ids: Sequence[UUID], *, by: Actor, at: datetime) -> tuple[Iterator[Printed], list[LeftOut]]:
    """Permits of a list, each as a PDF of its own, in their order; and those that cannot be put on paper."""
    papers, left_out = _papers(ids, by, at)
    return (Printed(f"{paper.number}.pdf", permit_document([paper])) for paper in papers), left_out


def print_together(ids: Sequence[UUID], *, cover: Printed | None = None, by: Actor, at: datetime) -> bytes:
    """Permits of a list as one PDF, in their order; its last page names those that cannot be put on paper.

    It is set in parts that are joined, so that a large crew with photographs stays within what operations states.
    A `cover` of one page goes before them, and leaves their pages as they are.
    """
    numbers: list[str] = []
    before = [cover] if cover else []
    parts = [*(one.content for one in before), *_parts(ids, numbers, by, at)]
    return joined(parts, titled(numbers), [*(one.name for one in before), *numbers]) if len(parts) > 1 else parts[0]


def _parts(ids: Sequence[UUID], numbers: list[str], by: Actor, at: datetime) -> Iterator[bytes]:
    """Documents of a few permits each, the last of them with those left out; `numbers` grows by those that are in."""
    waiting: list[PermitPaper] = []
    left_out: list[LeftOut] = []
    for start in range(0, len(ids), READ):
        papers, others = _papers(ids[start : start + READ], by, at)
        numbers += [paper.number for paper in papers]
        waiting, left_out = [*waiting, *papers], [*left_out, *others]
        while len(waiting) > PART:
            yield permit_document(waiting[:PART])
            waiting = waiting[PART:]
    yield permit_document(waiting, left_out)


def _papers(ids: Sequence[UUID], by: Actor, at: datetime) -> tuple[list[PermitPaper], list[LeftOut]]:
    found = Permit.objects.visible_to(by).select_related(*NAMED).in_bulk(list(ids))
    permits = [found[key] for key in ids if key in found]
    in_force = [permit for permit in permits if permit.status == PermitStatus.ISSUED]
    left_out = [LeftOut(one.reference, each(NOT_IN_FORCE)) for one in permits if one not in in_force]
    papers = papers_of(in_force, by=by, at=at)
    refused = {paper.number: refusal for paper in papers if (refusal := problems_of(paper))}
    left_out += [LeftOut(number, in_each(partial(_said, refusal))) for number, refusal in refused.items()]
    return [paper for paper in papers if paper.number not in refused], left_out


def _said(refusal: Invalid) -> str:
    return without_boxes(str(refusal))


def print_letter(notice_id: UUID, *, language: str, by: Actor) -> Printed:
    """A letter in the service as PDF, in the reader's language with that of the other country below."""
    notice = one_of(Notice.objects.visible_to(by), notice_id)
    content = letters.letter_document(notice, language=language, by=by)
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
