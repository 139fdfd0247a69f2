"""Prove that every file that was handed in is in its folder, and nothing else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attachments.services.checking import check


class Command(BaseCommand):
    help = "Names the records without their file and the files without a record, and fails where there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to open each file."""
        parser.add_argument("--contents", action="store_true", help="open every file, too: finds those that changed")

    def handle(self, *args: Any, contents: bool, **options: Any) -> None:
        """Look for each."""
        found = check(contents=contents)
        for one in found.missing:
            self.stdout.write(f"missing or changed, of record {one}")
        for one in found.left_over:
            self.stdout.write(f"without a record, file {one}…")
        if found.missing:
            raise CommandError(f"{len(found.missing)} files are missing: restore the folder from its copy.")
        if found.left_over:
            raise CommandError(f"{len(found.left_over)} files have no record: see whether the sweep runs.")
        self.stdout.write("Every file is there, and no other.")
