"""Write the impact file that a law asks for, as far as the system knows; an officer finishes it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from papers.services.impact.document import impact_file
from papers.services.impact.facts import facts

LANGUAGES = {"cn": "zh-hans", "vn": "vi"}


class Command(BaseCommand):
    help = (
        "Write China's impact assessment (cn) or Viet Nam's file on passing data abroad (vn), to be finished by hand."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which law's, and in which language."""
        parser.add_argument("law", choices=["cn", "vn"])
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the page."""
        language = options["language"] or LANGUAGES[options["law"]]
        page = impact_file(options["law"], facts(at=timezone.localtime()), language=language)
        self.stdout.write(page, ending="")
