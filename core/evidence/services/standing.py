"""Whether events are being sealed: decisions that must be provable wait while they are not."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict

# Both moments are the database's own, so that no caller's clock can tell it otherwise.
AGE = """
SELECT clock_timestamp() - coalesce(
    (SELECT max(made_at) FROM evidence_checkpoint), (SELECT at FROM audit_event ORDER BY id LIMIT 1)
)
"""


def age() -> timedelta:
    """How long ago the last checkpoint was made; before the first one, how long there have been events."""
    with connection.cursor() as cursor:
        cursor.execute(AGE)
        [since] = cursor.fetchone() or (None,)
    return since or timedelta(0)


def is_late() -> bool:
    """Whether no checkpoint was made for so long that somebody should look."""
    return age() > timedelta(minutes=settings.EVIDENCE_WARNS_AFTER)


def demand_sealed() -> None:
    """Refuse (`Conflict`) what must be provable, while no checkpoint could be made for too long."""
    if age() > timedelta(hours=settings.EVIDENCE_STOPS_AFTER):
        raise Conflict(
            "not_sealed",
            _(
                "No permit is issued now: the record of decisions has not been sealed for hours, so a new permit could"
                " not be proved. Nothing is lost: tell the operators, and try again later."
            ),
        )
