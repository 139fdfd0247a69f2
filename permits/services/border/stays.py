"""Bringing stays and anomalies in line with what was told: only the difference is written."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from core.actors import CLOCK
from core.audit.services import act
from core.db import update_rows
from permits.enums import AnomalyStatus
from permits.models import Anomaly, Stay
from permits.services.border.presence import Account, AnomalyRow, StayRow, accounts_of
from workers.services.identity.doubles import records_of

BATCH = 1000
HOLD = "SELECT id FROM workers_worker WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def recompute(worker_ids: Iterable[UUID], *, at: datetime) -> int:
    """Bring the stays and anomalies of these persons in line with what was told of them; how many rows changed.

    Of whom two records were merged, both are told of: those named here stand for all records of the same persons.

    It gives the same rows in whatever order things were told, and may be called any number of times.
    """
    chosen = sorted(set(worker_ids))
    if not chosen:
        return 0
    with transaction.atomic(savepoint=False):
        hold([*records_of(chosen)])
        changed = 0
        for first in range(0, len(chosen), BATCH):
            # Read again, now that they are held: somebody may have merged them while we waited.
            persons = records_of(chosen[first : first + BATCH])
            accounts, records = accounts_of(persons).values(), [*persons]
            changed += _settle_stays(records, accounts) + _settle_anomalies(records, accounts, at=at)
        return changed


def hold(worker_ids: Collection[UUID]) -> None:
    """Hold these workers' accounts against everybody else until the transaction ends, always in the same order."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [list(worker_ids)])


def add_anomalies(rows: Sequence[AnomalyRow], *, at: datetime) -> int:
    """Put what is odd on the list, each once."""
    if not rows:
        return 0
    with act("find", by=CLOCK):
        Anomaly.objects.bulk_create(
            (
                Anomaly(
                    crossing_id=row.crossing_id,
                    worker_id=row.worker_id,
                    kind=row.kind,
                    params={"other": str(row.other)} if row.other else {},
                    found_at=at,
                )
                for row in rows
            ),
            ignore_conflicts=True,
        )
    return len(rows)


def _settle_stays(worker_ids: Sequence[UUID], accounts: Iterable[Account]) -> int:
    kept = list(Stay.objects.filter(worker__any=list(worker_ids)).order_by("worker", "entered_at", "left_at", "id"))
    new, changed, gone = compare_stays(kept, [row for account in accounts for row in account.stays])
    Stay.objects.filter(pk__in=[stay.pk for stay in gone]).delete() if gone else None
    # A person is in the country once at a time, also between two statements: first those that end, then what runs.
    for part in (
        [stay for stay in changed if stay.left_at or stay.is_end_unknown],
        [stay for stay in changed if not (stay.left_at or stay.is_end_unknown)],
    ):
        update_rows(part, StayRow._fields)
    Stay.objects.bulk_create(Stay(**row._asdict()) for row in new)
    return len(new) + len(changed) + len(gone)


def compare_stays(kept: Sequence[Stay], wanted: Sequence[StayRow]) -> tuple[list[StayRow], list[Stay], list[Stay]]:
    """Tell which stays are new, which of those kept change (they are given their new values), and which are gone.

    A stay stays the same record while its entry or its exit does; of what is left, an earlier replaces an earlier.
    """
    left = {stay.pk: stay for stay in kept}
    pairs: list[tuple[Stay, StayRow]] = []
    rows = list(wanted)
    for name in ("entry_id", "exit_id", "worker_id"):
        rows = _paired(left, rows, name, pairs)
    changed = []
    for stay, row in pairs:
        if tuple(getattr(stay, name) for name in StayRow._fields) != row:
            for name, value in row._asdict().items():
                setattr(stay, name, value)
            changed.append(stay)
    return rows, changed, list(left.values())


def _paired(
    left: dict[UUID, Stay], rows: Sequence[StayRow], name: str, pairs: list[tuple[Stay, StayRow]]
) -> list[StayRow]:
    by_value: dict[UUID, list[Stay]] = {}
    for stay in left.values():
        if getattr(stay, name) is not None:
            by_value.setdefault(getattr(stay, name), []).append(stay)
    unpaired = []
    for row in rows:
        same = by_value.get(getattr(row, name))
        if same:
            pairs.append((left.pop(same.pop(0).pk), row))
        else:
            unpaired.append(row)
    return unpaired


def _settle_anomalies(worker_ids: Sequence[UUID], accounts: Iterable[Account], *, at: datetime) -> int:
    wanted = {(row.crossing_id, row.kind): row for account in accounts for row in account.anomalies}
    kept = Anomaly.objects.filter(crossing__worker__any=list(worker_ids)).values_list(
        "crossing", "kind", "pk", "status"
    )
    found = {(crossing, kind): (pk, status) for crossing, kind, pk, status in kept}
    # What somebody has settled stays on record, with the note; the rest is only what follows from what was told.
    gone = [pk for key, (pk, status) in found.items() if key not in wanted and status == AnomalyStatus.OPEN]
    if gone:
        with act("clear", by=CLOCK):
            Anomaly.objects.filter(pk__in=gone).delete()
    return len(gone) + add_anomalies([row for key, row in wanted.items() if key not in found], at=at)
