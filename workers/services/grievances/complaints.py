"""Complaints of workers: received, taken on by a protection desk, answered or passed on, and escalated when late."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.enums import Kind
from accounts.models import Organisation
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, one_of
from core.errors import Forbidden, Invalid
from core.permissions import Permission
from core.sealing import seal, unseal_own
from core.workflow import allow, move
from scheme.services.agreement import parameters_of
from scheme.services.in_force import read_agreement
from workers.enums import ComplaintKind
from workers.models import Complaint, ComplaintEntry
from workers.services.grievances.letters import tell_desks, tell_worker
from workers.services.identity.openings import open_grievance
from workers.services.identity.own_keys import own_key_of
from workers.workflow import COMPLAINT

TEXT = "complaint.text"
LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written, by the worker or the desk, and when."""

    is_from_worker: bool
    text: str
    written_at: datetime


def receive(kind: str, text: str, *, about: UUID | None = None, by: Actor, at: datetime) -> Complaint:
    """Complain, as the worker, of a body or of something at large; all desks it is not about are told."""
    with act("complain", by=by):
        allow(Permission.COMPLAIN, by=by)
        if by.kind != "worker" or by.actor_id is None:
            raise Forbidden("own_word_only", _("Only the worker complains in the worker's name."))
        if kind not in ComplaintKind.values:
            raise Invalid("unknown_kind", _("Choose what is wrong from the list."), field="kind")
        if about is not None and not Organisation.objects.filter(pk=about).exists():
            raise Invalid("unknown_body", _("There is no such body: choose one, or leave it open."), field="about")
        complaint = Complaint.objects.create(
            worker_id=by.actor_id, kind=kind, about_id=about, received_at=at, due_on=_due(at)
        )
        # The number is drawn by the database.
        complaint.refresh_from_db(fields=["number"])
        _write(complaint, text, by=by, at=at)
        tell_desks([complaint], "complaint_received", at=at)
        return complaint


def add(complaint_id: UUID, text: str, *, by: Actor, at: datetime) -> Complaint:
    """Write more in one's complaint while it is open."""
    with move(Complaint.objects.visible_to(by), complaint_id, COMPLAINT["add"], by=by) as complaint:
        _write(complaint, text, by=by, at=at)
        tell_desks([complaint], "complaint_added", at=at)
    return complaint


def take_back(complaint_id: UUID, *, by: Actor, at: datetime) -> Complaint:
    """Want nothing more done about one's complaint."""
    with move(Complaint.objects.visible_to(by), complaint_id, COMPLAINT["take_back"], by=by) as complaint:
        tell_desks([complaint], "complaint_taken_back", at=at)
    return complaint


def assign(complaint_id: UUID, *, desk: UUID | None = None, by: Actor, at: datetime) -> Complaint:
    """Take a complaint on, or hand it to another desk, never to the body it is about; its clock runs from its first
    day, and anew for what was written after an answer."""
    records = Complaint.objects.visible_to(by)
    with (
        constraint(Complaint, "complaint_not_answered_by_whom_it_is_about", field="desk"),
        move(records, complaint_id, COMPLAINT["assign"], by=by) as complaint,
    ):
        wanted = desk or by.organisation_id or UUID(int=0)
        to = Organisation.objects.filter(pk=wanted, kind=Kind.PROTECTION).first()
        if to is None:
            raise Invalid("unknown_desk", _("There is no such protection desk: choose one."), field="desk")
        if complaint.answered_at is not None:
            complaint.due_on, complaint.answered_at, complaint.escalated_at = _due(at), None, None
        complaint.desk = to
        tell_worker(complaint, "complaint_assigned", at=at)
    return complaint


def desks_for(complaint: Complaint, *, by: Actor) -> list[Organisation]:
    """The desks to which one who handles complaints may hand one, one's own first; never the body it is about."""
    if Permission.HANDLE_COMPLAINT not in by.permissions:
        return []
    desks = Organisation.objects.filter(kind=Kind.PROTECTION).exclude(pk__in=[complaint.about_id]).order_by("pk")
    return sorted(desks, key=lambda desk: desk.pk != by.organisation_id)


def answer(complaint_id: UUID, text: str, *, by: Actor, at: datetime) -> Complaint:
    """Answer a complaint one's desk has taken on."""
    with move(Complaint.objects.visible_to(by), complaint_id, COMPLAINT["answer"], by=by) as complaint:
        complaint.answered_at = at
        _write(complaint, text, by=by, at=at)
        tell_worker(complaint, "complaint_answered", at=at)
    return complaint


def refer(complaint_id: UUID, text: str, *, to: str, by: Actor, at: datetime) -> Complaint:
    """Pass a complaint on to who can help, and say to whom and why."""
    with move(Complaint.objects.visible_to(by), complaint_id, COMPLAINT["refer"], by=by) as complaint:
        if not 1 <= len(to.strip()) <= 120:
            raise Invalid("referred_to_missing", _("Name the office, with at most 120 characters."), field="to")
        complaint.referred_to, complaint.answered_at = to.strip(), at
        _write(complaint, text, by=by, at=at)
        tell_worker(complaint, "complaint_referred", at=at)
    return complaint


def close(complaint_id: UUID, *, by: Actor, at: datetime) -> Complaint:
    """End a complaint that was answered or passed on."""
    with move(Complaint.objects.visible_to(by), complaint_id, COMPLAINT["close"], by=by) as complaint:
        tell_worker(complaint, "complaint_closed", at=at)
    return complaint


def read(complaint_id: UUID, purpose: str = "", *, by: Actor) -> tuple[Complaint, list[Entry]]:
    """A complaint one may see with all that was written in it; an office's reading is recorded."""
    complaint = one_of(Complaint.objects.visible_to(by), complaint_id)
    if by.kind != "worker":
        open_grievance(complaint, purpose, by=by)
    entries = complaint.entries.order_by("pk")
    own = own_key_of(complaint.worker_id)
    return complaint, [
        Entry(one.is_from_worker, unseal_own(one.text_sealed, TEXT, own), one.written_at) for one in entries
    ]


def _write(complaint: Complaint, text: str, *, by: Actor, at: datetime) -> None:
    if not 1 <= len(text.strip()) <= LONGEST:
        raise Invalid(
            "text_length", _("Write what is the matter, in at most %(most)s signs."), field="text", most=LONGEST
        )
    ComplaintEntry.objects.create(
        complaint=complaint,
        is_from_worker=by.kind == "worker",
        text_sealed=seal(text.strip(), TEXT, own=own_key_of(complaint.worker_id) or b""),
        written_at=at,
        actor_id=by.actor_id,
    )


def _due(at: datetime) -> date:
    agreement, today = read_agreement(), day_of(at)
    days = parameters_of(agreement.rule_set("", today)).complaint_working_days
    return agreement.calendar.after(today, days)
