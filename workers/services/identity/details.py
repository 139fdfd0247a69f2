"""What is told of a person when it is entered, tidied as it is kept; a paper's machine-readable zone fills gaps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from core.errors import Problem
from employers.rules.identifiers import plain
from workers.enums import PaperKind, Sex
from workers.rules.mrz import Mrz, MrzProblem, read_mrz
from workers.rules.names import as_issued, mrz_form, parts
from workers.rules.papers import kept_number, same_as_mrz
from workers.rules.phones import kept_phone
from workers.services.identity.words import OTHER_THAN_READ, unread

LONGEST_MRZ_NAME = 39


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A paper as it was typed, with the lines of its machine-readable zone or without."""

    kind: str
    number: str = ""
    issuing_state: str = "VNM"
    issued_on: date | None = None
    expires_on: date | None = None
    mrz: str = ""

    def tidied(self) -> "NewPaper":
        """The same with the number as it is kept."""
        return replace(self, number=kept_number(self.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorker:
    """A person as papers and the person tell: the name as issued, `province` by its code."""

    name: str = ""
    name_zh: str = ""
    sex: str = ""
    birth_date: date | None = None
    nationality: str = "VNM"
    province: str = ""
    commune: str = ""
    is_border_resident: bool = False
    personal_number: str = ""
    phone: str = ""
    papers: tuple[NewPaper, ...] = ()
    source: str = ""

    def tidied(self) -> "NewWorker":
        """The same with texts composed and numbers as they are kept; a card's number is the personal number."""
        papers = tuple(paper.tidied() for paper in self.papers)
        cards = (paper.number for paper in papers if paper.kind == PaperKind.ID_CARD)
        return replace(
            self,
            name=as_issued(self.name),
            name_zh=as_issued(self.name_zh),
            sex=self.sex or Sex.UNSTATED,
            commune=as_issued(self.commune),
            personal_number=plain(self.personal_number) or next(cards, ""),
            phone=kept_phone(self.phone),
            papers=papers,
        )

    @property
    def mrz_name(self) -> str:
        """The name as a machine-readable zone writes it, cut to its width."""
        return mrz_form(*parts(self.name))[:LONGEST_MRZ_NAME]


def read_in(row: NewWorker, *, on: date) -> tuple[NewWorker, list[Problem]]:
    """Read the zones of a person's papers on that day: what was not typed is filled in, the rest held against them."""
    zones: dict[int, Mrz] = {}
    problems: list[Problem] = []
    for place, paper in enumerate(row.papers):
        if paper.mrz.strip():
            try:
                zones[place] = read_mrz(paper.mrz, on=on)
            except MrzProblem as problem:
                problems.append(unread(problem, f"papers.{place}.mrz"))
    for place, zone in zones.items():
        row = _filled(row, place, zone)
    tidied = row.tidied()
    for place, zone in zones.items():
        problems += _disagreements(tidied, place, zone)
    return tidied, problems


def _filled(row: NewWorker, place: int, zone: Mrz) -> NewWorker:
    paper = row.papers[place]
    number = zone.personal_number or zone.number if paper.kind == PaperKind.ID_CARD else zone.number
    read = replace(
        paper,
        number=paper.number or number,
        expires_on=paper.expires_on or zone.expires_on,
        issuing_state=zone.issuing_state,
    )
    return replace(
        row,
        name=row.name or f"{zone.family} {zone.given}",
        sex=row.sex or zone.sex,
        birth_date=row.birth_date or zone.birth_date,
        nationality=zone.nationality,
        personal_number=row.personal_number or zone.personal_number,
        papers=(*row.papers[:place], read, *row.papers[place + 1 :]),
    )


def _disagreements(row: NewWorker, place: int, zone: Mrz) -> Iterator[Problem]:
    paper = row.papers[place]
    fields = []
    if row.birth_date is not None:
        fields = same_as_mrz(
            zone,
            number=paper.number,
            name=row.name,
            birth_date=row.birth_date,
            sex=row.sex,
            expires_on=paper.expires_on,
        )
    if (zone.format == "TD3") != (paper.kind == PaperKind.PASSPORT):
        fields.append("kind")
    for field in fields:
        where = field if field in ("name", "birth_date", "sex") else f"papers.{place}.{field}"
        yield Problem(f"mrz_other_{field}", OTHER_THAN_READ[field], where)
