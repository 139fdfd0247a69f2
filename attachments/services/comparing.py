"""Holding photos against all others, and keeping the pairs that show the same."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from attachments.models import Attachment, Resemblance
from attachments.services import folder
from attachments.services.likeness import APART, shows_the_same
from core import sealing
from core.actors import CLOCK
from core.audit.services import act

BATCH: Final = 100
MOST: Final = 50
"""Photos that one is laid over: those that share the most bits with it."""

# The same bytes are known by their digest. Pairs so few bits apart have a band in common: the index finds them.
ALIKE: Final = """
SELECT asked.id, other.id, asked.stored_as, other.stored_as
FROM attachments_attachment AS asked CROSS JOIN LATERAL attachments_alike(asked.id, %s) AS other
WHERE asked.id = ANY(%s::uuid[]) AND other.apart <= %s
"""


def compare_new(*, at: datetime) -> int:
    """Hold the photos that are new against all others, a batch to a transaction; how many pairs show the same.

    Safe to run twice or after a crash: what was compared is not due any more.
    """
    found = 0
    while True:
        with transaction.atomic():
            due = Attachment.objects.to_compare().order_by("pk").select_for_update(skip_locked=True)
            ids = list(due.values_list("pk", flat=True)[:BATCH])
            if not ids:
                return found
            pairs = _pairs(ids)
            Resemblance.objects.bulk_create(
                [Resemblance(first_id=one, second_id=other, found_at=at) for one, other in sorted(pairs)],
                ignore_conflicts=True,
            )
            with act("compare_photo", by=CLOCK):
                Attachment.objects.filter(pk__in=ids).update(compared_at=at)
        found += len(pairs)


def _pairs(ids: list[UUID]) -> set[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [MOST, ids, APART])
        rows = cursor.fetchall()
    told = {(min(one, other), max(one, other)): names for one, other, *names in rows}
    return {pair for pair, (mine, yours) in told.items() if _same(mine, yours)}


def _same(one: str, other: str) -> bool:
    try:
        return shows_the_same(folder.read(one), folder.read(other))
    except (FileNotFoundError, sealing.Unreadable):
        return False  # the check of the folder tells of it
