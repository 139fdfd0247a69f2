"""Workers: who they were is destroyed, and committed to; rows, days and decisions stay and lead to nobody."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from attachments.models import Attachment
from core.actors import CLOCK
from core.audit.services import act
from core.db import insert_rows
from core.erasing import parts
from core.notices.models import Notice
from core.privacy import Term, Whose
from permits.models import PermitApplication
from permits.services.erasing.holds import holds
from permits.services.erasing.terms import Plan, counted, in_batches, reached_back
from workers.models import Erasure, IdentityPaper, Worker
from workers.services.identity.commitments import commitment, said_of
from workers.services.identity.erasure_requests import asking, note_done


def due(term: Term, *, at: datetime) -> "QuerySet[Worker]":
    """The persons whose term is over: nothing of theirs is as young as it, and nothing holds their record.

    A ban that runs, an open complaint, report, case, stay, permit or application holds it, however old.
    """
    before = reached_back(term, at=at)
    found = Worker.objects.filter(entered_at__lt=before, erased_at=None)
    if term == Term.CONTACT:
        found = found.exclude(phone_sealed=None)
    return _not_held(found, ((hold.path, hold.since(before)) for hold in holds(at)))


def asked(*, at: datetime) -> "QuerySet[Worker]":
    """The persons who asked to be erased, and whose record nothing holds that has not ended."""
    return _not_held(asking(), ((hold.path, hold.open()) for hold in holds(at)))


def never_applied(persons: "Collection[UUID] | QuerySet[Any, Any]") -> "QuerySet[Worker]":
    """Those of these persons for whom no permit was ever applied for: nothing that a law has kept for its own term."""
    applied = PermitApplication.objects.filter(Q(worker=OuterRef("pk")) | Q(worker__merged_into=OuterRef("pk")))
    return Worker.objects.filter(pk__in=persons).exclude(Exists(applied))


def plan(*, at: datetime) -> Plan:
    """What would be erased of workers by now; nothing is changed."""
    asks = asked(at=at).values("pk")
    record = Worker.objects.filter(Q(pk__in=due(Term.RECORD, at=at).values("pk")) | Q(pk__in=never_applied(asks)))
    contact = Worker.objects.filter(Q(pk__in=due(Term.CONTACT, at=at).values("pk")) | Q(pk__in=asks))
    made = counted(Whose.WORKER, Term.RECORD, record) + counted(Whose.WORKER, Term.CONTACT, contact)
    made[Term.RECORD.value, "attachments.attachment (content)"] += _files(record.values("pk")).count()
    return made


def erase_due(*, at: datetime) -> int:
    """Erase the workers who asked for it or whose terms are over; of how many."""
    erased = in_batches(asked(at=at), lambda persons: _grant(persons, at))
    erased += in_batches(due(Term.RECORD, at=at), lambda persons: _erase(persons, at))
    in_batches(due(Term.CONTACT, at=at), lambda persons: _forget(persons, Term.CONTACT, "erase_contact"))
    return erased


def _not_held(found: "QuerySet[Worker]", holding: "Iterable[tuple[str, QuerySet[Any]]]") -> "QuerySet[Worker]":
    for path, records in holding:
        for person in (path, f"{path}__merged_into"):
            # A person's other records hold it too: a double goes after the record that stands for it.
            found = found.exclude(Exists(records.filter(**{person: OuterRef("pk")})))
    return found.exclude(Exists(Worker.objects.filter(pk=OuterRef("merged_into"), erased_at=None))).order_by("pk")


def _grant(persons: list[UUID], at: datetime) -> None:
    """Do what these persons asked: who never applied is erased; of the others now the telephone, by which alone nobody
    has to be known."""
    doubles = Worker.objects.filter(merged_into__any=persons, erased_at=None).values_list("pk", "merged_into")
    records = {person: person for person in persons} | dict(doubles)
    whole = set(never_applied(persons).values_list("pk", flat=True))
    _forget([record for record, person in records.items() if person not in whole], Term.CONTACT, "erase_contact")
    _erase([record for record, person in records.items() if person in whole], at)
    note_done(persons, at=at)


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
