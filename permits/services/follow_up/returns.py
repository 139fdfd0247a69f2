"""Returns: the exit seen, confirmed at home, and the season closed out, which decides who goes first next season."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import CLOCK, Actor
from core.audit.services import act
from core.dates import day_of
from core.db import one_of, update_rows
from core.errors import Invalid
from core.workflow import move_each
from permits.enums import CaseClosing, CaseStatus, EndReason, ReturnStatus
from permits.models import OverstayCase, Permit, Return
from permits.rules.returns import OpenItem, close_out_open_items, in_time
from permits.services.follow_up import return_evidence
from permits.services.lifetime import posts
from permits.workflow import PERMIT, RETURN
from workers.enums import ComplaintStatus
from workers.models import Complaint, Registration
from workers.services.identity.doubles import records_of
from workers.services.worker_letters import tell_workers

PARTIES = ("employer", "intermediary")


def note_exits(*, at: datetime) -> int:
    """Begin a return for every registration whose last permit is over and whose worker's last stay has ended.

    Safe to run twice. A return whose worker came back is taken out first: it begins anew with the next exit.
    """
    sources = RETURN["reopen"].sources
    with act(RETURN["reopen"].verb, by=CLOCK):
        Return.objects.filter(pk__in=return_evidence.came_back(sources)).delete()
    with act("note_exit", by=CLOCK):
        return return_evidence.amend(sources) + return_evidence.note(at=at, today=day_of(at))


def confirm_each(return_ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Return]:
    """Confirm, on the home side, that workers have come back; all or none."""
    fields = ["confirmed_at", "confirmed_by"]
    with move_each(Return.objects.visible_to(by), return_ids, RETURN["confirm"], by=by, fields=fields) as returns:
        for one in returns:
            one.confirmed_at, one.confirmed_by = at, by.actor_id
    return returns


def retract_each(return_ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Return]:
    """Take back confirmations that were given in error, until the season is closed out; all or none."""
    fields = ["confirmed_at", "confirmed_by"]
    with move_each(Return.objects.visible_to(by), return_ids, RETURN["retract"], by=by, fields=fields) as returns:
        for one in returns:
            one.confirmed_at = one.confirmed_by = None
    return returns


def settle_wage_each(return_ids: Collection[UUID], *, settled_on: date, by: Actor, at: datetime) -> list[Return]:
    """Say, as the employer, on which day the last wage was paid; whose was not, complains to a protection desk."""
    return _report("settle_wage", return_ids, {"wage_settled_on": settled_on}, by=by, at=at)


def return_papers_each(return_ids: Collection[UUID], *, returned_on: date, by: Actor, at: datetime) -> list[Return]:
    """Say, as the employer, on which day the workers' papers were given back."""
    return _report("return_papers", return_ids, {"papers_returned_on": returned_on}, by=by, at=at)


def open_items(return_id: UUID, *, by: Actor) -> list[OpenItem]:
    """List what is still open of a return; a complaint only for those who see the complaint itself."""
    found = one_of(Return.objects.visible_to(by), return_id)
    complaints = Complaint.objects.visible_to(by).filter(worker=found.worker_id)
    return close_out_open_items(
        exit_seen=True,
        confirmed_at_home=found.status != ReturnStatus.EXIT_SEEN,
        wage_settled=found.wage_settled_on is not None,
        papers_returned=found.papers_returned_on is not None,
        complaints_open=complaints.exclude(status=ComplaintStatus.CLOSED).count(),
        for_party=by.kind in PARTIES,
    )


def close_out_each(return_ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Return]:
    """Close out the season of workers, all or none: their permits end, and the registrations say who was in time.

    An open complaint goes on by itself and holds nothing up: a wait would tell its opponent that there is one.
    Raises `Invalid` naming those whose wage is not settled or whose papers are not returned.
    """
    records = Return.objects.visible_to(by)
    with move_each(records, return_ids, RETURN["close_out"], by=by, fields=["closed_out_at"]) as returns:
        _require_settled(returns)
        for one in returns:
            one.closed_out_at = at
        _write_down(returns)
        _end_permits([one.permit_id for one in returns], by=by, at=at)
        tell_workers([_letter(one) for one in returns], at=at)
    return returns


def _report(verb: str, return_ids: Collection[UUID], told: dict[str, date], *, by: Actor, at: datetime) -> list[Return]:
    [(field, day)] = told.items()
    with move_each(Return.objects.visible_to(by), return_ids, RETURN[verb], by=by, fields=[field]) as returns:
        if day > day_of(at):
            words = _("A day that is still to come cannot be reported: correct it.")
            raise Invalid("day_to_come", words, field=field)
        for one in returns:
            setattr(one, field, day)
    return returns


def _require_settled(returns: Sequence[Return]) -> None:
    odd = [str(one.pk) for one in returns if one.wage_settled_on is None or one.papers_returned_on is None]
    if odd:
        words = _("The employer has not reported that wages are settled and papers returned: ask for it first.")
        raise Invalid("not_settled", words, field="returns", records=odd)


def _write_down(returns: Sequence[Return]) -> None:
    """Put the plain fact where the next season finds it; a late exit that was excused is none."""
    excused = _excused(returns)
    homes = {
        one.registration_id: in_time(one.left_on, one.last_lawful_on) or (one.pk, one.last_lawful_on) in excused
        for one in returns
    }
    held = Registration.objects.filter(pk__any=homes).order_by("pk").select_for_update(of=("self",))
    registrations = list(held.only("returned_in_time"))
    for registration in registrations:
        registration.returned_in_time = homes[registration.pk]
    update_rows(registrations, ["returned_in_time"])


def _excused(returns: Sequence[Return]) -> set[tuple[UUID, date]]:
    """The stays, by return and last lawful day, whose case was closed for another reason than leaving late."""
    persons = records_of({one.worker_id for one in returns})
    closed = OverstayCase.objects.filter(worker__any=list(persons), status=CaseStatus.CLOSED)
    days = closed.exclude(closing=CaseClosing.LEFT_LATE).values_list("worker", "last_lawful_on")
    excused = {(persons[worker], last_on) for worker, last_on in days}
    return {(one.pk, one.last_lawful_on) for one in returns if (persons[one.worker_id], one.last_lawful_on) in excused}


def _end_permits(ids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    """End those of these permits that still run."""
    running = Permit.objects.filter(pk__any=ids, status__in=PERMIT["close"].sources)
    keys, fields = list(running.values_list("pk", flat=True)), ["ended_on", "end_reason"]
    if not keys:
        return
    with move_each(Permit.objects.visible_to(by), keys, PERMIT["close"], by=by, fields=fields) as ended:
        today = day_of(at)
        for permit in ended:
            permit.ended_on = min(today, permit.last_on)
            permit.end_reason = EndReason.SEASON_OVER if permit.last_on < today else EndReason.LEFT_FOR_GOOD
        posts.vacate_each(ended, at=at)


def _letter(one: Return) -> tuple[UUID, str, str, object, dict[str, object]]:
    return one.worker_id, "return_closed_out", one._meta.label_lower, one.pk, {"left_on": one.left_on.isoformat()}
