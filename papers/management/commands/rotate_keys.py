"""Draw the keys of the next season, and publish them."""

from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from core.dates import ZONE
from papers.services.proof import keys, lists


class Command(BaseCommand):
    help = "Draw the next key for permits and for lists: on the list at once, signing from a day on."

    def add_arguments(self, parser: CommandParser) -> None:
        """The day from which they sign."""
        parser.add_argument("--from", dest="begins", help="YYYY-MM-DD; without it in 30 days, or now where none signs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the ids of the new keys, and from when until when they sign."""
        day = parse_date(options["begins"]) if options["begins"] else None
        if options["begins"] and day is None:
            raise CommandError("--from reads YYYY-MM-DD.")
        now, begins = timezone.localtime(), datetime.combine(day, time.min, ZONE) if day else None
        for key in keys.rotate(at=now, begins=begins):
            self.stdout.write(f"{key.id} {key.use}: {key.valid_from:%Y-%m-%d} to {key.valid_until:%Y-%m-%d}")
        lists.publish(at=now)
