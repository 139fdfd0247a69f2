"""Prove that every file that was handed in is in its folder."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attachments.services.keeping import missing


class Command(BaseCommand):
    help = "Names the attachments whose file is missing, and fails where there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look for each."""
        gone = missing()
        for attachment in gone:
            self.stdout.write(f"missing: {attachment.pk}")
        if gone:
            raise CommandError(f"{len(gone)} files are missing: restore the folder from its copy.")
        self.stdout.write("Every file is there.")
