"""Clearing workers for departure, or not, by the sending department of their province."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.dates import day_of
from core.errors import Forbidden, Invalid
from core.workflow import Transition, move_each
from employers.rules.findings import Finding, written
from employers.rules.texts import text_problem, tidy
from employers.services.directory.words import TEXT_WORDS
from scheme.models import Season
from workers.enums import ClearanceRefusal, Ground
from workers.models import Registration
from workers.querysets import RegistrationQuerySet
from workers.services.identity.passing_on import pass_on_each
from workers.services.registration.evidence import judge_each
from workers.services.registration.letters import tell_intermediaries, tell_registered
from workers.workflow import REGISTRATION

USUAL_CLASS = "seasonal"
DECISION = ("decided_at", "decided_by", "refusal", "advice")
LONGEST_NUMBER = 40


def clear_each(
    ids: Collection[UUID], *, contract_numbers: Mapping[UUID, str] | None = None, by: Actor, at: datetime
) -> list[Registration]:
    """Clear workers of one's province for departure; `contract_numbers` by registration, where contracts are numbered.

    What the checks of the evidence say is kept with the decision; it is advice, the department decides.
    """
    numbers = _numbers(contract_numbers or {})
    with move_each(
        _ours(by), ids, REGISTRATION["clear"], by=by, fields=[*DECISION, "contract_number"]
    ) as registrations:
        _decided(registrations, "", by=by, at=at)
        for one in registrations:
            one.contract_number = numbers.get(one.pk, one.contract_number)
        passings = [
            (one.worker_id, party, Ground.LAW, "clear", ("identity", "evidence"))
            for one in registrations
            for party in (one.intermediary_id, one.partner_id)
            if party
        ]
        pass_on_each(passings, by=by, at=at)
        tell_intermediaries("workers_cleared", registrations, at=at)
    return registrations


def refuse_each(ids: Collection[UUID], refusal: str, *, by: Actor, at: datetime) -> list[Registration]:
    """Refuse to clear workers of one's province, for one reason, which says what to change."""
    return _refuse(ids, refusal, REGISTRATION["refuse"], "registrations_refused", by=by, at=at)


def revoke_clearance(ids: Collection[UUID], refusal: str, *, by: Actor, at: datetime) -> list[Registration]:
    """Take clearances back, for one reason: these workers can no longer be given a permit."""
    return _refuse(ids, refusal, REGISTRATION["revoke_clearance"], "clearances_revoked", by=by, at=at)


def advice_for(
    registrations: Sequence[Registration], *, at: datetime, permit_class: str = USUAL_CLASS
) -> dict[UUID, list[Finding]]:
    """What the checks of the evidence say of each registration, for work through the whole season.

    Before there is an offer neither county nor days are known: what is asked everywhere, for the season's whole work.
    """
    findings: dict[UUID, list[Finding]] = {}
    for season in Season.objects.filter(pk__in={one.season_id for one in registrations}):
        same = [one for one in registrations if one.season_id == season.pk]
        first_on = max(season.work_from, day_of(at))
        judged = judge_each(
            [one.worker_id for one in same],
            permit_class,
            "",
            first_on,
            season.work_until,
            on=day_of(at),
            season=season.pk,
        )
        findings |= {one.pk: judged[one.worker_id] for one in same}
    return findings


def _ours(by: Actor) -> RegistrationQuerySet:
    if by.kind != "department" or by.province_id is None:
        raise Forbidden("not_a_department", _("Only the sending department of the worker's province decides this."))
    return Registration.objects.visible_to(by)


def _refuse(
    ids: Collection[UUID], refusal: str, transition: Transition, letter: str, *, by: Actor, at: datetime
) -> list[Registration]:
    if refusal not in ClearanceRefusal.values:
        raise Invalid("no_such_refusal", _("Choose the reason from the list: it says what to change."), field="refusal")
    with move_each(_ours(by), ids, transition, by=by, fields=DECISION) as registrations:
        _decided(registrations, refusal, by=by, at=at)
        tell_intermediaries(letter, registrations, at=at)
        tell_registered("you_were_not_cleared", registrations, at=at)
    return registrations


def _decided(registrations: Sequence[Registration], refusal: str, *, by: Actor, at: datetime) -> None:
    advice = advice_for(registrations, at=at)
    for one in registrations:
        one.decided_at, one.decided_by, one.refusal = at, by.actor_id, refusal
        one.advice = written(advice[one.pk])


def _numbers(given: Mapping[UUID, str]) -> dict[UUID, str]:
    numbers = {pk: tidy(number) for pk, number in given.items()}
    for number in numbers.values():
        if problem := text_problem(number, longest=LONGEST_NUMBER):
            raise Invalid(problem, TEXT_WORDS[problem], field="contract_numbers")
    return numbers
