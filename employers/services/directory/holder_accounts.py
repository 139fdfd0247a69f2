"""Shutting and opening the accounts of intermediaries as their licences say."""

from collections.abc import Collection
from datetime import datetime

from accounts.models import Organisation
from employers.enums import LicenceStatus
from employers.models import Licence


def shut(licence: Licence, *, at: datetime) -> None:
    """Shut all accounts of a licence's holder: whatever it asks next is refused."""
    Organisation.objects.filter(pk=licence.intermediary_id).update(unlicensed_from=at)


def open_again(licences: Collection[Licence]) -> None:
    """Open the accounts of the licences' holders again, except of those who hold another suspended one."""
    others = Licence.objects.filter(status=LicenceStatus.SUSPENDED).exclude(pk__in=[one.pk for one in licences])
    closed = Organisation.objects.filter(
        pk__in=[one.intermediary_id for one in licences], unlicensed_from__isnull=False
    )
    closed.exclude(pk__in=others.values("intermediary")).update(unlicensed_from=None)
