"""Check the record of events against itself, its tree and the witnesses."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from core.evidence.services import verification

MOST = 200


class Command(BaseCommand):
    help = (
        "Check every event, the tree and the checkpoints against what witnesses hold; ends with 1 where one is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom to ask besides the folders of WITNESSES, and which keys to trust."""
        parser.add_argument("--witness", action="append", default=[], type=Path, help="a folder of *.note files")
        parser.add_argument("--trust", action="append", default=[], type=bytes.fromhex, help="a public key, in hex")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say each fault on a line of its own."""
        folders = [Path(one.removeprefix("file:")) for one in settings.WITNESSES if one.startswith("file:")]
        held = {str(folder): _notes(folder) for folder in [*folders, *options["witness"]]}
        count, vouched = 0, 0
        for fault in verification.faults(held, trusted=frozenset(options["trust"])):
            vouched += fault.is_acknowledged
            count += not fault.is_acknowledged
            if count <= MOST and not fault.is_acknowledged:
                self.stdout.write(str(fault))
        if vouched:
            self.stdout.write(f"{vouched} checkpoints lost when the database was put back; two persons vouch for it.")
        if count:
            self.stdout.write(f"{count} faults.")
            raise SystemExit(1)
        self.stdout.write(f"No fault; compared with {sum(map(len, held.values()))} checkpoints that witnesses hold.")


def _notes(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.note"))]
