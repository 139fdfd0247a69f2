"""Ten million letters are given new columns, an index and rules while people read and write: how long do they wait?

Run as a process of its own on a migrated database; prints a line for each step with the longest wait while it ran.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import django

from core import reach

ROWS = 10_000_000
READERS, WRITERS = 3, 2
FILL = """
INSERT INTO notices_notice (id, kind, organisation_id, channel, address, language, subject_type, subject_id, params,
    queued_at, attempts, delivered_at, last_error)
SELECT uuidv7(), 'export_ready', md5((n %% 5000)::text)::uuid, 'in_app', '', 'vi', 'accounts.export', n::text, '{}',
    now(), 0, now(), ''
FROM generate_series(%s, %s) AS n
"""
BATCH = """
UPDATE notices_notice SET weight = 1
WHERE id IN (SELECT id FROM notices_notice WHERE weight IS NULL AND id > %s ORDER BY id LIMIT 5000)
RETURNING id
"""


def fill(rows: int) -> None:
    """That many letters that were read long ago, of five thousand organisations."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        step = 500_000
        for first in range(0, rows, step):
            cursor.execute(FILL, [first + 1, min(first + step, rows)])
        cursor.execute("ANALYZE notices_notice")


class Crowd:
    """People who read the letters of their organisation and write new ones, by the code of the release before."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.failed: list[str] = []
        self.over = threading.Event()
        work = [self.read] * READERS + [self.write] * WRITERS
        self.threads = [threading.Thread(target=self.go, args=(each,)) for each in work]

    def go(self, act: Callable[[], None]) -> None:
        from django.db import connection

        while not self.over.is_set():
            begun = time.monotonic()
            try:
                act()
            except Exception as error:
                self.failed.append(repr(error))
            self.waits.append(time.monotonic() - begun)
            time.sleep(0.02)
        connection.close()

    def read(self) -> None:
        from core.notices.models import Notice

        list(Notice.objects.filter(organisation_id=uuid4()).order_by("-id")[:50])
        list(Notice.objects.order_by("-id")[:20])

    def write(self) -> None:
        from core.notices.enums import Channel
        from core.notices.services.outbox import Envelope, queue_each

        letter = Envelope("export_ready", Channel.IN_APP, "vi", "accounts.export", uuid4(), organisation_id=uuid4())
        queue_each([letter], at=datetime.now(UTC))

    def longest(self) -> float:
        """The longest wait since the last time this was asked."""
        waits, self.waits = self.waits, []
        return max(waits, default=0.0)


def steps() -> list[tuple[str, object]]:
    """The changes that docs/migrations.md allows for a table that holds rows, one migration each."""
    from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
    from django.db import models
    from django.db.migrations import operations as ops
    from django.db.models import Q

    weight = models.SmallIntegerField(null=True)
    known = models.CheckConstraint(name="notice_weighed", condition=Q(weight__isnull=False))
    index = models.Index(fields=["weight", "id"], name="notice_by_weight")
    return [
        ("a column that may be empty", ops.AddField("notice", "weight", weight)),
        ("a column with a value", ops.AddField("notice", "round", models.SmallIntegerField(db_default=1))),
        ("a value from now on", ops.AlterField("notice", "weight", models.SmallIntegerField(null=True, db_default=1))),
        ("filled in batches", ops.RunPython(in_batches)),
        ("an index", AddIndexConcurrently("notice", index)),
        ("a rule for new rows", AddConstraintNotValid("notice", known)),
        ("the rule for all rows", ValidateConstraint("notice", "notice_weighed")),
        ("demanded", ops.AlterField("notice", "weight", models.SmallIntegerField(db_default=1))),
        ("the rule taken back", ops.RemoveConstraint("notice", "notice_weighed")),
        ("a column less", ops.RemoveField("notice", "round")),
    ]


def in_batches(_apps: object, editor: "django.db.backends.base.schema.BaseDatabaseSchemaEditor") -> None:
    """Give every letter a weight, so many at a time that nobody waits for their locks."""
    latest = "00000000-0000-0000-0000-000000000000"
    with editor.connection.cursor() as cursor:
        while True:
            cursor.execute(BATCH, [latest])
            found = cursor.fetchall()
            if not found:
                return
            latest = str(max(row[0] for row in found))
            time.sleep(0.01)  # the disk is everybody's


def main(rows: int) -> None:
    """Fill the table, let people work, make every change beside them, and say how long they waited."""
    django.setup()
    reach.by_default(reach.EVERYTHING)
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    owner = connections["owner"]
    fill(rows)
    state = MigrationLoader(owner).project_state()
    crowd = Crowd()
    for thread in crowd.threads:
        thread.start()
    time.sleep(3)
    say("before", crowd, 0.0)
    for name, operation in steps():
        after = state.clone()
        operation.state_forwards("notices", after)  # type: ignore[attr-defined]
        begun = time.monotonic()
        with owner.schema_editor(atomic=False) as editor:
            operation.database_forwards("notices", editor, state, after)  # type: ignore[attr-defined]
        say(name, crowd, time.monotonic() - begun)
        state = after
    crowd.over.set()
    for thread in crowd.threads:
        thread.join()


def say(name: str, crowd: Crowd, took: float) -> None:
    failed, crowd.failed = crowd.failed[:1], []
    said = {"step": name, "took": took, "requests": len(crowd.waits), "longest": crowd.longest(), "failed": failed}
    print(json.dumps(said), flush=True)  # noqa: T201 - it is read by who started it


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
