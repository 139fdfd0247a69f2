"""Erase the people whose terms are over; counts only, unless it is told to."""

from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from core.dates import ZONE
from permits.services.erasing import daily


class Command(BaseCommand):
    help = "Count, by term and table, what is to be erased; with --erase, erase it as the daily job does."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to do it, and for a count: as of which day."""
        parser.add_argument("--erase", action="store_true", help="erase what is over by now")
        parser.add_argument("--on", type=parse_date, help="count as of the start of this day (YYYY-MM-DD)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the plan, and do it if asked."""
        now = timezone.localtime()
        at = datetime.combine(options["on"], time.min, tzinfo=ZONE) if options["on"] else now
        for (term, table), rows in sorted(daily.plan(at=at).items()):
            self.stdout.write(f"{term:8} {table:36} {rows:>9}")
        if options["erase"]:
            self.stdout.write(f"{daily.erase_due(at=now)} people were erased.")
        else:
            self.stdout.write("Nothing was changed: --erase does it.")
