"""Load the agreement's own data files, or another folder of the same form."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import Refusal
from scheme.services.loading import load_reference

FOLDER = Path(__file__).parents[2] / "data"


class Command(BaseCommand):
    help = "Load the reference data; what a person has edited since is kept, and a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask where the files are."""
        parser.add_argument("--dir", type=Path, default=FOLDER, help="the folder with the files")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print the counts of each file."""
        try:
            loaded = load_reference(options["dir"])
        except Refusal as refusal:
            raise CommandError("Nothing was loaded.\n" + "\n".join(map(str, refusal.problems))) from refusal
        self.stdout.write(f"{'file':<20}{'new':>8}{'changed':>9}{'same':>8}{'kept':>8}")
        for file in loaded:
            self.stdout.write(f"{file.file:<20}{file.new:>8}{file.changed:>9}{file.same:>8}{file.kept:>8}")
