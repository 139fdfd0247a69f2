"""Two records that may be one person, beside each other, with what speaks for it and against it."""

from dataclasses import dataclass
from uuid import UUID

from core.actors import Actor
from core.audit.services import act
from core.db import one_of
from core.errors import Sentence
from core.permissions import Permission as P
from core.workflow import allow
from workers.models import Duplicate, IdentityPaper, Registration, Worker
from workers.rules.codes import person_number
from workers.services.identity.openings import open_person
from workers.services.sentences import REASONS

MAY_OPEN = (P.DECIDE_DUPLICATE, P.APPROVE_MERGE, P.OPEN_PERSON)
FIELDS = (
    "number",
    "name",
    "name_zh",
    "sex",
    "birth_date",
    "province",
    "commune",
    "personal_number",
    "phone",
    "papers",
    "seasons",
    "entered_on",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both records, as text, and whether they say the same; of numbers only the end is shown."""

    field: str
    first: str
    second: str

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.first == self.second


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A pair as it is looked at: the lines, and each reason with its points."""

    duplicate: Duplicate
    lines: tuple[Line, ...]
    reasons: tuple[tuple[Sentence, int], ...]


def side_by_side(duplicate_id: UUID, purpose: str = "", *, by: Actor) -> SideBySide:
    """Open a pair that one sees to look at it; that both records were opened is recorded of each."""
    allow(next((one for one in MAY_OPEN if one in by.permissions), None), by=by)
    with act("open", by=by):
        pairs = Duplicate.objects.visible_to(by).select_related("first__province", "second__province")
        pair = one_of(pairs, duplicate_id)
        shown = [_shown(one) for one in (pair.first, pair.second)]
        for one in (pair.first, pair.second):
            open_person(one.pk, purpose, by=by, duplicate=pair.pk)
    lines = tuple(Line(field, *(one[field] for one in shown)) for field in FIELDS)
    return SideBySide(pair, lines, tuple((REASONS[reason], points) for reason, points in pair.reasons))


def _shown(one: Worker) -> dict[str, str]:
    papers = IdentityPaper.objects.filter(worker=one).order_by("kind", "pk")
    seasons = Registration.objects.filter(worker=one).order_by("season__code").values_list("season__code", flat=True)
    return {
        "number": person_number(one.number),
        "name": one.name,
        "name_zh": one.name_zh,
        "sex": str(one.get_sex_display()),
        "birth_date": one.birth_date.isoformat(),
        "province": one.province.name,
        "commune": one.commune,
        "personal_number": _end(one.personal_number_end),
        "phone": _end(one.phone_end),
        "papers": ", ".join(f"{paper.get_kind_display()} {_end(paper.number_end)}" for paper in papers),
        "seasons": ", ".join(dict.fromkeys(seasons)),
        "entered_on": one.entered_at.date().isoformat(),
    }


def _end(signs: str) -> str:
    return f"…{signs}" if signs else ""
