"""Compiles the message catalogues, without gettext."""

import os
from collections.abc import Iterable
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


def compile_catalogues(folders: Iterable[Path | str]) -> int:
    """Compile every catalogue that is newer than what was compiled from it, and say how many.

    What is compiled takes the old one's place in one step, so that nobody ever reads half of it.
    """
    compiled = 0
    for folder in folders:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            beside = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(beside))
            beside.replace(target)
            compiled += 1
    return compiled


class Command(BaseCommand):
    help = "Compile every catalogue that is newer than what was compiled from it."

    def handle(self, *args: object, **options: object) -> None:
        """Compile what is new; a catalogue that cannot be read is named."""
        try:
            compile_catalogues(settings.LOCALE_PATHS)
        except (OSError, ValueError) as error:
            raise CommandError(f"A catalogue cannot be compiled: {error}") from error
