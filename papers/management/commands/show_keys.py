"""Shows the keys that are listed, and what devices are told to trust, as it is printed in a post's manual."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.signing import fingerprint
from papers.enums import KeyUse
from papers.models import SigningKey


class Command(BaseCommand):
    """Prints each key that may sign now, and the address by which a device is set up to trust the lists."""

    help = "Show the keys that may sign now, and the fingerprint to print for posts: /verify/#FINGERPRINT."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them."""
        for use in KeyUse:
            for key in SigningKey.objects.in_force(use, timezone.now()):
                self.stdout.write(f"{use}: {key.pk} {key.authority} until {key.valid_until.isoformat()}")
                if use == KeyUse.LISTS:
                    signs = fingerprint(bytes(key.public_key))
                    groups = " ".join(signs[place : place + 4] for place in range(0, len(signs), 4))
                    self.stdout.write(f"  fingerprint {groups}\n  set a device up at /verify/#{signs}")
