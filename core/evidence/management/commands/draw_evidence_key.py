"""Draw the key that signs checkpoints."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core import signing
from core.evidence.rules import notes


class Command(BaseCommand):
    help = "Draw a key for checkpoints into SIGNING_KEYS; say its id, for EVIDENCE_KEY, and what witnesses are told."

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw it; it signs once EVIDENCE_KEY names it."""
        drawn = signing.draw()
        self.stdout.write(f"EVIDENCE_KEY={drawn.key_id.hex()}")
        self.stdout.write(notes.verifier_key(settings.EVIDENCE_ORIGIN, drawn.public))
