"""`manage.py load_demo`: the demo season, once; says nothing when all is well."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.errors import Refusal
from permits.management.demo import load
from permits.management.statements import not_written_down


class Command(BaseCommand):
    help = "Makes the demo season 2026/27 through the services; does nothing where it is there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be said on the command line."""
        parser.add_argument("--if-empty", action="store_true", help="only where nobody uses the service yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, all or nothing."""
        if options["if_empty"] and not load.is_empty():
            return
        try:
            with not_written_down():
                load.load(with_passwords=settings.DEBUG)
        except (Refusal, load.NoReference) as error:
            raise CommandError(f"The demo season was not loaded: {error}") from error
