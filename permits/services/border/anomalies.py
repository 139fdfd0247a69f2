"""Settling what is odd about crossings: an officer looks and writes down what it was."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Invalid
from core.workflow import move
from permits.models import Anomaly
from permits.workflow import ANOMALY

LONGEST = 300


def settle(anomaly_id: UUID, *, note: str, by: Actor, at: datetime) -> Anomaly:
    """Take an anomaly off the list, saying what it was; nothing about the crossing changes."""
    with move(Anomaly.objects.visible_to(by), anomaly_id, ANOMALY["settle"], by=by) as anomaly:
        if not 0 < len(note.strip()) <= LONGEST:
            raise Invalid("note_missing", _("Write in up to 300 signs what it was."), field="note")
        anomaly.note, anomaly.settled_at = note.strip(), at
    return anomaly
