"""Handing in a roster, applying it, undoing it: what a person asks for, and the clock then does."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import one_of
from core.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from core.permissions import Permission
from core.workflow import allow, move
from employers.models import Intermediary
from rosters.enums import RosterKind
from rosters.models import Roster, RosterRow
from rosters.rules.faults import FileFault
from rosters.rules.sheets import PACKED
from rosters.rules.workbooks import look_over
from rosters.services import staging
from rosters.services.kinds import KINDS
from rosters.services.sentences import FILES, NO_WAY_BACK, file_sentence
from rosters.services.trying import opened
from rosters.workflow import ROSTER
from scheme.models import Season

KEPT: Final = timedelta(days=60)
MOST_WAITING: Final = 5
LONGEST_NAME: Final = 120
LARGE: Final = 1_000_000
"""A workbook of so many bytes is looked over at once and read in the background."""


def kinds_for(by: Actor) -> list[str]:
    """The kinds of rosters that somebody may hand in."""
    if Permission.KEEP_ROSTERS not in by.permissions:
        return []
    return [kind for kind in RosterKind.values if KINDS[kind].permission in by.permissions]


def hand_in(
    kind: str,
    content: bytes,
    *,
    name: str,
    language: str,
    by: Actor,
    at: datetime,
    season: UUID | None = None,
    partner: UUID | None = None,
) -> Roster:
    """Take in a file; what cannot be read is refused at once, the rest is tried in the background.

    Nothing is written of what it says before somebody has looked at the trial and has it applied.
    """
    member = _member(kind, by=by)
    _demand_readable(kind, content, name)
    with act("hand_in_roster", by=by, kind=kind):
        if Roster.objects.visible_to(by).filter(member=member).waiting().count() >= MOST_WAITING:
            words = _("Some of your rosters are still being worked on: wait for one of them.")
            raise Conflict("rosters_waiting", words)
        roster = Roster.objects.create(
            organisation_id=member.organisation_id,
            member=member,
            kind=kind,
            language=language,
            file_name=name.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:],
            digest=sha256(content).hexdigest(),
            season=_season(season, by=by, at=at) if KINDS[kind].needs_season else None,
            partner=_partner(partner) if KINDS[kind].needs_season else None,
            received_at=at,
            kept_until=at + KEPT,
        )
        staging.keep_file(roster, content)
    return roster


def earlier(roster: Roster, *, by: Actor) -> Roster | None:
    """The latest roster of the same file that was handed in before this one."""
    same = Roster.objects.visible_to(by).filter(kind=roster.kind, digest=roster.digest, pk__lt=roster.pk)
    return same.order_by("-pk").first()


def apply(roster_id: UUID, *, by: Actor, at: datetime) -> Roster:
    """Have the good rows of a roster applied; the others stay in it."""
    with move(Roster.objects.visible_to(by), roster_id, ROSTER["apply_rows"], by=by) as roster:
        _demand_kind(roster.kind, by=by)
        if not roster.counts.get("good"):
            raise Conflict("nothing_to_apply", _("No row of this roster can be applied: correct the file."))
        roster.member = _member(roster.kind, by=by)
        roster.done, roster.tries, roster.fault = 0, 0, None
    return roster


def undo(roster_id: UUID, *, by: Actor, at: datetime) -> Roster:
    """Have all that a roster brought taken back, as long as nothing was built on any of it."""
    with move(Roster.objects.visible_to(by), roster_id, ROSTER["undo_rows"], by=by) as roster:
        _demand_kind(roster.kind, by=by)
        if KINDS[roster.kind].undone is None:
            raise Conflict("no_way_back", NO_WAY_BACK)
        if not roster.counts.get("applied"):
            raise Conflict("nothing_to_undo", _("No row of this roster was applied."))
        roster.member = _member(roster.kind, by=by)
        roster.done, roster.tries, roster.fault = 0, 0, None
    return roster


def discard(roster_id: UUID, *, by: Actor, at: datetime) -> Roster:
    """Put away a roster of which nothing is to be applied; its rows are forgotten."""
    with move(Roster.objects.visible_to(by), roster_id, ROSTER["put_away"], by=by) as roster:
        RosterRow.objects.filter(roster=roster).delete()
        roster.rows = roster.done = 0
    return roster


def rows_of(roster_id: UUID, *, by: Actor) -> "QuerySet[RosterRow]":
    """The rows of a roster one sees."""
    roster = one_of(Roster.objects.visible_to(by), roster_id)
    return RosterRow.objects.visible_to(by).filter(roster=roster)


def _member(kind: str, *, by: Actor) -> Member:
    allow(Permission.KEEP_ROSTERS, by=by)
    _demand_kind(kind, by=by)
    member: Member | None = Member.objects.filter(pk=by.actor_id, organisation=by.organisation_id).first()
    if member is None:
        raise Forbidden("not_a_person", _("Rosters are handed in by a person's own account, not by a service's."))
    return member


def _demand_kind(kind: str, *, by: Actor) -> None:
    if kind not in KINDS:
        raise Invalid("no_such_kind", _("Choose what the rows of the file are."), field="kind")
    allow(KINDS[kind].permission, by=by)


def _demand_readable(kind: str, content: bytes, name: str) -> None:
    """Refuse a file by what can be seen of it before its rows are read."""
    try:
        if content.startswith(PACKED) and len(content) > LARGE:
            look_over(content)
            return
        sheet, _layout = opened(content, name, KINDS[kind])
        next(sheet.lines, None)
    except FileFault as fault:
        told = {"code": fault.code, "params": fault.params}
        if isinstance(fault.params.get("columns"), list):
            raise Invalid.of([Problem(fault.code, file_sentence(told, KINDS[kind].table), "file")]) from None
        raise Invalid.of([Problem(fault.code, FILES[fault.code], "file", fault.params)]) from None


def _season(season: UUID | None, *, by: Actor, at: datetime) -> Season:
    if season is None:
        raise Invalid("season_missing", _("Choose the season for which the workers are registered."), field="season")
    found: Season = one_of(Season.objects.visible_to(by), season)
    if found.work_until < day_of(at):
        words = _("This season's work was over on %(last)s: choose the next season.")
        raise Invalid("season_over", words, field="season", last=found.work_until)
    return found


def _partner(partner: UUID | None) -> Intermediary | None:
    if partner is None:
        return None
    found = Intermediary.objects.filter(pk=partner).first()
    if found is None:
        raise NotFound(field="partner")
    return found
