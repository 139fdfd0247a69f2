"""Finding records that may be one person, for people to look at; nothing is merged or refused here."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from core.actors import CLOCK, Actor
from core.audit.services import act
from core.db import one_of
from core.reach import Beyond, beyond
from workers.models import Duplicate, Worker
from workers.rules.duplicates import COMMON, SHARED, WEIGHTS, Known, Likeness, compare

V = TypeVar("V", str, bytes)
BATCH = 1000
# By how many years birth dates that differ in one digit of the year lie apart; others of these are weighed in vain.
YEARS = [years for step in (1, 10) for count in range(1, 10) for years in (step * count, -step * count)]

# Who shares what with each of some persons: the blocks of `workers.rules.duplicates`, each by its index, whatever the
# planner knows of the tables (OFFSET 0). Those who share only a telephone that many gave cannot reach the threshold by
# it. Pairs that were listed before stay decided.
CANDIDATES = """
SELECT DISTINCT least(asked.id, other.id), greatest(asked.id, other.id)
FROM workers_worker AS asked CROSS JOIN LATERAL (
    SELECT id, merged_into_id FROM workers_worker
        WHERE birth_date = asked.birth_date AND (sex = asked.sex OR 'X' IN (sex, asked.sex))
    UNION ALL
    SELECT id, merged_into_id FROM workers_worker WHERE tokens = asked.tokens
        AND birth_date >= date_trunc('year', asked.birth_date::timestamp)::date
        AND birth_date < (date_trunc('year', asked.birth_date::timestamp) + interval '1 year')::date
    UNION ALL
    SELECT id, merged_into_id FROM workers_worker WHERE tokens = asked.tokens AND birth_date = ANY(ARRAY(
        SELECT (asked.birth_date + make_interval(years => apart))::date FROM unnest(%(years)s::int[]) AS apart))
    UNION ALL
    SELECT id, merged_into_id FROM workers_worker WHERE personal_number_digest = asked.personal_number_digest
    UNION ALL
    SELECT id, merged_into_id FROM workers_worker
        WHERE phone_digest = asked.phone_digest AND asked.phone_digest <> ALL(%(shared)s::bytea[])
    OFFSET 0
) AS other
WHERE asked.id = ANY(%(ids)s::uuid[]) AND asked.merged_into_id IS NULL
    AND other.merged_into_id IS NULL AND other.id <> asked.id
"""
LISTED = """
SELECT first_id, second_id FROM workers_duplicate WHERE first_id = ANY(%s::uuid[]) AND second_id = ANY(%s::uuid[])
"""
KNOWN = """
SELECT id, tokens, birth_date, sex, province_id, personal_number_digest, phone_digest
FROM workers_worker WHERE id = ANY(%s::uuid[])
"""
MANY = """
SELECT given.value FROM unnest(%s::{kind}[]) AS given (value)
WHERE (SELECT count(*) FROM (
    SELECT FROM workers_worker WHERE {column} = given.value AND merged_into_id IS NULL LIMIT %s) AS bearers) >= %s
"""


def find_each(worker_ids: Sequence[UUID], *, at: datetime) -> int:
    """Hold some persons against everybody, put pairs that are alike on the list, and say how many were new."""
    if not worker_ids:
        return 0
    shared = _shared(worker_ids)
    pairs = _candidates(worker_ids, shared)
    if not pairs:
        return 0
    known = _known({pk for pair in pairs for pk in pair})
    common = _many("varchar", "tokens", {one.tokens for one in known.values()}, COMMON)
    found = []
    for first, second in pairs:
        likeness = compare(known[first], known[second], common=common, shared=shared)
        if likeness.score >= WEIGHTS.threshold:
            found.append(_listed(first, second, likeness, at))
    found = _not_listed(found)
    if not found:
        return 0
    with act("find_duplicates", by=CLOCK):
        # Two registrations at one moment may find the same pair: it is listed once.
        Duplicate.objects.bulk_create(found, batch_size=BATCH, ignore_conflicts=True)
    return len(found)


@beyond(Beyond.COUNTING)
def warnings_of(worker_id: UUID, *, by: Actor) -> list[tuple[int, list[tuple[str, int]]]]:
    """Of each open pair a worker one sees is part of, the points and the reasons; never who the other is."""
    one_of(Worker.objects.visible_to(by), worker_id)
    pairs = Duplicate.objects.open().filter(Q(first=worker_id) | Q(second=worker_id)).order_by("-score", "pk")
    return [
        (score, [(reason, points) for reason, points in told]) for score, told in pairs.values_list("score", "reasons")
    ]


def compare_changed(*, at: datetime) -> int:
    """Hold everybody who was not since the last change against all others, a batch to a transaction; how many.

    Safe to run twice or after a crash: who was compared is not due any more.
    """
    compared = 0
    while True:
        with transaction.atomic():
            due = Worker.objects.themselves().filter(compared_at=None).order_by("pk")
            ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
            if not ids:
                return compared
            find_each(ids, at=at)
            with act("compare", by=CLOCK):
                Worker.objects.filter(pk__in=ids).update(compared_at=at)
        compared += len(ids)


def _candidates(ids: Sequence[UUID], shared: frozenset[bytes]) -> list[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, {"ids": list(ids), "years": YEARS, "shared": list(shared)})
        return list(cursor.fetchall())


def _not_listed(found: Sequence[Duplicate]) -> list[Duplicate]:
    """Those pairs that were never listed: what people decided of the others stays."""
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(LISTED, [[one.first_id for one in found], [one.second_id for one in found]])
        listed = set(cursor.fetchall())
    return [one for one in found if (one.first_id, one.second_id) not in listed]


def _shared(ids: Sequence[UUID]) -> frozenset[bytes]:
    """The telephones of these persons that more people gave than one household has."""
    given = Worker.objects.filter(pk__any=ids, phone_digest__isnull=False).values_list("phone_digest", flat=True)
    return frozenset(map(bytes, _many("bytea", "phone_digest", set(map(bytes, filter(None, given))), SHARED + 1)))


def _many(kind: str, column: str, values: Iterable[V], least: int) -> frozenset[V]:
    wanted = list(values)
    if not wanted:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(MANY.format(kind=kind, column=column), [wanted, least, least])
        return frozenset(value for (value,) in cursor.fetchall())


def _known(ids: Iterable[UUID]) -> dict[UUID, Known]:
    """What is compared of these persons. Papers are left out: a number that is known finds its person when entered."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [list(ids)])
        return {
            pk: Known(pk, tokens, born, sex, str(home), bytes(number or b""), bytes(phone or b""))
            for pk, tokens, born, sex, home, number, phone in cursor.fetchall()
        }


def _listed(first: UUID, second: UUID, likeness: Likeness, at: datetime) -> Duplicate:
    reasons = [list(reason) for reason in likeness.reasons]
    return Duplicate(first_id=first, second_id=second, score=likeness.score, reasons=reasons, found_at=at)
