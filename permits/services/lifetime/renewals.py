"""Renewals: the next permit of an unchanged stay, proposed with its checks already run, confirmed in one act."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.services.letters import tell_each
from core.actors import CLOCK, Actor
from core.audit.services import act
from core.dates import day_of
from core.errors import Conflict
from core.workflow import BATCH, move_all, move_each
from employers.rules import findings as findings_
from permits.enums import PermitStatus
from permits.models import Permit, PermitApplication, Renewal
from permits.services import offices
from permits.services.application.checking import Checked, check_each, demand_passed
from permits.services.lifetime import issuing
from permits.services.lifetime.continuing import as_applied
from permits.workflow import RENEWAL
from scheme.rules.parameters import PermitClass
from scheme.services.in_force import parameters_of, read_agreement
from workers.enums import OfferStatus

DAY = timedelta(days=1)
DECIDED = ["decided_at", "decided_by"]
STANDING = ("status", "last_on")
Step = tuple[UUID, str, date]


def propose_due(*, at: datetime) -> int:
    """Propose the renewal of every permit on the first step of its ladder whose offer goes on; safe to run twice.

    The checks are run with the proposal, a batch to a transaction; how many are new.
    """
    proposed = 0
    while True:
        with act("propose_renewals", by=CLOCK):
            batch = list(_due(day_of(at)).select_for_update(of=("self",), skip_locked=True)[:BATCH])
            if not batch:
                return proposed
            _propose(batch, at=at)
        proposed += len(batch)


def confirm_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Permit]:
    """Issue the permits that were proposed, each from the day after its predecessor's last: no gap; all or none."""
    with act("confirm", by=by):
        with move_each(
            Renewal.objects.visible_to(by).select_related("permit__season", "permit__offer__filing"),
            ids,
            RENEWAL["confirm"],
            by=by,
            fields=["inputs", "findings", "can_be_confirmed", *DECIDED],
        ) as renewals:
            _demand_in_time(renewals, on=day_of(at))
            issuing.hold_offers([one.permit.offer_id for one in renewals])
            _demand_unchanged(renewals)
            wanted, checked = _checked([(one.permit, one.first_on, one.last_on) for one in renewals], on=day_of(at))
            demand_passed(wanted, checked, names=[one.permit.reference for one in renewals])
            for renewal, application in zip(renewals, wanted, strict=True):
                _fill(renewal, application, checked)
                renewal.decided_at, renewal.decided_by = at, by.actor_id
            permits = issuing.make_each(wanted, checked, kept=False, by=by, at=at)
        issuing.tell(permits, by=by, at=at)
    return permits


def decline_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Renewal]:
    """Let permits run out as they are; all or none."""
    records = Renewal.objects.visible_to(by)
    with move_each(records, ids, RENEWAL["decline"], by=by, fields=DECIDED) as renewals:
        for renewal in renewals:
            renewal.decided_at, renewal.decided_by = at, by.actor_id
    return renewals


def lapse_due(*, at: datetime) -> int:
    """Drop the proposals nobody confirmed before the permit ran out; safe to run twice."""
    return move_all(Renewal.objects.filter(first_on__lte=day_of(at)), RENEWAL["lapse"])


def _due(today: date) -> QuerySet[Permit]:
    steps, ladders = Q(pk=None), _steps(today)
    for rules, permit_class, until in ladders:
        steps |= Q(rule_set=rules, permit_class=permit_class, last_on__lte=until)
    return (
        Permit.objects.filter(steps, status=PermitStatus.ISSUED)
        .filter(last_on__gte=today, last_on__lte=max((until for *_, until in ladders), default=today))
        .filter(offer__status=OfferStatus.ACCEPTED, offer__ends_on__gt=F("last_on"))
        .filter(renewal=None, successor=None)
        .select_related("season", "offer__filing", "rule_set")
        .order_by("last_on", "pk")
    )


def _steps(today: date) -> list[Step]:
    """Until which last day each renewable class of each rule set is on its ladder."""
    return [
        (rules.pk, name, today + timedelta(days=max(terms.alerts.days_before, default=0)))
        for rules in read_agreement().rule_sets
        for name, terms in parameters_of(rules).permit_classes.items()
        if terms.is_renewable and terms.longest_stay_days
    ]


def _propose(permits: Sequence[Permit], *, at: datetime) -> None:
    days = [(permit, permit.last_on + DAY, _until(permit)) for permit in permits]
    wanted, checked = _checked(days, on=day_of(at))
    renewals = []
    for (permit, first_on, last_on), application in zip(days, wanted, strict=True):
        renewal = Renewal(permit=permit, first_on=first_on, last_on=last_on, proposed_at=at)
        _fill(renewal, application, checked)
        renewals.append(renewal)
    Renewal.objects.bulk_create(renewals)
    _tell_offices(permits, at=at)


def _until(permit: Permit) -> date:
    terms: PermitClass = parameters_of(permit.rule_set).permit_classes[permit.permit_class]
    longest = permit.last_on + timedelta(days=terms.longest_stay_days)
    return min(longest, permit.offer.ends_on, permit.offer.filing.ends_on)


def _checked(days: Sequence[tuple[Permit, date, date]], *, on: date) -> tuple[list[PermitApplication], Checked]:
    wanted = as_applied([(permit, permit.offer, first_on, last_on) for permit, first_on, last_on in days])
    return wanted, check_each(wanted, on=on)


def _fill(renewal: Renewal, application: PermitApplication, checked: Checked) -> None:
    renewal.inputs = checked.facts[application.pk].written()
    renewal.findings = findings_.written(checked.findings[application.pk])
    renewal.can_be_confirmed = checked.stands(application.pk)


def _demand_in_time(renewals: Sequence[Renewal], *, on: date) -> None:
    """Refuse with `Conflict` what has lapsed, though the clock may be late to say so."""
    late = [one for one in renewals if one.first_on <= on]
    if late:
        raise Conflict(
            "renewal_lapsed",
            _("Permit %(permit)s has run out: nothing is left to renew. Apply for a new one."),
            permit=late[0].permit.reference,
        )


def _demand_unchanged(renewals: Sequence[Renewal]) -> None:
    """Hold the permits, and refuse with `Conflict` where one has ended or moved its last day since the proposal."""
    held = Permit.objects.filter(pk__in=[one.permit_id for one in renewals]).select_for_update(of=("self",))
    stand = {key: (status, last_on) for key, status, last_on in held.order_by("pk").values_list("pk", *STANDING)}
    for renewal in renewals:
        if stand[renewal.permit_id] != (PermitStatus.ISSUED, renewal.first_on - DAY):
            raise Conflict(
                "permit_changed",
                _("Permit %(permit)s has changed since its renewal was proposed: decline this one."),
                permit=renewal.permit.reference,
            )


def _tell_offices(permits: Sequence[Permit], *, at: datetime) -> None:
    answering = offices.of_each(permits)
    theirs: defaultdict[UUID, list[Permit]] = defaultdict(list)
    for permit in permits:
        for office in answering[permit.pk]:
            theirs[office].append(permit)
    told = [
        (office, "renewals_proposed", "permits.permit", str(own[0].pk), {"permits": len(own)})
        for office, own in theirs.items()
    ]
    tell_each(told, at=at)
