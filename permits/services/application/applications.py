"""What intermediaries do with applications: draft, submit, edit, answer, withdraw; one or many at a time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.services.letters import tell_each
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraints, insert_rows
from core.errors import Invalid, NotFound
from core.permissions import Permission
from core.workflow import allow, move, move_each
from employers.models import Filing
from permits.enums import ApplicationStatus
from permits.models import PermitApplication
from permits.querysets import ApplicationQuerySet
from permits.services.application import clock
from permits.services.application.checking import KEPT, demand_passed, keep_each
from permits.services.application.details import Ports, Wish, applied, demand_class, demand_ports, papers_for
from permits.services.lifetime.letters import about_application, of_application
from permits.services.lots import demand_drawn
from permits.workflow import APPLICATION
from workers.models import Offer
from workers.services.worker_letters import tell_workers

FIELDS = {"permitapplication_days_in_order": "last_on", "permitapplication_one_open_per_offer": "offer"}


def draft_each(
    offer_ids: Collection[UUID],
    *,
    permit_class: str,
    ports: Sequence[str],
    first_on: date | None = None,
    last_on: date | None = None,
    papers: Mapping[UUID, UUID] | None = None,
    succeeds: Mapping[UUID, UUID] | None = None,
    by: Actor,
    at: datetime,
) -> list[PermitApplication]:
    """Begin an application on each of many offers, in their order; see `Wish` for what need not be given."""
    wish = Wish(permit_class, ports, first_on, last_on, papers, succeeds)
    with act("draft", by=by):
        return _kept(applied(_offers(offer_ids, by=by), wish, at=at))


def submit_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[PermitApplication]:
    """Put many drafts before the bureau, all or none; refused with everything that stands in the way, all at once."""
    with move_each(
        _own(by).select_related("season"),
        ids,
        APPLICATION["submit"],
        by=by,
        fields=["submitted_at", "due_on", *KEPT],
    ) as applications:
        _submit(applications, at=at)
    return applications


def apply_each(
    offer_ids: Collection[UUID],
    *,
    permit_class: str,
    ports: Ports,
    first_on: date | None = None,
    last_on: date | None = None,
    papers: Mapping[UUID, UUID] | None = None,
    succeeds: Mapping[UUID, UUID] | None = None,
    by: Actor,
    at: datetime,
) -> list[PermitApplication]:
    """Draft and submit in one act: applications on many offers, put before the bureau at once, all or none.

    `ports` are those of all, or those of each offer by its key.
    """
    wish = Wish(permit_class, ports, first_on, last_on, papers, succeeds)
    with act("apply", by=by):
        applications = applied(_offers(offer_ids, by=by), wish, status=ApplicationStatus.SUBMITTED, at=at)
        _submit(applications, at=at)
        return _kept(applications)


def edit(
    application_id: UUID,
    *,
    permit_class: str | None = None,
    ports: Sequence[str] | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    paper: UUID | None = None,
    by: Actor,
) -> PermitApplication:
    """Change a draft; what is not given stays."""
    records = _own(by).select_related("offer__filing")
    with move(records, application_id, APPLICATION["edit"], by=by) as application:
        if permit_class is not None:
            demand_class(permit_class)
            application.permit_class = permit_class
        if ports is not None:
            demand_ports(ports)
            application.ports = list(ports)
        if paper is not None:
            offer = application.offer
            application.paper_id = papers_for([offer], application.permit_class, {offer.pk: paper})[offer.pk]
        application.first_on = first_on or application.first_on
        application.last_on = last_on or application.last_on
        with constraints(PermitApplication, fields=FIELDS):
            application.save()
    return application


def request_information(application_id: UUID, *, question: str, by: Actor, at: datetime) -> PermitApplication:
    """Ask for everything that is missing, once and together; the clock stands until it is answered."""
    records = PermitApplication.objects.visible_to(by).select_related("season", "registration")
    with move(records, application_id, APPLICATION["request_information"], by=by) as application:
        if not question.strip():
            raise Invalid("question_missing", _("Write what is missing, all of it together."), field="question")
        demand_drawn([application], by=by, at=at)
        application.question, application.answer = question, ""
        clock.stop(application, on=day_of(at))
        tell_each([about_application(application, "application_information_requested")], at=at)
    return application


def answer(application_id: UUID, *, text: str, by: Actor, at: datetime) -> PermitApplication:
    """Answer the bureau's question; its clock runs on."""
    with move(_own(by), application_id, APPLICATION["answer"], by=by) as application:
        if not text.strip():
            raise Invalid("answer_missing", _("Write the answer to what was asked."), field="text")
        application.answer = text
        clock.run_on(application, on=day_of(at))
    return application


def withdraw_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[PermitApplication]:
    """Take many applications back before they are decided."""
    records = _own(by).select_related("season")
    with move_each(records, ids, APPLICATION["withdraw"], by=by) as applications:
        tell_workers([of_application(one, "application_withdrawn") for one in applications], at=at)
    return applications


def _own(by: Actor) -> ApplicationQuerySet:
    """Those on the offers of one's filings: who only registered the worker sees them, and leaves them alone."""
    return PermitApplication.objects.visible_to(by).filter(filing__in=Filing.objects.visible_to(by).values("pk"))


def _offers(ids: Collection[UUID], *, by: Actor) -> list[Offer]:
    allow(Permission.APPLY_PERMIT, by=by)
    seen = Offer.objects.visible_to(by).filter(filing__in=Filing.objects.visible_to(by).values("pk"))
    # A crew's offers are of few filings: each of these is read once.
    records = seen.select_related("registration").prefetch_related("filing__season")
    found = records.filter(pk__any=ids).in_bulk()
    chosen = [found[key] for key in dict.fromkeys(ids) if key in found]
    if not chosen or len(chosen) != len(set(ids)):
        raise NotFound(field="offers")
    return chosen


def _submit(applications: Sequence[PermitApplication], *, at: datetime) -> None:
    checked = keep_each(applications, on=day_of(at))
    demand_passed(applications, checked)
    clock.start(applications, checked.ground.agreement.calendar, at=at)


def _kept(applications: list[PermitApplication]) -> list[PermitApplication]:
    with constraints(PermitApplication, fields=FIELDS, savepoint=False):
        insert_rows(applications)
    return applications
