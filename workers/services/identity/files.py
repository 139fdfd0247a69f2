"""Files of workers: photos and scans of evidence, and who may read them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from attachments.enums import AttachmentKind
from attachments.services import keeping
from core.actors import Actor
from core.audit.services import act
from core.db import lock_one, one_of
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.permissions import Permission as P
from core.workflow import allow
from scheme.enums import RequirementKind
from workers.models import Evidence, Worker, WorkerFile
from workers.services.identity.doubles import records_of
from workers.services.identity.openings import open_person

MOST: Final = 40
NOT_YOURS = _("Only who handed a file in can take it back.")
TOO_MANY = _("There are already %(most)s files: take back those that do not count any more.")


def hand_in_photo(worker_id: UUID, content: bytes, *, by: Actor, at: datetime) -> WorkerFile:
    """Give a worker's record a photo; the latest one counts."""
    return _hand_in(worker_id, None, content, AttachmentKind.PHOTO, by=by, at=at)


def hand_in_evidence(evidence_id: UUID, content: bytes, *, by: Actor, at: datetime) -> WorkerFile:
    """Add a scan to evidence of a worker one sees."""
    evidence = one_of(Evidence.objects.visible_to(by), evidence_id)
    if evidence.withdrawn_at is not None:
        raise Conflict("already_withdrawn", _("This evidence was already taken back."))
    return _hand_in(evidence.worker_id, evidence, content, AttachmentKind.EVIDENCE, by=by, at=at)


def carry_photo(worker_id: UUID, photo: UUID, *, by: Actor) -> WorkerFile:
    """Give a worker's record the photo that was put by, for the act that is open."""
    worker = _demand_room(worker_id, by=by)
    return WorkerFile.objects.create(attachment=keeping.take_up(photo, AttachmentKind.PHOTO, by=by), worker=worker)


def carry_scan(evidence: Sequence[Evidence], scan: UUID, *, by: Actor, at: datetime) -> list[WorkerFile]:
    """Add the scan that was put by to evidence of one kind, each with its own copy, for the act that is open."""
    if len(evidence) > 1 and evidence[0].kind == RequirementKind.HEALTH:
        words = _("A health paper is one person's: tick one worker, or hand it in on the page of each.")
        raise Invalid("one_persons_paper", words, field="file")
    taken = keeping.take_up(scan, AttachmentKind.EVIDENCE, by=by)
    made = []
    for place, one in enumerate(evidence):
        worker = _demand_room(one.worker_id, by=by)
        attachment = keeping.copy(taken, by=by, at=at) if place else taken
        made.append(WorkerFile.objects.create(attachment=attachment, worker=worker, evidence=one))
    return made


def take_back(file_id: UUID, *, by: Actor, at: datetime) -> WorkerFile:
    """Show a file to nobody any more: who handed it in may, and the worker's department."""
    with act("take_back_file", by=by):
        allow(P.RECORD_EVIDENCE, by=by)
        file = lock_one(WorkerFile.objects.visible_to(by).kept().select_related("attachment"), file_id)
        if by.kind != "department" and file.attachment.organisation_id != by.organisation_id:
            raise Forbidden("not_handed_in_by_you", NOT_YOURS)
        keeping.take_back(file.attachment, at=at)
        return file


def read(file_id: UUID, purpose: str = "", *, by: Actor) -> tuple[WorkerFile, bytes]:
    """A file of a worker that one may see at this moment, and its content; the reading is recorded."""
    file = one_of(WorkerFile.objects.visible_to(by).kept().select_related("attachment"), file_id)
    open_person(file.worker_id, purpose, by=by, file=file_id)
    return file, keeping.content_of(file.attachment)


def photo_of(worker_id: UUID, *, by: Actor) -> bytes | None:
    """The latest photo of a worker one sees, as JPEG; nothing where there is none."""
    return photos_of([worker_id], by=by).get(worker_id)


def photos_of(workers: Collection[UUID], *, by: Actor) -> dict[UUID, bytes]:
    """By worker the latest photo of that person among the records one sees, as JPEG, whichever double carries it.

    Those without one, or whose file is missing, are not in it.
    """
    persons = records_of(workers)
    found: dict[UUID, bytes] = {}
    for file in WorkerFile.objects.visible_to(by).photos().filter(worker__in=persons).select_related("attachment"):
        person = persons[file.worker_id]
        if person not in found and (content := _content_if_there(file)) is not None:
            found[person] = content
    return {worker: found[persons[worker]] for worker in workers if persons.get(worker) in found}


def _content_if_there(file: WorkerFile) -> bytes | None:
    try:
        return keeping.content_of(file.attachment)
    except NotFound:
        return None


def _hand_in(
    worker_id: UUID, evidence: Evidence | None, content: bytes, kind: str, *, by: Actor, at: datetime
) -> WorkerFile:
    with act("hand_in_file", by=by):
        worker = _demand_room(worker_id, by=by)
        attachment = keeping.keep(content, kind, by=by, at=at)
        return WorkerFile.objects.create(attachment=attachment, worker=worker, evidence=evidence)


def _demand_room(worker_id: UUID, *, by: Actor) -> Worker:
    """The worker, held until the act is done, whose record can carry another file."""
    worker: Worker = lock_one(Worker.objects.visible_to(by), worker_id)
    allow(P.RECORD_EVIDENCE, by=by)
    if WorkerFile.objects.filter(worker=worker).kept().count() >= MOST:
        raise Conflict("too_many_files", TOO_MANY, most=MOST)
    return worker
