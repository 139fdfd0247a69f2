"""`manage.py demo_accounts`: whom to be in the demo, with what password."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

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
