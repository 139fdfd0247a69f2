"""The ground a replay stands on: its seasons, rules and quotas, its parties and their mandates, each made once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from accounts.enums import Role
from accounts.models import Member
from accounts.services import members
from accounts.services.members import Person
from core.actors import Actor
from core.actors import Standing as Someone
from core.dates import ZONE
from core.permissions import Permission as P
from employers.enums import EmployerKind
from employers.models import Employer, Intermediary, Mandate
from employers.services.directory import parties as registry
from employers.services.directory.details import EmployerDetails, FirstMember, IntermediaryDetails
from employers.services.licensing import licences
from employers.services.licensing.details import LicenceDetails
from employers.services.mandating import mandates
from employers.services.mandating.mandates import MandateDetails
from permits.management.people import OPERATOR, signing
from permits.management.replay import agreement, offices, parties, people
from permits.management.replay.cases import Case
from permits.management.replay.offices import Staff
from permits.management.replay.parties import Pair, Party
from permits.management.replay.profile import Profile
from permits.management.replay.standing import ONLOOKER
from scheme.enums import Country

BATCH = 1000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ground:
    """Who can act: employers by credit code, their signatories, the intermediaries' clerks, and offices by place."""

    employers: dict[str, UUID]
    signatories: dict[UUID, Member]
    clerks: dict[str, Member]
    bureaus: dict[str, Staff]
    departments: dict[str, Staff]
    posts: dict[str, Staff]
    at: datetime

    def clerk(self, code: str) -> Actor:
        """Who files for an intermediary."""
        return self.clerks[code]

    def signatory(self, code: str) -> Actor:
        """Who confirms for an employer."""
        return self.signatories[self.employers[code]]

    def approver(self, province: str) -> Actor:
        """Who decides in a province."""
        return self.bureaus[province][Role.APPROVER]

    def officer(self, province: str) -> Member:
        """Who clears and gives codes in a province of Viet Nam."""
        return self.departments[province][Role.OFFICER]


def lay(cases: Sequence[Case], profile: Profile, *, share: Decimal) -> Ground:
    """Make what is not there yet; safe to run again after a stop."""
    at = datetime.combine(min(case.received for case in cases) - timedelta(days=31), time(8), ZONE)
    agreement.open_seasons(cases, profile, share=share, at=at)
    bureaus = offices.bureaus(sorted({profile.counties[c.state][:2] for c in cases}), profile, at=at)
    met = parties.pairs(cases, profile)
    bosses = {boss.credit_code: boss for boss in _bosses(cases, met, profile)}
    agents = {pair.intermediary.credit_code: pair.intermediary for pair in reversed(met)}
    employers = _employers(bosses, bureaus, at=at)
    agent_ids = _intermediaries(agents, bureaus, at=at)
    _give(met, employers, agent_ids, at=at)
    return Ground(
        employers,
        {m.organisation_id: m for m in _members(employers.values())},
        _clerks(agents, agent_ids, at=at),
        bureaus,
        offices.departments(people.PREFIXES, profile, at=at),
        offices.posts(agreement.ports(profile), profile, at=at),
        at,
    )


def _bosses(cases: Iterable[Case], met: Iterable[Pair], profile: Profile) -> list[Party]:
    return [*(pair.employer for pair in met), *(boss for case in cases for boss in parties.partners(case, profile))]


def _employers(bosses: dict[str, Party], bureaus: dict[str, Staff], *, at: datetime) -> dict[str, UUID]:
    def known() -> dict[str, UUID]:
        seen = Employer.objects.visible_to(ONLOOKER).filter(credit_code__in=list(bosses))
        return dict(seen.values_list("credit_code", "pk"))

    there = known()
    for province, batch in _batches([b for c, b in bosses.items() if c not in there], lambda b: b.county[:2]):
        details = [
            EmployerDetails(
                kind=EmployerKind.ENTERPRISE,
                name_zh=boss.name,
                county=boss.county,
                credit_code=boss.credit_code,
                language="en",
                member=FirstMember(email=boss.email, name=boss.name, language="en"),
            )
            for boss in batch
        ]
        registry.register_employers_each(details, by=_in(bureaus, province, Role.CLERK), at=at)
    return known()


def _intermediaries(agents: dict[str, Party], bureaus: dict[str, Staff], *, at: datetime) -> dict[str, UUID]:
    def known() -> dict[str, UUID]:
        seen = Intermediary.objects.visible_to(ONLOOKER).filter(credit_code__in=list(agents))
        return dict(seen.values_list("credit_code", "pk"))

    there = known()
    for province, batch in _batches([a for c, a in agents.items() if c not in there], lambda a: a.county[:2]):
        details = [
            IntermediaryDetails(
                side=Country.CHINA, seat=a.county, credit_code=a.credit_code, name_zh=a.name, language="en"
            )
            for a in batch
        ]
        registry.register_intermediaries_each(details, by=_in(bureaus, province, Role.CLERK), at=at)
    there = known()
    _license(agents, there, bureaus, at=at)
    return there


def _license(agents: dict[str, Party], ids: dict[str, UUID], bureaus: dict[str, Staff], *, at: datetime) -> None:
    """Put in force a licence of five years for each that has none."""
    first = at.date() - timedelta(days=1)
    last = first.replace(day=1, year=first.year + 5)
    held = Intermediary.objects.visible_to(ONLOOKER).filter(pk__in=ids.values(), licences__status="active")
    licensed = set(held.values_list("pk", flat=True))
    bare = [agent for code, agent in agents.items() if ids[code] not in licensed]
    for province, batch in _batches(bare, lambda agent: agent.county[:2]):
        details = [
            LicenceDetails(
                intermediary=ids[agent.credit_code],
                number=f"REPLAY-{agent.credit_code}",
                valid_from=first,
                valid_until=last,
            )
            for agent in batch
        ]
        made = licences.register_each(details, by=_in(bureaus, province, Role.CLERK), at=at)
        licences.activate_each([one.pk for one in made], by=_in(bureaus, province, Role.APPROVER), at=at)


def _give(met: Sequence[Pair], employers: dict[str, UUID], agents: dict[str, UUID], *, at: datetime) -> None:
    """Give the mandates that are missing, for as many posts as the pair's cases ask for."""
    seen = Mandate.objects.visible_to(ONLOOKER).filter(employer__in=employers.values())
    there = set(seen.values_list("employer", "intermediary", "cap", "ends_on"))
    missing: list[tuple[str, MandateDetails]] = []
    for pair in met:
        boss, agent = employers[pair.employer.credit_code], agents[pair.intermediary.credit_code]
        if (boss, agent, pair.posts, pair.last) not in there:
            given = MandateDetails(
                employer=boss, intermediary=agent, cap=pair.posts, starts_on=at.date(), ends_on=pair.last
            )
            missing.append((pair.employer.county[:2], given))
    for province, batch in _batches(missing, lambda one: one[0]):
        mandates.give_each([given for _province, given in batch], by=_for_employers(province), at=at)


def _for_employers(province: str) -> Actor:
    """The replay acting for all employers of a province at once: thousands of mandates in one act."""
    return Someone(login="command", kind="bureau", area=province, permissions=frozenset({P.GIVE_MANDATE}))


def _clerks(agents: dict[str, Party], ids: dict[str, UUID], *, at: datetime) -> dict[str, Member]:
    there = {member.organisation_id: member for member in _members(ids.values())}
    for code, agent in agents.items():
        if ids[code] not in there:
            roles = [Role.ADMINISTRATOR, Role.SIGNATORY, Role.CLERK]
            person = Person(agent.email, agent.name, language="en")
            members.add(person, roles, by=OPERATOR, at=at, organisation_id=ids[code])
    there = {member.organisation_id: member for member in _members(ids.values())}
    return {code: there[ids[code]] for code in agents}


def _members(organisations: Iterable[UUID]) -> list[Member]:
    seen = Member.objects.visible_to(OPERATOR).filter(organisation__in=list(organisations))
    return [signing(member) for member in seen.select_related("organisation")]


def _in(bureaus: dict[str, Staff], province: str, role: str) -> Member:
    return bureaus[province][role]


def _batches(rows: Iterable[T], key: Callable[[T], str]) -> Iterable[tuple[str, list[T]]]:
    found: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    for name, group in found.items():
        for start in range(0, len(group), BATCH):
            yield name, group[start : start + BATCH]
