"""Issuing permits, one or a whole crew: each with its checks, its post, its letters; all of them or none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.services.letters import tell_each
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraints, insert_rows
from core.errors import Conflict, Invalid, Problem
from core.evidence.services.standing import demand_sealed
from core.permissions import Permission
from core.workflow import allow, move_each
from employers.rules.findings import failures
from permits.enums import ApplicationRefusal
from permits.models import Crossing, Permit, PermitApplication
from permits.services.application.checking import KEPT, Checked, check_each, demand_passed, keep_each, named
from permits.services.border import stays
from permits.services.lifetime import letters
from permits.services.lifetime.posts import take_each
from permits.services.lots import demand_drawn
from permits.services.sentences import problems
from permits.workflow import APPLICATION
from scheme.services import quotas
from workers.services.identity.doubles import records_of
from workers.services.worker_letters import tell_workers

DECIDED = ["decided_at", "decided_by", "decided_login"]
# As weakly as a permit that names an offer holds it: many issue beside each other, and who takes a yes back waits.
HOLD_OFFERS: Final = "SELECT FROM workers_offer WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a permit could be issued on an application now, and what stands in the way."""

    application: PermitApplication
    problems: list[Problem]

    @property
    def can_be_issued(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.problems


def issuable(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Verdict]:
    """Say, in the order of `ids`, who could be given a permit now were those before given theirs; nothing is kept."""
    allow(Permission.ISSUE_PERMIT, by=by)
    found = PermitApplication.objects.visible_to(by).to_decide().select_related("season").in_bulk(list(ids))
    applications = [found[key] for key in dict.fromkeys(ids) if key in found]
    checked = check_each(applications, on=day_of(at), in_turn=True)
    return [Verdict(one, problems(failures(checked.findings[one.pk]))) for one in applications]


def issue_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Permit]:
    """Issue the permits applied for, all or none; refused with a list of all that cannot be issued and why.

    Each takes a post of its filing, unless it goes on with another's; the quota is moved as the last statement.
    """
    with act("issue", by=by):
        with move_each(
            # What was found before is found anew.
            PermitApplication.objects.visible_to(by).prefetch_related("season").defer("inputs", "findings"),
            ids,
            APPLICATION["issue"],
            by=by,
            fields=[*DECIDED, *KEPT],
        ) as applications:
            demand_drawn(applications, by=by, at=at)
            hold_offers([each.offer_id for each in applications])
            checked = keep_each(applications, on=day_of(at), in_turn=True)
            demand_passed(applications, checked)
            sign(applications, by=by, at=at)
            permits = make_each(applications, checked, by=by, at=at)
        tell(permits, by=by, at=at)
        quotas.use(take_each(permits), by=by, at=at)
    return permits


def refuse_each(reasons: Mapping[UUID, str], *, by: Actor, at: datetime) -> list[PermitApplication]:
    """Refuse applications, each for a reason that says what to change; the checks are kept with the refusal."""
    with move_each(
        PermitApplication.objects.visible_to(by).select_related("season", "registration"),
        list(reasons),
        APPLICATION["refuse"],
        by=by,
        fields=["refusal", *DECIDED, *KEPT],
    ) as applications:
        demand_drawn(applications, by=by, at=at)
        for application in applications:
            application.refusal = _reason(reasons[application.pk])
        keep_each(applications, on=day_of(at))
        sign(applications, by=by, at=at)
        kind = "application_refused"
        tell_each([letters.about_application(one, kind) for one in applications], at=at)
        tell_workers([letters.of_application(one, f"{kind}_worker") for one in applications], at=at)
    return applications


def sign(applications: Sequence[PermitApplication], *, by: Actor, at: datetime) -> None:
    """Put who decided and when on applications."""
    for application in applications:
        application.decided_at, application.decided_by, application.decided_login = at, by.actor_id, by.login


def hold_offers(offer_ids: Collection[UUID]) -> None:
    """Hold the yes of those who get permits from before it is read until these are written, in the order of keys."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_OFFERS, [list(offer_ids)])


def make_each(
    applications: Sequence[PermitApplication], checked: Checked, *, kept: bool = True, by: Actor, at: datetime
) -> list[Permit]:
    """The permits that were applied for; raises `Invalid`, naming whom it concerns, where one holds another.

    Applications that are not `kept`, those of renewals, are not named by their permits.
    """
    demand_sealed()
    demand_free([each for each in applications if each.succeeds_id])
    permits = [
        Permit(
            **bound(each, checked),
            application_id=each.pk if kept else None,
            season=each.season,
            worker_id=each.worker_id,
            permit_class=each.permit_class,
            first_on=each.first_on,
            last_on=each.last_on,
            succeeds_id=each.succeeds_id,
            issued_at=at,
            issued_by=by.actor_id,
        )
        for each in applications
    ]
    # Two who insert a permit of one worker would each wait for the other's: the constraint looks after it has written.
    stays.hold([each.worker_id for each in applications])
    try:
        with constraints(Permit, savepoint=False):
            insert_rows(permits)
    except Invalid as refusal:
        raise _told_of_whom(refusal, applications) from refusal
    return permits


def bound(application: PermitApplication, checked: Checked) -> dict[str, Any]:
    """What a permit binds to (Exit-Entry Law art. 43), and the rules it is issued under."""
    filing, people = checked.filing_of(application), checked.people
    terms = checked.facts[application.pk].rules.permit_class
    assert terms is not None
    employer = people.offers[application.offer_id].terms__content__employer
    return {
        "offer_id": application.offer_id,
        "filing_id": filing.pk,
        "employer_id": UUID(employer) if employer else filing.employer_id,
        "intermediary_id": filing.intermediary_id,
        "registrar_id": people.registrations[application.registration_id].intermediary,
        "province_id": people.workers[application.worker_id].province,
        "county_id": filing.county_id,
        "occupation_id": filing.occupation_id,
        "rule_set_id": checked.ground.holding[filing.pk].rule_set.pk,
        "stay_days": terms.longest_stay_days,
        "worksites": checked.ground.worksites.get(filing.pk, []),
        "ports": application.ports,
    }


def demand_free(following: Sequence[PermitApplication]) -> None:
    """Hold the permits that are gone on with, and refuse with `Conflict` where one's post is not there to be taken.

    Another may go on with it already, or it has taken its holder to a post of another filing since.
    """
    if not following:
        return
    wanted = {each.succeeds_id: each.filing_id for each in following if each.succeeds_id}
    held = Permit.objects.filter(pk__in=wanted).select_for_update(of=("self",)).order_by("pk")
    filings = dict(held.values_list("pk", "filing"))
    if any(filings.get(permit) != filing for permit, filing in wanted.items()):
        raise Conflict("post_left", _("The permit to go on with has left this filing's post: apply for a post anew."))
    if len(wanted) != len(following) or Permit.objects.filter(succeeds__in=filings).exists():
        raise Conflict("already_succeeded", _("Another permit already goes on with this one's post: choose another."))


def tell(permits: Sequence[Permit], *, by: Actor, at: datetime) -> None:
    """Write the letters of permits that were issued, and record to whom the workers' data goes with them."""
    letters.tell_of_permits(permits, "permit_issued", at=at)
    letters.pass_on(permits, "issue_permit", by=by, at=at)
    records = records_of({permit.worker_id for permit in permits})
    crossed = Crossing.objects.filter(worker__any=list(records))
    stays.recompute(crossed.values_list("worker", flat=True).distinct(), at=at)


def _told_of_whom(refusal: Invalid, applications: Sequence[PermitApplication]) -> Invalid:
    # Found by the database alone, since somebody issued the other permit at the same moment.
    detail = str(getattr(getattr(getattr(refusal.__cause__, "__cause__", None), "diag", None), "message_detail", ""))
    about = [(number, one) for number, one in enumerate(applications) if str(one.worker_id) in detail]
    if not about:
        return refusal
    [problem] = refusal.problems
    return Invalid.of(named(number, str(one), problem) for number, one in about)


def _reason(code: str) -> str:
    if code not in ApplicationRefusal.values:
        raise Invalid(
            "reason_unknown",
            _("Choose a reason from the list: %(reasons)s."),
            field="refusal",
            reasons=", ".join(ApplicationRefusal.values),
        )
    return code
