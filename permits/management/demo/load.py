"""Loading the demo season: all of it or nothing, and nothing a second time."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from operator import itemgetter
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Member, Organisation
from accounts.rules import needs_second_factor
from accounts.services import factors
from core.audit.services import act
from core.dates import ZONE
from employers.models import Filing, Intermediary
from permits.management.demo import fates, follow_up, intake, offices, parties, quotas, story
from permits.management.demo.offices import Staff
from permits.management.people import OPERATOR
from scheme.models import Season

OPENED = datetime(2026, 6, 15, 9, tzinfo=ZONE)
PASSWORD = "mia-tim-2627"  # noqa: S105 - everybody's in the demo, and set nowhere else
"""The one password of all demo accounts; it is given only where DEBUG is on."""


class NoReference(Exception):
    """The scheme's own data are not there yet."""


SECRET = "MIATIMMIATIMMIATIMMIATIMMIATIM22"  # noqa: S105 - what their authenticator apps hold, in the demo alone


def is_loaded() -> bool:
    """Whether the demo season is there."""
    return bool(Member.objects.visible_to(OPERATOR).filter(email__endswith=f"@{offices.DOMAIN}").exists())


def is_empty() -> bool:
    """Whether nobody at all uses the service yet."""
    return not Organisation.objects.visible_to(OPERATOR).exists()


def load(*, with_passwords: bool) -> None:
    """Make the demo season; safe to call again."""
    if is_loaded():
        return
    if not Season.objects.visible_to(OPERATOR).exists():
        raise NoReference("The scheme has no seasons yet: run load_reference first.")
    with transaction.atomic():
        _tell()
        if with_passwords:
            _give_passwords()


def _tell() -> None:
    staff = offices.set_up_all(at=OPENED)
    quotas.open_all(staff, at=OPENED.replace(day=26))
    bosses = parties.register_employers(staff, at=OPENED.replace(day=29))
    agents = parties.register_intermediaries(staff, at=OPENED.replace(day=30))
    staff |= parties.open_accounts(bosses, at=OPENED.replace(day=30), first=3)
    staff |= parties.open_accounts(agents, at=OPENED.replace(day=30), first=1)
    parties.give_mandates(staff, bosses, agents)
    _live(staff, {key: boss.pk for key, boss in bosses.items()}, agents)


def _live(staff: Staff, employers: dict[str, UUID], agents: dict[str, Intermediary]) -> None:
    """Do everything that happens in the season, in the order of its moments."""
    filings: dict[str, Filing] = {}
    hired = intake.hire(staff, filings)
    told: list[tuple[datetime, Callable[[], object]]] = [
        *story.steps(staff, employers, filings),
        *intake.steps(hired),
        *fates.steps(staff, hired),
        *follow_up.steps(hired, {key: agent.pk for key, agent in agents.items()}),
        (parties.SUSPENDED[1], partial(parties.suspend, staff, agents)),
        *quotas.steps(staff),
    ]
    for _at, step in sorted(told, key=itemgetter(0)):
        step()


def _give_passwords() -> None:
    # One hash for all: a demo of 250 accounts need not take 250 slow hashes.
    with act("choose_password", by=OPERATOR):
        everybody = Member.objects.visible_to(OPERATOR).select_related("organisation")
        everybody = everybody.filter(email__endswith=f"@{offices.DOMAIN}")
        everybody.update(password=make_password(PASSWORD))
        factors.give([one for one in everybody if needs_second_factor(one.kind, one.roles)], SECRET, at=OPENED)
