"""What the clock does with rosters: read and try those handed in, apply and undo in sets, and forget."""

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from accounts.models import Member
from core.actors import CLOCK
from core.audit.services import act
from core.errors import Conflict, Refusal
from core.jobs.services import alone
from core.workflow import allow, move_all
from rosters.enums import RosterStatus, RowState
from rosters.models import Roster, RosterFile, RosterRow
from rosters.rules.faults import FileFault
from rosters.services import progress, staging
from rosters.services.kinds import KINDS
from rosters.services.kinds.base import Kind, Setting, Values, by_row
from rosters.services.sentences import NO_WAY_BACK, kept
from rosters.services.trying import judge, layout_of, lines_read, opened, setting_of, try_lines, values_by_row
from rosters.workflow import ROSTER

log = logging.getLogger(__name__)


def work_due(*, at: datetime) -> int:
    """Do what waits to be done with rosters, the oldest first, and say with how many something was done.

    Safe to run after a crash: rows that are done are not done again. One that fails keeps none of the others waiting.
    """
    keys = list(Roster.objects.waiting().order_by("received_at", "pk").values_list("pk", flat=True))
    return sum(work(key, at=at) for key in keys)


def help_along(*, at: datetime) -> int:
    """Be a second hand at what is being applied, and say how many rows were: two cores do it in half the time."""
    applying = Roster.objects.waiting().filter(status=RosterStatus.APPLYING).order_by("received_at", "pk")
    done = 0
    for roster in applying.select_related("member__organisation"):
        with others_going_on(roster), uninterrupted():
            _demand_able(roster, at)
            done += _apply_rows(roster, at)
    return done


def work(roster_id: UUID, *, at: datetime) -> bool:
    """Do what waits to be done with one roster, unless somebody is at it; whether it was done."""
    done = False
    with alone(f"roster {roster_id}") as is_ours:
        waiting = Roster.objects.waiting().select_related("member__organisation")
        roster = waiting.filter(pk=roster_id).first() if is_ours else None
        if roster is None:
            return False
        with others_going_on(roster):
            # A try counts before it is known how it ends.
            _say(roster, "begin_roster", tries=roster.tries + 1)
            _demand_able(roster, at)
            with uninterrupted():
                WORK[roster.status](roster, at)
            done = True
    return done


@contextmanager
def others_going_on(roster: Roster) -> Iterator[None]:
    """Tell of a roster that cannot be worked on, and let the others not wait for it."""
    try:
        yield
    except Exception:
        log.exception("A roster could not be worked on", extra={"roster": str(roster.pk)})


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Make some thousand records without being interrupted to look for circles among them: there are none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def forget_over(*, at: datetime) -> int:
    """Forget the rows of rosters whose days are over; what became of them stays."""
    over = list(Roster.objects.over(at).values_list("pk", flat=True)[:100])
    with act("forget_roster", by=CLOCK):
        RosterRow.objects.filter(roster__in=over).delete()
        Roster.objects.filter(pk__in=over).update(rows=0, done=0)
    return len(over)


def _demand_able(roster: Roster, at: datetime) -> None:
    allow(KINDS[roster.kind].permission, by=roster.member)
    if not Member.objects.able_to_act(at).filter(pk=roster.member_id).exists():
        raise PermissionError("the account was shut meanwhile")


def _try(roster: Roster, at: datetime) -> None:
    kind, setting = KINDS[roster.kind], setting_of(roster, at=at)
    try:
        if RosterFile.objects.filter(roster=roster).exists():
            _read(roster, kind, setting)
    except (FileFault, Refusal) as refused:
        _give_up(roster, "give_up_reading", refused, at=at)
        return
    _finish(roster, "try_rows", tried_at=at)


def _read(roster: Roster, kind: Kind, setting: Setting) -> None:
    """Put the rows of the file into the database as they were tried, all or none, and drop the file."""
    with transaction.atomic():
        sheet, layout = opened(staging.file_of(roster), roster.file_name, kind)
        number = 0
        for lines in lines_read(sheet, layout, kind):
            try_lines(lines, kind, setting)
            staging.write_lines(roster, lines)
            number += len(lines)
            progress.tell(roster, number, of=sheet.most)
        found: dict[str, Any] = {"columns": list(layout.places), "extra": list(layout.extra)[:100]}
        _say(roster, "read_roster", rows=number, done=number, tries=0, **found)
        RosterFile.objects.filter(roster=roster).delete()


def _apply(roster: Roster, at: datetime) -> None:
    _apply_rows(roster, at)
    while _apply_next(roster, at, waits=True):
        pass  # what a second hand held, and did not bring to its end
    _finish(roster, "finish_applying", applied_at=at)


def _apply_rows(roster: Roster, at: datetime) -> int:
    """Apply rows that nobody else is at, some thousand to a transaction, until there are none; how many there were."""
    done = last = 0
    while rows := _apply_next(roster, at, after=last):
        done, last = done + len(rows), rows[-1].line
    return done


def _apply_next(roster: Roster, at: datetime, *, after: int = 0, waits: bool = False) -> list[RosterRow]:
    kind, setting = KINDS[roster.kind], setting_of(roster, at=at)
    with act("apply_roster", by=roster.member, roster=str(roster.pk)):
        rows = staging.held(roster, RowState.GOOD, after=after, waits=waits)
        if rows:
            _settle(rows, values_by_row(rows, layout_of(roster, kind)), kind, setting)
            staging.update(rows)
            _progress(roster, len(rows))
    return rows


def _settle(rows: Sequence[RosterRow], values: Sequence[Values], kind: Kind, setting: Setting) -> None:
    """Apply rows together; those that the services refuse by now are told what is wrong, and the others go on.

    What was good when it was tried need not be any more: the same services judge again, and theirs is the last word.
    """
    if _applied(rows, values, kind, setting) is None:
        return
    judge(rows, values, kind, setting)
    said = dict(zip((row.pk for row in rows), values, strict=True))
    while left := [row for row in rows if row.state == RowState.GOOD]:
        refusal = _applied(left, [said[row.pk] for row in left], kind, setting)
        if refusal is None:
            return
        for place, problem in by_row(refusal, len(left)):
            left[place].state = RowState.FAULTY
            left[place].problems = [*left[place].problems, kept(problem, kind.table)]


def _applied(rows: Sequence[RosterRow], values: Sequence[Values], kind: Kind, setting: Setting) -> Refusal | None:
    """Apply rows, all or none; what refused them."""
    try:
        with transaction.atomic():
            made = kind.applied(values, setting)
    except Refusal as refusal:
        return refusal
    for row, record in zip(rows, made, strict=True):
        row.state, row.record_id = RowState.APPLIED, record
    return None


def _undo(roster: Roster, at: datetime) -> None:
    kind, setting = KINDS[roster.kind], setting_of(roster, at=at)
    try:
        with act("undo_roster", by=roster.member, roster=str(roster.pk)):
            _take_back(roster, kind, setting)
    except Refusal as refusal:
        _give_up(roster, "give_up_undoing", refusal, at=at)
        return
    _finish(roster, "finish_undoing", undone_at=at)


def _take_back(roster: Roster, kind: Kind, setting: Setting) -> None:
    """Take back all that a roster brought; what was built on any of it is found before anything is."""
    if kind.undone is None:
        raise Conflict("no_way_back", NO_WAY_BACK)
    if kind.free is not None:
        kind.free(staging.records_of(roster), setting)
    done = 0
    for rows in staging.batches(roster, RowState.APPLIED):
        kind.undone([row.record_id for row in rows if row.record_id], setting)
        for row in rows:
            row.state = RowState.UNDONE
        staging.update(rows)
        progress.tell(roster, done := done + len(rows), of=roster.rows)


def _progress(roster: Roster, number: int) -> None:
    """Say how far the work is, whoever else is at it; as long as it goes on it has not failed."""
    with act("count_roster", by=roster.member, kind=roster.kind):
        Roster.objects.filter(pk=roster.pk).update(done=Least(F("done") + number, F("rows")), tries=0)


def _say(roster: Roster, verb: str, **values: Any) -> None:
    with act(verb, by=roster.member, kind=roster.kind):
        for name, value in values.items():
            setattr(roster, name, value)
        roster.save(update_fields=list(values))


def _finish(roster: Roster, verb: str, **values: Any) -> None:
    """Make the clock's move, with the counts of the rows as they are now."""
    counts = staging.counted(roster)
    done = {"counts": counts, "done": roster.rows, "tries": 0, **values}

    def fill(moved: list[Roster]) -> None:
        for one in moved:
            for name, value in done.items():
                setattr(one, name, value)

    move_all(Roster.objects.filter(pk=roster.pk), ROSTER[verb], also=fill, fields=list(done))


def _give_up(roster: Roster, verb: str, refused: FileFault | Refusal, *, at: datetime) -> None:
    fault: dict[str, Any]
    if isinstance(refused, FileFault):
        fault = {"code": refused.code, "params": refused.params}
    else:
        _column, code, sentence, params = kept(refused.problems[0], KINDS[roster.kind].table)
        lines = staging.lines_of(roster, params.pop("records", []))
        fault = {"code": code, "sentence": sentence, "params": params, "lines": lines}
    if verb == "give_up_reading":
        RosterFile.objects.filter(roster=roster).delete()
    _finish(roster, verb, fault=fault)


WORK: Final[dict[str, Callable[[Roster, datetime], None]]] = {
    RosterStatus.RECEIVED: _try,
    RosterStatus.APPLYING: _apply,
    RosterStatus.UNDOING: _undo,
}
