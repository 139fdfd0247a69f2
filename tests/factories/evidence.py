"""Checkpoints of the record of events."""

import tempfile
from pathlib import Path

from django.test import override_settings

from core.evidence.models import Checkpoint
from core.evidence.services import sealing
from tests.factories.common import AT


def checkpoint() -> Checkpoint:
    """What has happened by now, sealed; with a key of its own that nobody keeps."""
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(SIGNING_KEYS=Path(folder), SIGNING_DRAWS=True, EVIDENCE_KEY=""),
    ):
        return sealing.seal(at=AT)
