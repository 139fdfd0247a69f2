"""Rosters of returns: workers whom the sending department knows to be home."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.errors import Problem
from core.permissions import Permission
from permits.enums import ReturnStatus
from permits.models import Return
from permits.services.follow_up import returns
from rosters.rules.tables import Table
from rosters.services.kinds.base import Kind, Setting, Values, Verdict
from rosters.services.kinds.columns import PAPER_NUMBER, PERSON_NUMBER
from rosters.services.persons import found_each
from workers.services.identity.checks import refuse

TABLE: Final = Table((PERSON_NUMBER, PAPER_NUMBER))
NO_EXIT = _("No exit of this worker was seen at the end of a season: a return is confirmed after it.")


def _same(values: Values) -> list[object]:
    return [values["person_number"] or values["paper_number"]]


def _tried(rows: Sequence[Values], setting: Setting) -> list[Verdict]:
    found = found_each(rows, by=setting.by)
    latest = _latest([one for one in found if isinstance(one, UUID)], setting)
    return [_verdict(one, latest) for one in found]


def _verdict(found: UUID | Problem, latest: dict[UUID, Return]) -> Verdict:
    if isinstance(found, Problem):
        return Verdict([found])
    home = latest.get(found)
    if home is None:
        return Verdict([Problem("no_exit_seen", NO_EXIT, "person_number")])
    return Verdict(known=home.pk if home.status != ReturnStatus.EXIT_SEEN else None)


def _latest(workers: Sequence[UUID], setting: Setting) -> dict[UUID, Return]:
    seen = Return.objects.visible_to(setting.by).filter(worker__any=workers).order_by("pk") if workers else []
    return {one.worker_id: one for one in seen}


def _wrong(rows: Sequence[Values], setting: Setting) -> list[list[Problem]]:
    return [verdict.problems for verdict in _tried(rows, setting)]


def _applied(rows: Sequence[Values], setting: Setting) -> list[UUID]:
    refuse(_wrong(rows, setting))
    people = [one for one in found_each(rows, by=setting.by) if isinstance(one, UUID)]
    latest = _latest(people, setting)
    ids = [latest[person].pk for person in people]
    return [one.pk for one in returns.confirm_each(ids, by=setting.by, at=setting.at)]


def _undone(ids: Sequence[UUID], setting: Setting) -> None:
    returns.retract_each(ids, by=setting.by, at=setting.at)


RETURNS: Final = Kind(TABLE, Permission.CONFIRM_RETURN, _same, _tried, _wrong, _applied, _undone)
