"""The permit on paper: what it says as one value, and its two forms, the page with a card to cut out and the card."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from core.errors import Invalid
from papers.services.documents.fonts import composed, demand_printable
from papers.services.documents.portraits import framed
from papers.services.documents.typesetting import drawn, typeset
from papers.services.documents.words import PERMIT, Number, Said, permit_words

BOLD: Final = frozenset({"holder", "number"})
NEVER: Final = date(2026, 1, 1)
FORMS: Final = {"page": "permit", "card": "card-only"}


@dataclass(frozen=True, slots=True)
class PermitPaper:
    """What a permit says on paper; `code` proves it, `photo` is a JPEG or PNG where the holder has one."""

    number: str
    code: str
    holder: str
    holder_zh: str
    birth_date: date
    sex: Said
    nationality: Said
    person_number: str
    paper_kind: Said
    paper_end: str
    province: Said
    employer: Said
    county: Said
    worksites: tuple[str, ...]
    occupation: Said
    permit_class: Said
    stay: Said
    ports: tuple[Said, ...]
    first_on: date
    last_on: date
    terms: tuple[Said, ...]
    issued: date
    issuer: Said
    numbers: tuple[Number, ...]
    photo: bytes | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A permit that cannot be put on paper, and why."""

    number: str
    why: Said


def permit_document(papers: Sequence[PermitPaper], left_out: Sequence[LeftOut] = (), *, form: str = "page") -> bytes:
    """Permits as one PDF: `page` is A4 with a card to cut out, `card` its two sides; refused where a sign has no shape.

    A last page says of those `left_out` why they are not in it.
    """
    dated = max((paper.issued for paper in papers), default=NEVER)
    return typeset(FORMS[form], dated=dated, **said_by(papers, left_out))


def titled(numbers: Sequence[str]) -> str:
    """The name of a document of many permits, as its pages give it to one of few."""
    return f"{permit_words()['title']['vi']} {numbers[0]} – {numbers[-1]}" if numbers else permit_words()["title"]["vi"]


def said_by(papers: Sequence[PermitPaper], left_out: Sequence[LeftOut] = ()) -> dict[str, Any]:
    """All that a document of these permits says, each character checked."""
    shown = [_checked(paper) | {"photo": _photo(paper), "code": drawn(paper.code)} for paper in papers]
    return {"papers": shown, "left": [asdict(one) for one in left_out], "words": permit_words()}


def _photo(paper: PermitPaper) -> str | None:
    return framed(paper.photo) if paper.photo else None


def problems_of(paper: PermitPaper) -> Invalid | None:
    """Why a permit cannot be put on paper, if it cannot."""
    try:
        _checked(paper)
    except Invalid as refusal:
        return refusal
    return None


def _checked(paper: PermitPaper) -> dict[str, Any]:
    written = {name: part.isoformat() if isinstance(part, date) else part for name, part in asdict(paper).items()}
    del written["code"], written["photo"]
    said: dict[str, Any] = composed(written)
    demand_printable(said, bold=BOLD, labels=PERMIT)
    return said
