"""Looking a permit up: at a post, one at a time and on record; and by anybody, who learns only whether it holds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.models import Event
from core.audit.services import note, record
from core.dates import day_of
from core.errors import Conflict, Invalid, NotFound, Problem
from core.permissions import Permission
from core.reach import NOTHING, Beyond, beyond, reaching
from core.sealing import digest
from core.workflow import allow
from permits.enums import Direction, LookUpPurpose, PermitStatus
from permits.models import Permit, Stay
from permits.rules.numbers import KIND, BadNumber, NumberProblem, read_permit_number
from permits.services.border.claims import UNREADABLE
from permits.services.border.days import days_of
from scheme.models import Port
from workers.models import IdentityPaper
from workers.rules.papers import ANY_NUMBER, kept_number
from workers.services.identity.doubles import records_of

MOST_A_MINUTE: Final = 20
LATELY: Final = timedelta(minutes=1)
LOOKED: Final = ("look_up", "look_up_failed")
LAST_EVENTS: Final = 200
# Asked so often that writing it anew each time would take longer than answering it.
WHY_NOT = {
    PermitStatus.SUSPENDED: _("The permit is suspended."),
    PermitStatus.SURRENDERED: _("The permit was given back."),
    PermitStatus.REVOKED: _("The permit was revoked."),
    PermitStatus.CLOSED: _("The permit is closed."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a post needs at the gate: whether the permit holds today, and what to compare with person and paper."""

    permit: Permit
    is_valid: bool
    problems: tuple[Problem, ...]
    expected: str
    name: str
    birth_year: int
    ports: tuple[str, ...]
    last_lawful_on: date


@beyond(Beyond.CHECKING)
def look_up(number: str, *, purpose: str, by: Actor, at: datetime) -> Answer:
    """Answer for one permit, by the number on it or on its holder's paper, to a post that says what for.

    Every asking is on record. Raises `Conflict` after twenty within a minute: nobody reads the register through this
    door.
    """
    allow(Permission.LOOK_UP_PERMIT, by=by)
    if purpose not in LookUpPurpose.values:
        words = _("Say what for: %(purposes)s.")
        raise Invalid("purpose_unknown", words, field="purpose", purposes=", ".join(LookUpPurpose.values))
    permits = _named(number, today=day_of(at))
    # One after the other, till each is on record: those who ask at once are counted, too.
    with transaction.atomic():
        _wait_turn(by)
        _demand_patience(by)
        if found := permits.first():
            record("look_up", found, by=by, purpose=purpose)
        else:
            note("look_up_failed", "permits.look_up", str(by.organisation_id), by=by, purpose=purpose)
    if found is None:
        raise NotFound("no_such_permit", _("There is no permit with this number."), field="number")
    return _answer(found, by, at)


def check_public(number: str, *, at: datetime) -> bool:
    """Tell anybody whether the permit of that number holds today, and nothing else; one query."""
    season, serial = _read(number)
    # The function reaches the one permit by itself; saying who asks would take longer than the answer.
    with reaching(NOTHING), connection.cursor() as cursor:
        cursor.execute("SELECT permits_holds(%s, %s, %s)", [serial, season, day_of(at)])
        [holds] = cursor.fetchone() or (False,)
        return bool(holds)


def _named(number: str, *, today: date) -> "QuerySet[Permit]":
    """The permit of that number; or those of who holds the paper of that number, today's first, then the latest."""
    permits = Permit.objects.select_related("worker", "season")
    try:
        season, serial = read_permit_number(number)
    except BadNumber as bad:
        paper = kept_number(number)
        is_number = ANY_NUMBER.fullmatch(paper) and any(sign.isdigit() for sign in paper)
        if bad.code != NumberProblem.FORM or not is_number or paper.startswith(KIND):
            raise Invalid(bad.code.value, UNREADABLE[bad.code], field="number") from None
        papers = IdentityPaper.objects.filter(number_digest=digest(paper, "paper.number"))
        good = papers.filter(Q(void_from=None) | Q(void_from__gt=today))
        held = permits.filter(worker__in=good.values("worker"))
        runs = Case(When(ended_on=None, first_on__lte=today, last_on__gte=today, then=0), default=1)
        return held.order_by(runs, "-first_on", "-pk")
    return permits.filter(number=serial, season__code=season)


def _read(number: str) -> tuple[str, int]:
    try:
        return read_permit_number(number)
    except BadNumber as bad:
        raise Invalid(bad.code.value, UNREADABLE[bad.code], field="number") from None


def _wait_turn(by: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"look_up {by.actor_id}"])


def _demand_patience(by: Actor) -> None:
    latest = Event.objects.filter(actor_id=by.actor_id).order_by("-id")[:LAST_EVENTS]
    lately = Event.objects.filter(pk__in=latest.values("pk"), verb__in=LOOKED, at__gt=Now() - LATELY)
    if lately.count() >= MOST_A_MINUTE:
        raise Conflict("too_many_look_ups", _("That was twenty permits within a minute: wait a minute and go on."))


def _answer(permit: Permit, by: Actor, at: datetime) -> Answer:
    today = day_of(at)
    problems = tuple(_problems(permit, by, today))
    is_here = Stay.objects.open().filter(worker__any=list(records_of([permit.worker_id]))).exists()
    return Answer(
        permit=permit,
        is_valid=not problems,
        problems=problems,
        expected=Direction.OUT if is_here else Direction.IN,
        name=permit.worker.name,
        birth_year=permit.worker.birth_date.year,
        ports=tuple(permit.ports),
        last_lawful_on=days_of(permit, at=at).last_lawful_on,
    )


def _problems(permit: Permit, by: Actor, today: date) -> list[Problem]:
    found = []
    if permit.status in WHY_NOT:
        found.append(Problem(f"permit_{permit.status}", WHY_NOT[PermitStatus(permit.status)], "number"))
    if today < permit.first_on:
        words = _("The permit begins on %(day)s.")
        found.append(Problem("permit_not_begun", words, "number", {"day": permit.first_on.isoformat()}))
    if today > permit.last_on:
        words = _("The permit ended on %(day)s.")
        found.append(Problem("permit_over", words, "number", {"day": permit.last_on.isoformat()}))
    if by.port_id is not None and by.port_id not in permit.ports:
        words = _("The permit does not name this port; it names %(ports)s.")
        named = Port.objects.filter(code__in=permit.ports).order_by("code")
        params = {"ports": ", ".join(str(port.name) for port in named)}
        found.append(Problem("permit_for_other_ports", words, "number", params))
    return found
