"""Correcting who a person is said to be, by two persons; and the telephone, by the department or the worker."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, lock_one
from core.errors import Invalid
from core.permissions import Permission as P
from core.sealing import seal, unseal
from core.workflow import allow
from employers.services.demand.reasons import reason_of
from workers.models import Worker, WorkerCorrection
from workers.rules.names import folded, tokens
from workers.rules.phones import kept_phone
from workers.services.identity.checks import Ground, ground, phone_problems, phones_taken, problems_of
from workers.services.identity.details import NewWorker
from workers.services.identity.numbers import PERSONAL_NUMBER, personal_number_kept, phone_kept
from workers.services.identity.shared_phones import crowded

IDENTITY: Final = ("name", "name_zh", "sex", "birth_date", "province", "commune", "personal_number")
PLACE: Final = "worker_correction.values"


def propose_correction(
    worker_id: UUID, values: Mapping[str, str | date], reason: str, *, by: Actor, at: datetime
) -> WorkerCorrection:
    """Propose new values of who a worker is (`IDENTITY`): the first of two signatures."""
    with act("propose_correction", by=by):
        allow(P.CORRECT_WORKER, by=by)
        worker = lock_one(Worker.objects.visible_to(by), worker_id)
        unknown = sorted(set(values) - set(IDENTITY))
        if unknown or not values:
            field = unknown[0] if unknown else ""
            raise Invalid("not_identity", _("This is not part of a person's identity."), field=field)
        row, _held = _judged(worker, values, today=day_of(at))
        said = {name: getattr(row, name) for name in values}
        correction = WorkerCorrection(worker=worker, fields=sorted(values), reason=reason_of(reason))
        correction.values_sealed = seal(json.dumps(said, default=str), PLACE)
        correction.propose(by=by, at=at)
        with constraint(WorkerCorrection, "workercorrection_one_open"):
            correction.save(force_insert=True)
    return correction


def correct_worker(correction_id: UUID, *, by: Actor, at: datetime) -> Worker:
    """Make a correction as proposed: the second signature, of another person of another unit."""
    with act("correct_worker", by=by):
        allow(P.CORRECT_WORKER, by=by)
        correction = _open(correction_id, by=by)
        worker = lock_one(Worker.objects.visible_to(by), correction.worker_id)
        row, held = _judged(worker, proposed_values(correction), today=day_of(at))
        correction.decide(by=by, at=at)
        with constraint(WorkerCorrection, "workercorrection_two_persons"):
            correction.save()
        for name, value in _columns(row, held).items():
            setattr(worker, name, value)
        worker.compared_at = None
        worker.save()
    return worker


def drop_correction(correction_id: UUID, *, by: Actor) -> None:
    """Take a proposed correction back, so that another can be proposed; its events stay."""
    with act("drop_correction", by=by):
        allow(P.CORRECT_WORKER, by=by)
        _open(correction_id, by=by).delete()


def proposed_values(correction: WorkerCorrection) -> dict[str, Any]:
    """The values of a correction, for who decides it."""
    values: dict[str, Any] = json.loads(unseal(correction.values_sealed, PLACE))
    if "birth_date" in values:
        values["birth_date"] = date.fromisoformat(values["birth_date"])
    return values


def change_phone(worker_id: UUID, phone: str, *, by: Actor, at: datetime) -> Worker:
    """Change the telephone to which a worker's codes go: the worker or the department, nobody else."""
    with act("change_phone", by=by):
        if by.kind != "worker":
            allow(P.CORRECT_WORKER, by=by)
        worker = lock_one(Worker.objects.visible_to(by), worker_id)
        kept = kept_phone(phone)
        problems = list(phone_problems(kept, phones_taken([kept])))
        problems += crowded([kept], today=day_of(at), but=worker.pk)[0]
        if problems:
            raise Invalid.of(problems)
        for name, value in phone_kept(kept).items():
            setattr(worker, name, value)
        worker.compared_at = None
        worker.save()
    return worker


def _open(correction_id: UUID, *, by: Actor) -> WorkerCorrection:
    correction: WorkerCorrection = lock_one(
        WorkerCorrection.objects.visible_to(by).filter(decided_by=None), correction_id
    )
    return correction


def _judged(worker: Worker, values: Mapping[str, Any], *, today: date) -> tuple[NewWorker, Ground]:
    """The worker as corrected; raises `Invalid` with all that is wrong with it."""
    row = replace(_as_told(worker), **values).tidied()
    held = ground([row], today=today)
    problems = [one for one in problems_of(row, held) if one.code != "unidentified"]
    if row.province == worker.province.code:
        # A province that was merged since stays where it was written.
        problems = [one for one in problems if one.code != "no_such_province"]
    if problems:
        raise Invalid.of(problems)
    return row, held


def _as_told(worker: Worker) -> NewWorker:
    sealed = worker.personal_number_sealed
    return NewWorker(
        name=worker.name,
        name_zh=worker.name_zh,
        sex=worker.sex,
        birth_date=worker.birth_date,
        nationality=worker.nationality,
        province=worker.province.code,
        commune=worker.commune,
        is_border_resident=worker.is_border_resident,
        personal_number=unseal(sealed, PERSONAL_NUMBER) if sealed else "",
    )


def _columns(row: NewWorker, held: Ground) -> dict[str, Any]:
    columns = {name: getattr(row, name) for name in ("name", "name_zh", "sex", "birth_date", "commune")}
    if row.province in held.provinces:
        columns["province"] = held.provinces[row.province]
    return columns | {
        "mrz_name": row.mrz_name,
        "folded": folded(row.name),
        "tokens": tokens(row.name),
        **personal_number_kept(row.personal_number),
    }
