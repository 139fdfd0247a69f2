"""Put a key of the other side on the list."""

from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.dates import ZONE
from core.errors import Refusal
from papers.enums import KeyUse
from papers.services.proof import keys, lists
from scheme.enums import Country


class Command(BaseCommand):
    help = "Put a key of the other state's authority on the list, by its public half."

    def add_arguments(self, parser: CommandParser) -> None:
        """The key, whose it is, what it signs, and its days."""
        parser.add_argument("public_key", help="32 bytes in hexadecimal")
        parser.add_argument("--authority", choices=Country.values, required=True)
        parser.add_argument("--use", choices=KeyUse.values, default=KeyUse.PERMITS)
        for name in ("from", "until"):
            parser.add_argument(f"--{name}", dest=name, required=True, type=datetime.fromisoformat, help="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep it, and publish the list."""
        now = timezone.localtime()
        begins, ends = (datetime.combine(options[name].date(), time.min, ZONE) for name in ("from", "until"))
        try:
            key = keys.accept(
                options["public_key"],
                use=KeyUse(options["use"]),
                authority=options["authority"],
                term=keys.Term(begins, ends),
                at=now,
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        lists.publish(at=now)
        self.stdout.write(f"{key.id} {key.authority} {key.use}")
