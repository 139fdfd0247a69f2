"""Write the events as lines, for whoever checks them elsewhere."""

import sys
from typing import Any

import orjson
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from core.evidence.services.proofs import SAID

# In the order of the leaves; what is not sealed yet comes last, without a place.
LINES = f"""
DECLARE lines NO SCROLL CURSOR FOR
SELECT leaf.position, coalesce(event.id, leaf.id), leaf.subject,
    CASE WHEN event.id IS NOT NULL THEN {SAID} END, encode(event.hash, 'hex'),
    encode(leaf.hash, 'hex')
FROM (
    SELECT tile.place * 256 + part.nth - 1 AS position, part.id, part.subject,
        substr(tile.hashes, (part.nth::int - 1) * 32 + 1, 32) AS hash
    FROM evidence_tile AS tile,
        ROWS FROM (unnest(tile.events), unnest(tile.subjects)) WITH ORDINALITY AS part (id, subject, nth)
    WHERE tile.level = 0
) AS leaf
FULL JOIN audit_event AS event ON event.id = leaf.id
ORDER BY leaf.position NULLS LAST, 2
"""  # noqa: S608 - one constant in another


class Command(BaseCommand):
    help = "Write every event as a line of JSON to the standard output, as docs/evidence.md has it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read and write a thousand at a time."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(LINES)
            while True:
                cursor.execute("FETCH 1000 FROM lines")
                rows = cursor.fetchall()
                if not rows:
                    break
                for position, event_id, subject, said, hashed, leaf in rows:
                    line = {"position": position, "id": event_id, "said": said, "hash": hashed, "leaf": leaf}
                    line |= {} if said else {"subject": subject}
                    self.stdout.write(orjson.dumps(line).decode())
        sys.stdout.flush()
