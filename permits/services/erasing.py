"""Erasing people whose terms are over: a dry run that counts, and the job, in sets, with an event for every row."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
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
from core.workflow import BATCH
from permits.models import AbsenceReport, OverstayCase, Permit, PermitApplication, Stay
from permits.querysets import UNDECIDED
from scheme.rules.parameters import RetentionDays
from scheme.services.agreement import parameters_of
from scheme.services.in_force import read_agreement
from workers.enums import ComplaintStatus
from workers.models import Complaint, Erasure, IdentityPaper, OneTimeCode, Registration, RemovalBan, Worker
from workers.services.identity.commitments import commitment, said_of

Plan = Counter[tuple[str, str]]


def terms_at(at: datetime) -> RetentionDays:
    """The terms in force."""
    day = day_of(at)
    return parameters_of(read_agreement().rule_set("", day)).retention_days


def due(term: Term, *, at: datetime) -> "QuerySet[Worker]":
    """The persons whose term is over: nothing of theirs is as young as it, and nothing holds their record.

    A ban that runs, an open complaint, report, case, stay, permit or application holds it, however old.
    """
    days: int = getattr(terms_at(at), term.value)
    before = at - timedelta(days=days)
    found = Worker.objects.filter(entered_at__lt=before, erased_at=None)
    if term == Term.CONTACT:
        found = found.exclude(phone_sealed=None)
    for path, records in _holding(before, at):
        for person in (path, f"{path}__merged_into"):
            # A person's other records hold it too: a double goes after the record that stands for it.
            found = found.exclude(Exists(records.filter(**{person: OuterRef("pk")})))
    return found.exclude(Exists(Worker.objects.filter(pk=OuterRef("merged_into"), erased_at=None))).order_by("pk")


def plan(*, at: datetime) -> Plan:
    """What would be erased by now: rows by term and table; nothing is changed."""
    counted: Plan = Counter()
    for term in (Term.RECORD, Term.CONTACT):
        found = list(due(term, at=at).values_list("pk", flat=True))
        for persons in (found[start : start + BATCH] for start in range(0, len(found), BATCH)):
            for part in parts(Whose.WORKER, term):
                counted[term.value, part.model._meta.label_lower] += part.rows(persons).count()
            if term == Term.RECORD:
                counted[term.value, "attachments.attachment (content)"] += _files(persons).count()
    for term, rows in _of_their_own(at):
        counted[term.value, rows.model._meta.label_lower] += rows.count()
    return +counted


def erase_due(*, at: datetime) -> int:
    """Erase what is over, a batch to a transaction; how many records lost their name.

    Safe to run twice: who is erased is due no more.
    """
    erased = _in_batches(due(Term.RECORD, at=at), lambda persons: _erase(persons, at))
    _in_batches(due(Term.CONTACT, at=at), lambda persons: _forget(persons, Term.CONTACT, "erase_contact"))
    for term, rows in _of_their_own(at):
        if term == Term.LETTERS:
            rows.update(address="", sealed_address=None)
        else:
            rows.update(digest=b"")
    return erased


def _in_batches(found: "QuerySet[Worker]", erase: Callable[[list[UUID]], None]) -> int:
    done = 0
    while True:
        with act("erase", by=CLOCK):
            held = found.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
            persons = list(held[:BATCH])
            if not persons:
                return done
            erase(persons)
        done += len(persons)


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
            part.erase(persons, "own_key", Worker)


def _files(persons: Collection[UUID]) -> "QuerySet[Attachment]":
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


def _of_their_own(at: datetime) -> Iterator[tuple[Term, "QuerySet[Any]"]]:
    """What has a term of its own, whoever the person is: where letters went, and codes."""
    terms = terms_at(at)
    letters = at - timedelta(days=terms.letters)
    sent = Notice.objects.filter(queued_at__lt=letters, due_at=None)
    yield Term.LETTERS, sent.exclude(address="", sealed_address=None)
    codes = OneTimeCode.objects.filter(expires_at__lt=at - timedelta(days=terms.log_ins))
    yield Term.LOG_INS, codes.exclude(digest=b"")
