"""Mandates: given, raised and ended by the employer, renounced by the intermediary, ended by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.errors import Invalid, NotFound, Problem
from core.permissions import Permission as P
from core.workflow import allow, move, move_all
from employers.enums import MandateStatus
from employers.models import Employer, Intermediary, Licence, Mandate
from employers.rules.mandates import HIGHEST_CAP, MandateProblem, mandate_problems
from employers.services.demand.reasons import reason_of
from employers.services.directory import letters
from employers.services.directory.checks import refuse
from employers.workflow import MANDATE
from scheme.models import Industry

WORDS = {
    MandateProblem.DAYS_IN_ORDER: ("ends_on", _("The last day is before the first: correct one of them.")),
    MandateProblem.OVER_ALREADY: ("ends_on", _("The mandate would already be over: choose a later last day.")),
    MandateProblem.STARTS_TOO_LATE: ("starts_on", _("A mandate begins within a year: choose an earlier first day.")),
    MandateProblem.TOO_LONG: ("ends_on", _("A mandate runs for at most three years: choose an earlier last day.")),
    MandateProblem.CAP: ("cap", _("Give the number of posts as a whole number from 1 to 100,000.")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateDetails:
    """What an employer lets an intermediary file: up to `cap` posts, in the industries named or, with none, in any."""

    employer: UUID
    intermediary: UUID
    cap: int
    starts_on: date
    ends_on: date
    industries: tuple[str, ...] = ()


def give(details: MandateDetails, *, by: Actor, at: datetime) -> Mandate:
    """Give a mandate to an intermediary that holds a licence in force today."""
    [mandate] = _give([details], by=by, at=at, by_row=False)
    return mandate


def give_each(rows: Sequence[MandateDetails], *, by: Actor, at: datetime) -> list[Mandate]:
    """Give many mandates, all or none; a problem's field begins with the index of its row."""
    return _give(rows, by=by, at=at, by_row=True)


def raise_cap(mandate_id: UUID, cap: int, *, by: Actor, at: datetime) -> Mandate:
    """Let the intermediary file more posts than so far."""
    with move(Mandate.objects.visible_to(by), mandate_id, MANDATE["raise_cap"], by=by) as mandate:
        if not mandate.cap < cap <= HIGHEST_CAP:
            words = _("The cap is %(cap)s posts: give a higher one, up to 100,000.")
            raise Invalid("cap_not_raised", words, field="cap", cap=mandate.cap)
        mandate.cap = cap
        letters.tell_of_mandates("mandate_raised", [mandate], at=at)
    return mandate


def end(mandate_id: UUID, reason: str, *, by: Actor, at: datetime) -> Mandate:
    """End a mandate, as the employer that gave it or as the intermediary that renounces it."""
    with move(Mandate.objects.visible_to(by), mandate_id, MANDATE["end"], by=by) as mandate:
        mandate.reason = reason_of(reason)
        letters.tell_of_mandates("mandate_ended", [mandate], at=at)
    return mandate


def expire(*, today: date, at: datetime) -> int:
    """Close the mandates whose last day has gone by, tell both parties, and say how many."""

    def tell(mandates: list[Mandate]) -> None:
        letters.tell_of_mandates("mandate_expired", mandates, at=at)

    return move_all(Mandate.objects.past_end(today), MANDATE["expire"], also=tell)


def running_each(wanted: Sequence[tuple[UUID, str]], *, by: Actor, on: date) -> list[Mandate | None]:
    """For each employer and industry the mandate under which `by` may file, one query for all.

    One that covers the industry comes before one that does not, which the checks will tell; of several it is the one
    that leaves most posts.
    """
    held = Mandate.objects.valid_on(on).filter(intermediary=by.organisation_id)
    given = held.filter(employer__in={employer for employer, _industry in wanted})
    by_room = sorted(given, key=lambda mandate: (mandate.posts_filed - mandate.cap, mandate.pk))
    return [
        min(
            (mandate for mandate in by_room if mandate.employer_id == employer),
            key=lambda mandate: bool(mandate.industries) and industry not in mandate.industries,
            default=None,
        )
        for employer, industry in wanted
    ]


def _give(rows: Sequence[MandateDetails], *, by: Actor, at: datetime, by_row: bool) -> list[Mandate]:
    with act("give", by=by):
        allow(P.GIVE_MANDATE, by=by)
        employers = set(
            Employer.objects.visible_to(by).filter(pk__in=_every(rows, "employer")).values_list("pk", flat=True)
        )
        if not employers.issuperset(row.employer for row in rows):
            raise NotFound(field="employer")
        refuse(_problems(rows, today=day_of(at)), by_row=by_row)
        mandates = Mandate.objects.bulk_create(
            [
                Mandate(
                    employer_id=row.employer,
                    intermediary_id=row.intermediary,
                    status=MandateStatus.GIVEN,
                    industries=sorted(set(row.industries)),
                    cap=row.cap,
                    starts_on=row.starts_on,
                    ends_on=row.ends_on,
                )
                for row in rows
            ],
            batch_size=1000,
        )
        letters.tell_of_mandates("mandate_given", mandates, at=at)
    return mandates


def _problems(rows: Sequence[MandateDetails], *, today: date) -> list[list[Problem]]:
    asked = _every(rows, "intermediary")
    known = set(Intermediary.objects.filter(pk__in=asked).values_list("pk", flat=True))
    licensed = set(
        Licence.objects.valid_on(today).filter(intermediary__in=asked).values_list("intermediary", flat=True)
    )
    codes = {code for row in rows for code in row.industries}
    industries = set(Industry.objects.valid_on(today).filter(code__in=codes).values_list("code", flat=True))
    return [_problems_of(row, known, licensed, industries, today=today) for row in rows]


def _problems_of(
    row: MandateDetails, known: set[UUID], licensed: set[UUID], industries: set[str], *, today: date
) -> list[Problem]:
    found = []
    if row.intermediary not in known:
        found.append(Problem("no_such_intermediary", _("Choose an intermediary of the register."), "intermediary"))
    elif row.intermediary not in licensed:
        words = _("This intermediary holds no licence in force today: choose another of the register.")
        found.append(Problem("intermediary_not_licensed", words, "intermediary"))
    unknown = sorted(set(row.industries) - industries)
    if unknown:
        words = _("The scheme has no industry %(codes)s: choose one of its list.")
        found.append(Problem("no_such_industry", words, "industries", {"codes": ", ".join(unknown)}))
    for problem in mandate_problems(starts_on=row.starts_on, ends_on=row.ends_on, cap=row.cap, today=today):
        field, words = WORDS[problem]
        found.append(Problem(problem, words, field))
    return found


def _every(rows: Sequence[MandateDetails], name: str) -> set[UUID]:
    return {getattr(row, name) for row in rows}
