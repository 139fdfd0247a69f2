"""Take a key that was lost off the list."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import Refusal
from papers.services.proof import keys, lists


class Command(BaseCommand):
    help = "Take a key that others may hold off the list; what it signed is no proof any more and is signed anew."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which key."""
        parser.add_argument("key", help="its id, eight signs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it off, and publish the list."""
        now = timezone.localtime()
        try:
            keys.lose(options["key"], at=now)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        lists.publish(at=now)
        self.stdout.write(f"{options['key']} is off the list; permits that it signed get a new code when printed.")
