"""What `check --deploy` refuses about log-ins: nothing of the demo may open a service that people use."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from accounts.models import Member
from permits.management.demo.offices import DOMAIN
from permits.management.people import OPERATOR

CODES = "The codes of the demo's accounts would be shown to everybody: take SHOW_DEMO_CODES away."
ACCOUNTS = "Accounts of the demo can log in with passwords that everybody knows: close them, or load no demo."


@register(Tags.security, deploy=True)
def no_codes_are_shown(app_configs: Any, **given: Any) -> list[CheckMessage]:
    """Refuse to show anybody's second factor."""
    return [Error(CODES, id="portal.E001")] if settings.SHOW_DEMO_CODES else []


@register(Tags.database, deploy=True)
def no_demo_accounts_are_open(app_configs: Any, databases: Any = None, **given: Any) -> list[CheckMessage]:
    """Refuse open accounts of the demo that have a password; asked with `--database default`."""
    if settings.DEBUG or "default" not in (databases or ()):
        return []
    open_ = Member.objects.visible_to(OPERATOR).filter(email__endswith=f"@{DOMAIN}", is_active=True)
    known = any(member.has_usable_password() for member in open_.iterator())
    return [Error(ACCOUNTS, id="portal.E002")] if known else []
