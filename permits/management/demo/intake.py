"""Taking the demo's crews in: registered, cleared, offered a post, agreed, applied for and permitted, day by day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from accounts.enums import Role
from accounts.models import Member
from core.dates import ZONE
from employers.models import Filing
from permits.management.demo.crews import AFTER, CREWS, DOUBLED, Crew, persons
from permits.management.demo.filings import FILINGS
from permits.management.demo.offices import Staff
from permits.management.demo.story import Step
from permits.management.demo.tables import table
from permits.management.replay.people import Person
from permits.services.application import applications
from permits.services.lifetime import issuing
from workers.enums import PaperKind
from workers.services import codes
from workers.services.agreement import consents, offers
from workers.services.agreement.consents import Answer
from workers.services.identity.details import NewPaper, NewWorker
from workers.services.registration import clearances, evidence, registrations
from workers.services.registration.evidence import NewEvidence

HOURS: Final = (9, 10, 11, 12, 14, 15)
ISSUERS: Final = {"health": "Trung tâm Kiểm soát bệnh tật tỉnh", "insurance": "平安边贸保险（演示）"}
SHOWN: Final = (
    ("health", "health_certificate"),
    ("insurance", "accident_insurance"),
    ("insurance", "work_injury_insurance"),
    ("training", "training_chinese"),
    ("training", "training_law"),
    ("training", "training_health"),
    ("training", "training_skills"),
)
COVERED_AFTER: Final = timedelta(30)


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day, where the scheme's clocks stand."""
    return datetime.combine(day, time(hour, minute), ZONE)


@dataclass(slots=True)
class Hired:
    """A crew as far as it has come; its lists are in one order."""

    crew: Crew
    staff: Staff
    filings: Mapping[str, Filing]
    persons: list[Person]
    workers: list[UUID] = field(default_factory=list)
    registrations: list[UUID] = field(default_factory=list)
    offers: list[UUID] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    applications: list[UUID] = field(default_factory=list)
    permits: list[UUID] = field(default_factory=list)

    @property
    def agent(self) -> Member:
        """Who files, registers and applies."""
        return self.staff[FILINGS[self.crew.filing]["by"], Role.CLERK]

    @property
    def county(self) -> str:
        """Where they work."""
        [found] = [row["county"] for row in table("employers") if row["key"] == FILINGS[self.crew.filing]["employer"]]
        return found

    @property
    def department(self) -> Member:
        """Who lets them go and welcomes them back."""
        return self.staff[self.crew.home, Role.OFFICER]

    def officer(self, role: str) -> Member:
        """Somebody of the bureau of their county."""
        return self.staff[self.county, role]

    def boss(self, role: str) -> Member:
        """Somebody of their employer."""
        return self.staff[FILINGS[self.crew.filing]["employer"], role]

    def register(self, at: datetime) -> None:
        """Be registered by the intermediary, with what has to be shown."""
        season = self.filings[self.crew.filing].season_id
        rows: list[NewWorker | UUID] = [_worker(one, self.crew) for one in self.persons]
        everybody = range(len(rows))
        for made in registrations.register_each(rows, season=season, by=self.agent, at=at, agreed_abroad=everybody):
            self.workers.append(made.worker_id)
            self.registrations.append(made.pk)
        shown = [row for number, worker in enumerate(self.workers) for row in _shown(worker, number, self.crew)]
        evidence.record_each(shown, by=self.agent, at=at)

    def clear(self, at: datetime) -> None:
        """Be cleared by the department of the province."""
        clearances.clear_each(self.registrations, by=self.department, at=at)

    def offer(self, at: datetime) -> None:
        """Be offered the posts of the filing."""
        first, last = _working(self.crew)
        filing = self.filings[self.crew.filing].pk
        made = offers.make_each(
            filing,
            self.registrations,
            starts_on=first,
            ends_on=last,
            valid_until=at.date() + timedelta(20),
            by=self.agent,
            at=at,
        )
        of = {one.registration_id: one for one in made}
        self.offers = [of[key].pk for key in self.registrations]
        self.digests = [of[key].terms.digest for key in self.registrations]

    def agree(self, at: datetime) -> None:
        """Say yes, each with a code of its own, over the counter of the department."""
        given = codes.give_each(self.workers, by=self.department, at=at)
        rows = zip(self.offers, self.digests, self.workers, strict=True)
        answers = [Answer(offer, digest, given[worker]) for offer, digest, worker in rows]
        consents.accept_each(answers, by=self.department, at=at)

    def apply(self, at: datetime) -> None:
        """Be applied for by the intermediary."""
        first, last = self.crew.days
        made = applications.apply_each(
            self.offers,
            permit_class=self.crew.permit_class,
            ports=self.crew.ports,
            first_on=first,
            last_on=last,
            by=self.agent,
            at=at,
        )
        of = {one.offer_id: one.pk for one in made}
        self.applications = [of[key] for key in self.offers]

    def issue(self, at: datetime) -> None:
        """Be given permits by the bureau of the county."""
        made = issuing.issue_each(self.applications, by=self.officer(Role.APPROVER), at=at)
        of = {one.application_id: one.pk for one in made}
        self.permits = [of[key] for key in self.applications]


def hire(staff: Staff, filings: Mapping[str, Filing]) -> dict[str, Hired]:
    """The crews, before any of them has come forward; `filings` fill up as their story is told."""
    found = {crew.key: Hired(crew, staff, filings, persons(crew)) for crew in CREWS}
    again, known = (found[key].persons for key in DOUBLED)
    again[0] = replace(
        again[0], family=known[0].family, given=known[0].given, sex=known[0].sex, birth_date=known[0].birth_date
    )
    again[0] = replace(again[0], personal_number="")
    return found


def steps(hired: Mapping[str, Hired]) -> list[Step]:
    """All steps of all crews up to their last, each with its moment."""
    return [step for one in hired.values() for step in _steps(one)]


def _steps(one: Hired) -> list[Step]:
    acts = (one.register, one.clear, one.offer, one.agree, one.apply, one.issue)
    taken = list(enumerate(acts))[: one.crew.until + 1]
    return [_step(act, moment(one.crew.registered + timedelta(AFTER[step]), HOURS[step])) for step, act in taken]


def _step(act: Callable[[datetime], None], at: datetime) -> Step:
    return at, lambda: act(at)


def _worker(one: Person, crew: Crew) -> NewWorker:
    passport = NewPaper(
        kind=PaperKind.PASSPORT, number=one.passport, issued_on=one.issued_on, expires_on=one.expires_on
    )
    border_pass = NewPaper(
        kind=PaperKind.BORDER_PASS,
        number=f"GTH{one.ordinal:06}",
        issued_on=crew.registered,
        expires_on=crew.registered + timedelta(364),
    )
    return NewWorker(
        name=one.name,
        sex=one.sex,
        birth_date=one.birth_date,
        province=one.province,
        personal_number=one.personal_number,
        phone=one.phone,
        is_border_resident=crew.is_commuting,
        papers=(border_pass,) if crew.is_commuting else (passport,),
        source="demo",
    )


def _shown(worker: UUID, number: int, crew: Crew) -> list[NewEvidence]:
    last = _working(crew)[1]
    return [
        NewEvidence(
            worker=worker,
            kind=kind,
            code=code,
            issuer=ISSUERS.get(kind, "Trung tâm Dịch vụ việc làm tỉnh"),
            number=f"{crew.key}/{number}",
            valid_from=crew.registered,
            valid_until=last + COVERED_AFTER if kind == "insurance" else None,
        )
        for kind, code in SHOWN
    ]


def _working(crew: Crew) -> tuple[date, date]:
    """The days of the group of the filing that a crew belongs to; a permit may be for fewer."""
    groups: list[tuple[Any, str, str]] = FILINGS[crew.filing]["groups"]
    days = [(date.fromisoformat(first), date.fromisoformat(last)) for _posts, first, last in groups]
    return next((first, last) for first, last in days if first <= crew.days[0] and crew.days[1] <= last)
