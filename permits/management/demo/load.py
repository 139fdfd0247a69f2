"""Loading the demo season: all of it or nothing, and nothing a second time."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Member, Organisation
from core.audit.services import act
from core.dates import ZONE
from permits.management.demo import offices, parties, quotas, story
from permits.management.people import OPERATOR
from scheme.models import Season

OPENED = datetime(2026, 6, 15, 9, tzinfo=ZONE)
PASSWORD = "mia-tim-2627"  # noqa: S105 - everybody's in the demo, and set nowhere else
"""The one password of all demo accounts; it is given only where DEBUG is on."""


class NoReference(Exception):
    """The scheme's own data are not there yet."""


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
    story.tell(staff, {key: boss.pk for key, boss in bosses.items()})
    parties.suspend(staff, agents)
    quotas.move(staff)


def _give_passwords() -> None:
    # One hash for all: a demo of 250 accounts need not take 250 slow hashes.
    with act("choose_password", by=OPERATOR):
        everybody = Member.objects.visible_to(OPERATOR).filter(email__endswith=f"@{offices.DOMAIN}")
        everybody.update(password=make_password(PASSWORD))
