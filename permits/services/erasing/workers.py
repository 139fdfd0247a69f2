"""Workers: who they were is destroyed, and committed to; rows, days and decisions stay and lead to nobody."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from attachments.models import Attachment
from core.actors import CLOCK
from core.audit.services import act
from core.dates import day_of
from core.db import insert_rows
from core.erasing import parts
from core.notices.models import Notice
from core.privacy import Term, Whose
from permits.models import AbsenceReport, OverstayCase, Permit, PermitApplication, Stay
from permits.querysets import UNDECIDED
from permits.services.erasing.terms import Plan, counted, in_batches, reached_back
from workers.enums import ComplaintStatus
from workers.models import Complaint, Erasure, IdentityPaper, Registration, RemovalBan, Worker
from workers.services.identity.commitments import commitment, said_of


def due(term: Term, *, at: datetime) -> "QuerySet[Worker]":
    """The persons whose term is over: nothing of theirs is as young as it, and nothing holds their record.

    A ban that runs, an open complaint, report, case, stay, permit or application holds it, however old.
    """
    before = reached_back(term, at=at)
    found = Worker.objects.filter(entered_at__lt=before, erased_at=None)
    if term == Term.CONTACT:
        found = found.exclude(phone_sealed=None)
    for path, records in _holding(before, at):
        for person in (path, f"{path}__merged_into"):
            # A person's other records hold it too: a double goes after the record that stands for it.
            found = found.exclude(Exists(records.filter(**{person: OuterRef("pk")})))
    return found.exclude(Exists(Worker.objects.filter(pk=OuterRef("merged_into"), erased_at=None))).order_by("pk")


def plan(*, at: datetime) -> Plan:
    """What would be erased of workers by now; nothing is changed."""
    record = due(Term.RECORD, at=at)
    made = counted(Whose.WORKER, Term.RECORD, record) + counted(Whose.WORKER, Term.CONTACT, due(Term.CONTACT, at=at))
    made[Term.RECORD.value, "attachments.attachment (content)"] += _files(record.values("pk")).count()
    return made


def erase_due(*, at: datetime) -> int:
    """Erase the workers whose terms are over; how many records lost their name."""
    erased = in_batches(due(Term.RECORD, at=at), lambda persons: _erase(persons, at))
    in_batches(due(Term.CONTACT, at=at), lambda persons: _forget(persons, Term.CONTACT, "erase_contact"))
    return erased


def _erase(persons: list[UUID], at: datetime) -> None:
    """Commit to who these persons were, then destroy it, and their keys with it."""
    _commit(persons, at)
    _files(persons).update(taken_back_at=at)
    Notice.objects.filter(person_id__in=persons, due_at=None).update(address="", sealed_address=None)
    _forget(persons, Term.CONTACT, "erase_contact")
    _forget(persons, Term.RECORD, "erase")
    Worker.objects.filter(pk__any=persons).update(erased_at=at)


def _commit(persons: Collection[UUID], at: datetime) -> None:
    papers: defaultdict[UUID, list[IdentityPaper]] = defaultdict(list)
    for paper in IdentityPaper.objects.filter(worker__any=persons):
        papers[paper.worker_id].append(paper)
    insert_rows(
        [
            Erasure(
                worker=worker,
                commitment=commitment(bytes(worker.own_key or b""), said_of(worker, papers[worker.pk])),
                erased_at=at,
            )
            for worker in Worker.objects.filter(pk__any=persons)
        ]
    )


def _forget(persons: Collection[UUID], term: Term, verb: str) -> None:
    with act(verb, by=CLOCK):
        for part in parts(Whose.WORKER, term):
            part.erase(persons, Worker.objects.values("own_key"))


def _files(persons: "Collection[UUID] | QuerySet[Any, Any]") -> "QuerySet[Attachment]":
    """The files of these persons that are still there; the next sweep removes what was taken back."""
    return Attachment.objects.filter(worker_file__worker__in=persons, taken_back_at=None)


def _holding(before: datetime, at: datetime) -> Iterator[tuple[str, "QuerySet[Any]"]]:
    """The records that hold a person's, each with the way to it: younger than the term, or not ended."""
    day = day_of(before)
    yield "worker", Registration.objects.filter(season__work_until__gte=day)
    yield "worker", Permit.objects.filter(Q(last_on__gte=day) | Q(pk__in=Permit.objects.open().values("pk")))
    yield "worker", PermitApplication.objects.filter(Q(last_on__gte=day) | Q(status__in=UNDECIDED))
    yield "worker", Stay.objects.filter(Q(left_at__gte=before) | Q(left_at=None, is_end_unknown=False))
    yield "worker", RemovalBan.objects.filter(until_on__gte=day_of(at), lifted_at=None)
    yield "worker", Complaint.objects.filter(Q(received_at__gte=before) | ~Q(status=ComplaintStatus.CLOSED))
    yield "worker", OverstayCase.objects.filter(Q(suspected_at__gte=before) | Q(closed_at=None))
    yield "permit__worker", AbsenceReport.objects.filter(Q(reported_at__gte=before) | Q(decided_at=None))
