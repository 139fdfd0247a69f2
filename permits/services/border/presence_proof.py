"""The kept stays and anomalies against a fresh account of everything that was told."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from permits.enums import AnomalyStatus
from permits.models import Anomaly, Crossing, Stay
from permits.services.border.presence import Account, accounts_of
from permits.services.border.stays import compare_stays
from workers.services.identity.doubles import records_of

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Proof:
    """How many workers and stays were worked out anew, and in what the kept ones differ."""

    workers: int
    stays: int
    differences: tuple[str, ...]


def prove() -> Proof:
    """Work out every account anew, in memory, and compare it with what is kept; nothing is written."""
    workers = stays = 0
    differences: list[str] = []
    told = Crossing.objects.exclude(worker=None).annotate(person=Coalesce("worker__merged_into", "worker"))
    ids = iter(told.order_by("person").values_list("person", flat=True).distinct().iterator(chunk_size=BATCH))
    while batch := list(islice(ids, BATCH)):
        persons = records_of(batch)
        accounts, records = accounts_of(persons), list(persons)
        workers += len(batch)
        stays += sum(len(account.stays) for account in accounts.values())
        differences += [*_of_stays(records, accounts), *_of_anomalies(records, accounts)]
    orphans = Stay.objects.filter(~Exists(Crossing.objects.filter(worker=OuterRef("worker"))))
    differences += [f"stay {stay.pk}: kept, but nothing was told of its worker" for stay in orphans]
    return Proof(workers, stays, tuple(differences))


def _of_stays(workers: list[Any], accounts: dict[Any, Account]) -> Iterator[str]:
    kept = list(Stay.objects.filter(worker__in=workers).order_by("worker", "entered_at", "left_at", "id"))
    new, changed, gone = compare_stays(kept, [row for account in accounts.values() for row in account.stays])
    yield from (f"worker {row.worker_id}: a stay from {row.entered_at} to {row.left_at} is missing" for row in new)
    yield from (f"stay {stay.pk}: kept with other entry, exit, permit or last lawful day" for stay in changed)
    yield from (f"stay {stay.pk}: kept, but does not follow from what was told" for stay in gone)


def _of_anomalies(workers: list[Any], accounts: dict[Any, Account]) -> Iterator[str]:
    wanted = {(row.crossing_id, row.kind) for account in accounts.values() for row in account.anomalies}
    rows = Anomaly.objects.filter(crossing__worker__in=workers).values_list("crossing", "kind", "status")
    kept = {(crossing, kind): status for crossing, kind, status in rows}
    yield from (f"crossing {crossing}: {kind} is not on the list" for crossing, kind in sorted(wanted - kept.keys()))
    for (crossing, kind), status in sorted(kept.items()):
        if (crossing, kind) not in wanted and status == AnomalyStatus.OPEN:
            yield f"crossing {crossing}: {kind} is on the list, but does not follow"
