"""Rosters of crossings: what a post or the other side saw, line by line."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Problem
from core.permissions import Permission
from permits.enums import Direction, Source
from permits.models import Crossing
from permits.services.border import claims, crossings
from permits.services.border.claims import Claim
from rosters.rules.cells import moment, one_of
from rosters.rules.tables import Column, Table
from rosters.services.kinds.base import Kind, Setting, Values, Verdict
from rosters.services.kinds.columns import PAPER_KINDS, PERSON_NUMBER
from scheme.services.in_force import read_agreement

WAYS: Final[dict[str, tuple[str, ...]]] = {
    Direction.IN: ("entry", "入境", "nhập cảnh", "vào"),
    Direction.OUT: ("exit", "出境", "xuất cảnh", "ra"),
}
TABLE: Final = Table(
    (
        Column("key", ("Key", "记录编号", "Mã lượt"), "2026-11-15-0001", is_needed=True, may_be_empty=False),
        Column("direction", ("Direction", "方向", "Chiều"), "in", one_of(WAYS), is_needed=True, may_be_empty=False),
        Column(
            "occurred_at",
            ("Date and time", "日期时间", "Ngày giờ"),
            "2026-11-15T07:10+08:00",
            moment,
            is_needed=True,
            may_be_empty=False,
        ),
        Column("port", ("Port", "口岸", "Cửa khẩu"), "aidian"),
        Column("permit_number", ("Permit number", "许可编号", "Số giấy phép"), "WP-2627-000123-J"),
        PERSON_NUMBER,
        Column("paper_kind", ("Kind of paper", "证件种类", "Loại giấy tờ"), "passport", one_of(PAPER_KINDS)),
        Column("paper_number", ("Paper number", "证件号码", "Số giấy tờ"), ""),
    )
)
CORRECTED = _("Crossings of this roster were corrected by now: take single crossings back.")
REASON = "The roster was undone."


def _same(values: Values) -> list[object]:
    return [values["key"]]


def _claim(values: Values) -> Claim:
    return Claim(**values, source=Source.FILE)


def _tried(rows: Sequence[Values], setting: Setting) -> list[Verdict]:
    told = [_claim(values) for values in rows]
    ports = {port.pk: port for port in read_agreement().ports}
    _named, problems = claims.read_each(told, ports=ports, by=setting.by, at=setting.at)
    there = Crossing.objects.filter(organisation=setting.by.organisation_id, key__any=[one.key for one in told])
    known = dict(there.values_list("key", "pk"))
    verdicts = [Verdict(known=known.get(claim.key)) for claim in told]
    for problem in problems:
        place, _dot, field = problem.field.rpartition(".")
        found = Problem(problem.code, problem.message, field, problem.params)
        verdicts[int(place or 0)].problems.append(found)
    return verdicts


def _wrong(rows: Sequence[Values], setting: Setting) -> list[list[Problem]]:
    """Without a moment, what is seen just now."""
    seen = [{**values, "occurred_at": values["occurred_at"] or setting.at} for values in rows]
    return [verdict.problems for verdict in _tried(seen, setting)]


def _applied(rows: Sequence[Values], setting: Setting) -> list[UUID]:
    told = [_claim(values) for values in rows]
    return [one.pk for one in crossings.record_each(told, by=setting.by, at=setting.at)]


def _free(ids: Sequence[UUID], _setting: Setting) -> None:
    corrected = Crossing.objects.filter(corrects__any=ids).values_list("corrects", flat=True)
    if found := [str(pk) for pk in corrected]:
        raise Conflict("built_on", CORRECTED, records=found)


def _undone(ids: Sequence[UUID], setting: Setting) -> None:
    rows = list(Crossing.objects.filter(organisation=setting.by.organisation_id, pk__any=ids).order_by("pk"))
    crossings.void_each(rows, reason=REASON, by=setting.by, at=setting.at)


CROSSINGS: Final = Kind(TABLE, Permission.RECORD_CROSSING, _same, _tried, _wrong, _applied, _undone, _free)
