"""Recording crossings as they are told, and correcting them by further ones."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.actors import CLOCK, Actor
from core.audit.services import act
from core.db import constraints, new_id, one_of
from core.errors import Forbidden, Invalid
from core.permissions import Permission
from core.workflow import allow
from permits.enums import AnomalyKind, AnomalyStatus
from permits.models import Anomaly, Crossing
from permits.services.border import stays
from permits.services.border.claims import Claim, Named, Whom, find_each, read_each
from permits.services.border.in_turn import Row, keep_each
from permits.services.border.presence import AnomalyRow
from scheme.services.in_force import read_agreement

__all__ = ["Claim", "correct", "record_each", "void"]

FIELDS: Final = [field.attname for field in Crossing._meta.concrete_fields]


def record_each(claims: Sequence[Claim], *, by: Actor, at: datetime) -> list[Crossing]:
    """Keep what is told of crossings, and bring the stays of all they are about in line, in one act.

    A key that was told before gives the crossing kept then. One whose permit nobody knows is kept all the same, and
    put on the list. Raises `Invalid` for what cannot be true, naming each claim and field; then nothing is kept.
    """
    allow(Permission.RECORD_CROSSING, by=by)
    if by.organisation_id is None:
        raise Forbidden("not_of_a_body", _("Crossings are told by a post or an authority."))
    with act("record", by=by):
        agreement = read_agreement()
        ports = {port.pk: port for port in agreement.ports}
        named, problems = read_each(claims, ports=ports, by=by, at=at)
        if problems:
            raise Invalid.of(problems)
        corrected = _corrected(claims, by=by)
        # Each key once, and always in their order, so that two who tell the same never wait for each other.
        told, named = _once(claims, named)
        also = [row.worker_id for row in corrected.values() if row.worker_id]
        whom = [
            _as_corrected(claim, found, corrected)
            for claim, found in zip(told, find_each(told, named, by=by, also=also), strict=True)
        ]
        kept = _keep(told, whom, also, agreement, by=by, at=at)
    return [kept[claim.key] for claim in claims]


def correct(crossing_id: UUID, claim: Claim, *, reason: str, by: Actor, at: datetime) -> Crossing:
    """Say what was true of a crossing that one's own body told wrongly; the first telling stays on record."""
    if not reason.strip():
        raise Invalid("reason_missing", _("Say why the record is wrong."), field="reason")
    return record_each([replace(claim, corrects=crossing_id, reason=reason.strip())], by=by, at=at)[0]


def void(crossing_id: UUID, *, reason: str, by: Actor, at: datetime) -> Crossing:
    """Take back a crossing that one's own body told and that never was."""
    wrong = one_of(Crossing.objects.visible_to(by), crossing_id)
    claim = Claim(wrong.direction, wrong.occurred_at, f"void {wrong.pk}", port=wrong.port_id, is_void=True)
    return correct(wrong.pk, replace(claim, source=wrong.source), reason=reason, by=by, at=at)


def void_each(rows: Sequence[Crossing], *, reason: str, by: Actor, at: datetime) -> list[Crossing]:
    """Take back many crossings that one's own body told and that never were, all or none."""
    claims = [
        Claim(row.direction, row.occurred_at, f"void {row.pk}", port=row.port_id, source=row.source) for row in rows
    ]
    voids = [replace(one, is_void=True, corrects=row.pk, reason=reason) for one, row in zip(claims, rows, strict=True)]
    return record_each(voids, by=by, at=at)


def _once(claims: Sequence[Claim], named: Sequence[Named]) -> tuple[list[Claim], list[Named]]:
    first = {claim.key: (claim, one) for claim, one in reversed(list(zip(claims, named, strict=True)))}
    pairs = [first[key] for key in sorted(first)]
    return [claim for claim, _one in pairs], [one for _claim, one in pairs]


def _corrected(claims: Sequence[Claim], *, by: Actor) -> Mapping[UUID, Crossing]:
    """The crossings that are corrected; only the body that told them may."""
    ids = [claim.corrects for claim in claims if claim.corrects]
    if not ids:
        return {}
    found = Crossing.objects.filter(organisation=by.organisation_id, pk__any=ids).in_bulk()
    missing = [place for place, claim in enumerate(claims) if claim.corrects and claim.corrects not in found]
    if missing:
        raise Invalid(
            "crossing_not_yours",
            _("There is no such crossing among those that your own body told."),
            field=f"{missing[0]}.corrects" if len(claims) > 1 else "corrects",
        )
    return found


def _as_corrected(claim: Claim, found: Whom, corrected: Mapping[UUID, Crossing]) -> Whom:
    """A correction that names nobody is about whom the first telling was."""
    if claim.corrects is None or claim.stated or claim.permit:
        return found
    first = corrected[claim.corrects]
    return Whom(first.permit_id, first.worker_id)


def _keep(
    claims: Sequence[Claim], whom: Sequence[Whom], also: Sequence[UUID], agreement: Any, *, by: Actor, at: datetime
) -> dict[str, Crossing]:
    rows = [_row(claim, found, by) for claim, found in zip(claims, whom, strict=True)]
    with constraints(Crossing, fields={"crossing_corrected_once": "corrects"}, savepoint=False):
        recorded, unclear = keep_each(rows, agreement, by=by, at=at)
    new = [row for row in rows if row.key in recorded]
    unknown = [row for row in new if row.worker_id is None and not row.is_void]
    stays.add_anomalies([AnomalyRow(row.id, None, AnomalyKind.NO_PERMIT, None) for row in unknown], at=at)
    _clear_unknown([row.corrects_id for row in new if row.corrects_id])
    stays.recompute({*unclear, *also}, at=at)
    kept = {row.key: _crossing(row, recorded[row.key], by=by, at=at) for row in new}
    if repeated := [row.key for row in rows if row.key not in recorded]:
        first = Crossing.objects.filter(organisation=by.organisation_id, key__in=repeated)
        kept |= {row.key: row for row in first}
    return kept


def _row(claim: Claim, found: Whom, by: Actor) -> Row:
    return Row(
        id=new_id(),
        worker_id=found.worker,
        permit_id=found.permit,
        stated_number="" if found.permit else claim.stated,
        direction=claim.direction,
        port_id=claim.port_by(by),
        occurred_at=claim.occurred_at,
        source=claim.source_by(by),
        device_id=claim.device,
        sequence=claim.sequence,
        key=claim.key,
        corrects_id=claim.corrects,
        is_void=claim.is_void,
        reason=claim.reason,
    )


def _crossing(row: Row, recorded_at: datetime, *, by: Actor, at: datetime) -> Crossing:
    values = row._asdict() | {
        "told_at": at,
        "recorded_at": recorded_at,
        "organisation_id": by.organisation_id,
        "actor_id": by.actor_id,
        "login": by.login,
    }
    return Crossing.from_db(connection.alias, FIELDS, [values[name] for name in FIELDS])


def _clear_unknown(ids: Sequence[UUID]) -> None:
    """Take from the list the crossings of nobody known that are told better by now."""
    if ids:
        with act("clear", by=CLOCK):
            Anomaly.objects.filter(crossing__in=ids, worker=None, status=AnomalyStatus.OPEN).delete()
