"""Cases by lot: only the officer to whom a case falls decides it, for half of the time that there is (ADR 30)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.enums import Kind
from accounts.models import Member, Organisation
from core.actors import Actor
from core.audit.services import record
from core.dates import day_of
from core.errors import Forbidden, Problem
from core.permissions import Permission as P
from core.reach import Beyond, beyond
from core.sealing import digest
from employers.enums import FilingStatus
from employers.models import Decision, Filing
from employers.rules import lots
from scheme.rules.choice import chain, stem
from scheme.services.in_force import parameters_of, read_agreement

DECIDE: Final = {"filing": P.DECIDE_DEMAND, "application": P.ISSUE_PERMIT}
"""Who may decide what; only they are drawn, and only they are held to it: who may not decide prepares every case."""
TAKE_OVER: Final = "take_over"
UNDER_REVIEW: Final = (FilingStatus.SUBMITTED, FilingStatus.INFORMATION_REQUESTED)
AGAIN: Final = (FilingStatus.WITHDRAWN, FilingStatus.REFUSED)
ANOTHERS: Final = _(
    "This case fell by lot to another officer of the bureau who decides such cases. From %(day)s on everybody may."
)


@dataclass(frozen=True, slots=True)
class Case:
    """A filing, or an application on it, with the days of its clock."""

    pk: UUID
    filing: Filing
    since: datetime | None
    due_on: date | None


def demand_drawn_filings(filings: Sequence[Filing], *, by: Actor, at: datetime, is_second: bool = False) -> None:
    """Refuse as below who takes another's filing; to what its own officer recommended, anybody puts the second
    signature."""
    if P.DECIDE_DEMAND in by.permissions:
        held = _without_first_signature(filings, at=at) if is_second else filings
        demand_drawn("filing", [Case(one.pk, one, one.submitted_at, one.due_on) for one in held], by=by, at=at)


def demand_drawn(kind: str, cases: Sequence[Case], *, by: Actor, at: datetime) -> None:
    """Refuse with `Forbidden`, for each case by itself, who decides what fell to another and is not free yet.

    Once it is free, taking it is an event of the filing that oversight is shown.
    """
    if DECIDE[kind] not in by.permissions:
        return
    fell, calendar = drawn_each(kind, [case.filing for case in cases], at=at), read_agreement().calendar
    refused: list[Problem] = []
    taken: dict[UUID, tuple[Filing, UUID]] = {}
    for place, case in enumerate(cases):
        officer = fell.get(case.filing.pk)
        if officer is None or officer == by.actor_id or case.since is None or case.due_on is None:
            continue
        free = lots.free_on(day_of(case.since), case.due_on, calendar)
        if day_of(at) < free:
            told = {"day": _written_out(free), "records": [str(case.pk)]}
            refused.append(Problem("drawn_for_another", ANOTHERS, str(place) if len(cases) > 1 else "", told))
        else:
            taken[case.filing.pk] = (case.filing, officer)
    if refused:
        refusal = Forbidden(refused[0].code, ANOTHERS)
        refusal.problems = refused
        raise refusal
    for filing, officer in taken.values():
        record(TAKE_OVER, filing, by=by, of=kind, drawn=officer)


def _without_first_signature(filings: Sequence[Filing], *, at: datetime) -> list[Filing]:
    """The filings that were not recommended by the officer to whom they fell."""
    waiting = Decision.objects.filter(filing__in=filings, decided_by=None)
    first = dict(waiting.values_list("filing", "proposed_by"))
    if not first:
        return list(filings)
    fell = drawn_each("filing", [one for one in filings if one.pk in first], at=at)
    return [one for one in filings if one.pk not in first or first[one.pk] != fell.get(one.pk)]


def drawn_each(kind: str, filings: Collection[Filing], *, at: datetime) -> dict[UUID, UUID]:
    """By filing: the officer to whom it falls, or its applications do; none where too few could be drawn."""
    with beyond(Beyond.COUNTING):
        officers = _officers({one.county_id for one in filings}, DECIDE[kind], at=at)
        held = [one for one in filings if len(officers[one.county_id]) > 1]
        names = _names(held) if kind == "filing" and held else {}
    agreement, key = read_agreement(), digest(kind, "lots")
    found: dict[UUID, UUID] = {}
    for one in held:
        rules = agreement.rule_set(one.county_id, day_of(at), season=one.season_id)
        least = parameters_of(rules).drawn_from_officers
        officer = lots.drawn(names.get(one.pk, one.pk), officers[one.county_id], key=key, least=least)
        if officer is not None:
            found[one.pk] = officer
    return found


def filings_for(*, by: Actor, at: datetime) -> Q:
    """The filings under review that fell to whoever asks."""
    waiting = Filing.objects.visible_to(by).filter(status__in=UNDER_REVIEW)
    return Q(pk__in=drawn_for("filing", waiting, by=by, at=at))


def drawn_for(kind: str, filings: "QuerySet[Filing]", *, by: Actor, at: datetime) -> list[UUID]:
    """Of filings that wait, or whose applications do, those that fell to whoever asks, by key."""
    if DECIDE[kind] not in by.permissions or by.kind != Kind.BUREAU or not _is_drawn_at(by, DECIDE[kind], at=at):
        return []
    waiting = list(filings.only("pk", "county", "season", "employer", "submitted_at"))
    return [key for key, officer in drawn_each(kind, waiting, at=at).items() if officer == by.actor_id]


def _is_drawn_at(by: Actor, permission: P, *, at: datetime) -> bool:
    """Whether there is more than one to draw from beside whoever asks; most bureaus need not look further."""
    with beyond(Beyond.COUNTING):
        here = Member.objects.able_to_act(at).filter(
            organisation__kind=Kind.BUREAU, organisation__area=by.area.ljust(6, "0")
        )
        return sum(permission in one.permissions for one in here.select_related("organisation")) > 1


def _officers(counties: Collection[str], permission: P, *, at: datetime) -> Mapping[str, list[UUID]]:
    """By county: who is able to decide at its bureau, or at those next above where it has none."""
    places = {code for county in counties for code in chain(county)}
    at_bureaus: dict[str, list[UUID]] = {}
    for area in Organisation.objects.filter(kind=Kind.BUREAU, area__in=places).values_list("area", flat=True):
        at_bureaus.setdefault(stem(str(area)), [])
    able = Member.objects.able_to_act(at).filter(organisation__kind=Kind.BUREAU, organisation__area__in=places)
    for member in able.select_related("organisation"):
        if permission in member.permissions:
            at_bureaus[member.area].append(member.pk)
    nearest = {
        county: next((at_bureaus[stem(code)] for code in reversed(chain(county)) if stem(code) in at_bureaus), [])
        for county in counties
    }
    return defaultdict(list, nearest)


def _names(filings: Collection[Filing]) -> dict[UUID, UUID]:
    """By filing: the first that its employer took back or was refused in that season before it, else itself.

    So nobody files anew until a case falls to a friend.
    """
    before = Filing.objects.filter(
        Q(status__in=AGAIN, submitted_at__isnull=False),
        employer__in={one.employer_id for one in filings},
        season__in={one.season_id for one in filings},
    )
    # The latest first, so that the earliest of each is what stays.
    wanted = before.only("pk", "employer", "season", "submitted_at").order_by("-submitted_at", "-pk")
    first = {(one.employer_id, one.season_id): one for one in wanted}
    names = {}
    for one in filings:
        earlier = first.get((one.employer_id, one.season_id), one)
        is_before = one.submitted_at is None or earlier.submitted_at is None or earlier.submitted_at < one.submitted_at
        names[one.pk] = earlier.pk if is_before else one.pk
    return names


def _say(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


_written_out = lazy(_say, str)
