"""Force majeure: one act extends every permit that an event keeps from ending; dry run, two persons, reversible.

A typhoon or a shut port is nobody's overstay (design §4 rule 14).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.services.letters import tell_each
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, constraints
from core.errors import Forbidden, Invalid
from core.permissions import Permission as P
from core.workflow import allow, move, move_each
from employers.services.demand.reasons import reason_of
from permits.enums import RequestStatus
from permits.models import Extension, ForceMajeure, Permit
from permits.querysets import LEVELS
from permits.services.border import stays
from permits.workflow import EXTENSION, FORCE_MAJEURE, PERMIT
from scheme.models import Area, Port
from scheme.rules.choice import stem
from scheme.services.in_force import parameters_of, read_agreement
from workers.services.worker_letters import tell_workers

DAYS = {"forcemajeure_days_in_order": "until_on"}


@dataclass(frozen=True, slots=True)
class Measure:
    """What is proposed: the event, its legal basis, where and when it holds, and until when permits are extended."""

    name: str
    legal_basis: str
    area: str
    from_on: date
    until_on: date
    extends_to: date
    ports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DryRun:
    """The permits a measure would extend, and those it would leave out since another permit of the worker follows."""

    permits: list[UUID] = field(repr=False)
    left_out: list[UUID] = field(repr=False)

    @property
    def count(self) -> int:
        """How many it would extend."""
        return len(self.permits)


@dataclass(frozen=True, slots=True)
class Reversal:
    """A measure that was taken back: how many permits have their old last day again, and which have changed since."""

    measure: ForceMajeure
    restored: int
    kept: list[UUID]


def dry_run(measure: Measure, *, by: Actor) -> DryRun:
    """Say which permits a measure would extend, without changing anything."""
    allow(P.PROPOSE_FORCE_MAJEURE, by=by)
    return _reach(_proposal(measure, by=by), by=by)


def propose(measure: Measure, *, by: Actor, at: datetime) -> ForceMajeure:
    """Propose a measure: the first of two signatures, with the count of its dry run."""
    with act("propose_force_majeure", by=by):
        allow(P.PROPOSE_FORCE_MAJEURE, by=by)
        proposed = _proposal(measure, by=by)
        proposed.permits_found = _reach(proposed, by=by).count
        proposed.propose(by=by, at=at)
        with constraints(ForceMajeure, fields=DAYS):
            proposed.save(force_insert=True)
    return proposed


def approve(measure_id: UUID, *, by: Actor, at: datetime) -> ForceMajeure:
    """Put a measure in force: the second signature. Every permit it reaches by now is extended, each worker told."""
    with _second_person(), move(_measures(by), measure_id, FORCE_MAJEURE["approve"], by=by) as measure:
        _require_charge(measure.area_id, by=by)
        measure.decide(by=by, at=at)
        # The signatures stand before a permit is locked.
        measure.save()
        _extend(measure, _reach(measure, by=by).permits, by=by, at=at)
    return measure


def decline(measure_id: UUID, *, by: Actor, at: datetime) -> ForceMajeure:
    """Leave all permits as they are."""
    with _second_person(), move(_measures(by), measure_id, FORCE_MAJEURE["decline"], by=by) as measure:
        _require_charge(measure.area_id, by=by)
        measure.decide(by=by, at=at)
    return measure


def propose_reversal(measure_id: UUID, *, reason: str, by: Actor, at: datetime) -> ForceMajeure:
    """Propose to take a measure back: the first of two signatures; nothing about a permit changes."""
    with move(_measures(by), measure_id, FORCE_MAJEURE["propose_reversal"], by=by) as measure:
        _require_charge(measure.area_id, by=by)
        measure.propose_reversal(reason_of(reason), by=by, at=at)
    return measure


def decline_reversal(measure_id: UUID, *, by: Actor) -> ForceMajeure:
    """Let a measure stand; another reversal may be proposed."""
    with move(_measures(by), measure_id, FORCE_MAJEURE["decline_reversal"], by=by) as measure:
        _require_charge(measure.area_id, by=by)
        measure.decline_reversal()
    return measure


def reverse(measure_id: UUID, *, by: Actor, at: datetime) -> Reversal:
    """Take a measure back as proposed, the second signature: permits have their old last day again, except those that
    have changed since, which are named.

    Nobody is made irregular by hindsight: a last day that has gone by meanwhile becomes today.
    """
    two = constraint(ForceMajeure, "forcemajeure_reversed_by_two")
    with two, move(_measures(by), measure_id, FORCE_MAJEURE["reverse"], by=by) as measure:
        _require_charge(measure.area_id, by=by)
        measure.reverse(by=by, at=at)
        # The signatures stand before a permit is locked.
        measure.save()
        given = Extension.objects.visible_to(by).filter(force_majeure=measure, status=RequestStatus.GRANTED)
        extensions = list(given.select_related("permit").order_by("pk"))
        undone = [one for one in extensions if _is_as_it_was_left(one, today=day_of(at))]
        _restore(undone, by=by, at=at)
        kept = {one.permit_id for one in extensions} - {one.permit_id for one in undone}
    return Reversal(measure, len(undone), sorted(kept))


def _measures(by: Actor) -> "QuerySet[ForceMajeure]":
    return ForceMajeure.objects.visible_to(by)


def _second_person() -> AbstractContextManager[None]:
    return constraint(ForceMajeure, "forcemajeure_two_persons")


def _proposal(measure: Measure, *, by: Actor) -> ForceMajeure:
    _require_charge(measure.area, by=by)
    if not Area.objects.filter(pk=measure.area).exists():
        raise Invalid("area_unknown", _("Choose an area of the scheme."), field="area")
    if Port.objects.filter(pk__in=measure.ports).count() != len(set(measure.ports)):
        raise Invalid("port_unknown", _("Choose ports of the scheme, or none for all."), field="ports")
    _demand_bounded(measure)
    return ForceMajeure(
        name=reason_of(measure.name, field="name", longest=120),
        legal_basis=reason_of(measure.legal_basis, field="legal_basis", longest=200),
        area_id=measure.area,
        ports=list(measure.ports),
        from_on=measure.from_on,
        until_on=measure.until_on,
        extends_to=measure.extends_to,
    )


def _demand_bounded(measure: Measure) -> None:
    """Refuse an act that would extend a permit by more days than the rules of the area allow at once."""
    rules = read_agreement().rule_set_or_none(measure.area, measure.from_on)
    most = parameters_of(rules).force_majeure_days if rules else None
    if most is not None and (measure.extends_to - measure.from_on).days > most:
        words = _(
            "One act extends permits by at most %(most)s days, counted from the first day of the event: choose "
            "%(latest)s or earlier, and propose another act if the event goes on."
        )
        latest = (measure.from_on + timedelta(days=most)).isoformat()
        raise Invalid("extended_too_far", words, field="extends_to", most=most, latest=latest)


def _require_charge(area: str, *, by: Actor) -> None:
    if by.kind != "bureau" or not by.area or not stem(area).startswith(by.area):
        words = _("This area is not your bureau's: ask the bureau of the area or one above it.")
        raise Forbidden("not_in_charge", words, field="area")


def _reach(measure: ForceMajeure, *, by: Actor) -> DryRun:
    """Open permits of the area and ports whose last day lies in the days of the event, told apart by what follows."""
    place = stem(measure.area_id)
    permits = Permit.objects.visible_to(by).open().filter(**{LEVELS[len(place)]: place})
    permits = permits.filter(last_on__range=(measure.from_on, measure.until_on), last_on__lt=measure.extends_to)
    if measure.ports:
        permits = permits.filter(ports__overlap=measure.ports)
    later = Permit.objects.open().filter(
        worker=OuterRef("worker"), first_on__gt=OuterRef("last_on"), first_on__lte=measure.extends_to
    )
    found = list(permits.annotate(is_followed=Exists(later)).order_by("pk").values_list("pk", "is_followed"))
    return DryRun([pk for pk, followed in found if not followed], [pk for pk, followed in found if followed])


def _extend(measure: ForceMajeure, ids: Collection[UUID], *, by: Actor, at: datetime) -> None:
    records, fields = Permit.objects.visible_to(by), ["last_on", "extended_on"]
    with move_each(records, ids, PERMIT["extend"], by=by, fields=fields, measure=measure.pk) as permits:
        Extension.objects.bulk_create([_extension(measure, permit, by=by, at=at) for permit in permits])
        for permit in permits:
            permit.last_on, permit.extended_on = measure.extends_to, measure.until_on
    _tell_workers("force_majeure_extended", permits, at=at)
    _tell_parties(measure, permits, at=at)
    stays.recompute([permit.worker_id for permit in permits], at=at)


def _extension(measure: ForceMajeure, permit: Permit, *, by: Actor, at: datetime) -> Extension:
    """Granted with the measure; the longest stay is counted anew from the event's last day."""
    return Extension(
        permit=permit,
        status=RequestStatus.GRANTED,
        reason=measure.name,
        asked_at=measure.proposed_at,
        asked_by=measure.proposed_by,
        organisation_id=by.organisation_id,
        decided_at=at,
        decided_by=by.actor_id,
        ends_on=measure.extends_to,
        effective_on=measure.until_on,
        ended_before_on=permit.last_on,
        force_majeure=measure,
    )


def _is_as_it_was_left(extension: Extension, *, today: date) -> bool:
    permit = extension.permit
    return (
        permit.status in PERMIT["extend"].sources
        and (permit.last_on, permit.extended_on) == (extension.ends_on, extension.effective_on)
        and extension.ends_on > today
    )


def _restore(extensions: Sequence[Extension], *, by: Actor, at: datetime) -> None:
    last_on = {one.permit_id: max(one.ended_before_on, day_of(at)) for one in extensions}
    before = _effective_before(extensions)
    with move_each(Extension.objects.visible_to(by), [one.pk for one in extensions], EXTENSION["reverse"], by=by):
        pass
    records, fields = Permit.objects.visible_to(by), ["last_on", "extended_on"]
    with move_each(records, list(last_on), PERMIT["extend"], by=by, fields=fields) as permits:
        for permit in permits:
            permit.last_on, permit.extended_on = last_on[permit.pk], before.get(permit.pk)
    _tell_workers("force_majeure_reversed", permits, at=at)
    stays.recompute([permit.worker_id for permit in permits], at=at)


def _effective_before(extensions: Sequence[Extension]) -> dict[UUID, date]:
    """From when each permit's last extension counted, these left aside."""
    others = Extension.objects.filter(
        permit__in=[one.permit_id for one in extensions], status=RequestStatus.GRANTED, effective_on__isnull=False
    ).exclude(pk__in=[one.pk for one in extensions])
    return dict(others.order_by("permit", F("decided_at").asc()).values_list("permit", "effective_on"))


def _tell_workers(kind: str, permits: Iterable[Permit], *, at: datetime) -> None:
    label = Permit._meta.label_lower
    tell_workers([(one.worker_id, kind, label, one.pk, {"last_on": one.last_on.isoformat()}) for one in permits], at=at)


def _tell_parties(measure: ForceMajeure, permits: Iterable[Permit], *, at: datetime) -> None:
    counts = Counter(party for one in permits for party in (one.employer_id, one.intermediary_id))
    day, subject = measure.extends_to.isoformat(), (measure._meta.label_lower, measure.pk)
    told = [
        (party, "force_majeure_in_force", *subject, {"permits": count, "extends_on": day})
        for party, count in sorted(counts.items())
    ]
    tell_each(told, at=at)
