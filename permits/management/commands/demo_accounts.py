"""`manage.py demo_accounts`: whom to be in the demo, with what password."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from core import totp
from permits.management.demo import accounts, load


class Command(BaseCommand):
    help = "Prints accounts of the demo season, by what they are used for, with the common password."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table, or why there is none."""
        if not load.is_loaded():
            self.stdout.write("No demo season is loaded.")
        elif not settings.DEBUG:
            self.stdout.write("The demo accounts have no passwords here: DEBUG is off.")
        else:
            for line in accounts.lines(load.PASSWORD):
                self.stdout.write(line)
            now = totp.code_at(load.SECRET, totp.step_at(timezone.now()))
            self.stdout.write(f"Second factor of approvers, administrators and operators: secret {load.SECRET},")
            self.stdout.write(f"as code {now} for this half minute; the log-in page shows it too.")
