"""The posts of filings: a permit that goes on with none takes one, and two officers never take the last one twice."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.dates import day_of
from core.errors import Invalid
from employers.models import Filing
from permits.models import Permit
from scheme.services import quotas
from workers.services.agreement import offers

# The rows are locked in one order, whoever takes, so that acts on several filings never wait in a ring.
TAKE = """
WITH asked AS (SELECT * FROM unnest(%s::uuid[], %s::int[]) AS asked(id, posts)),
    held AS (SELECT id FROM employers_filing WHERE id IN (SELECT id FROM asked) ORDER BY id FOR NO KEY UPDATE)
UPDATE employers_filing AS filing SET posts_held = filing.posts_held - asked.posts
FROM asked JOIN held USING (id)
WHERE filing.id = asked.id AND filing.posts_held >= asked.posts
RETURNING filing.id
"""

# A filing that is over holds nothing any more: what comes back to it goes on to the pool.
SWAP = """
WITH both_ AS (
    SELECT id, status, CASE WHEN id = %s THEN -1 WHEN status = 'granted' THEN 1 ELSE 0 END AS change
    FROM employers_filing WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE
)
UPDATE employers_filing AS filing SET posts_held = filing.posts_held + both_.change
FROM both_ WHERE filing.id = both_.id AND filing.posts_held + both_.change >= 0
RETURNING filing.id, both_.change
"""


@dataclass(frozen=True, slots=True)
class Posts:
    """So many posts of what a filing holds in its quotas."""

    cause: UUID
    posts: int


def take_each(permits: Iterable[Permit]) -> list[Posts]:
    """Take a post of its filing for each permit that succeeds none, all or none; gives the shares of the quota.

    The caller turns them into used ones by `quotas.use`, as the last statement of its act.
    """
    asked = Counter(permit.filing_id for permit in permits if permit.succeeds_id is None)
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [list(asked), list(asked.values())])
        taken = {key for (key,) in cursor.fetchall()}
    short = sorted(asked.keys() - taken)
    if short:
        raise _no_post(short[0])
    return [Posts(key, number) for key, number in asked.items()]


def swap(*, taken: UUID, left: UUID, by: Actor, at: datetime) -> None:
    """Take a post of one filing for a permit that gives back the one it had of another: the last act of a variation.

    The post that is left can be filled anew; where its filing is over it returns to the pool.
    """
    with connection.cursor() as cursor:
        cursor.execute(SWAP, [taken, [taken, left]])
        changed: dict[UUID, int] = dict(cursor.fetchall())
    if taken not in changed:
        raise _no_post(taken)
    quotas.use([Posts(taken, 1)], by=by, at=at)
    quotas.put_back([Posts(left, 1)], by=by, at=at)
    if not changed[left]:
        quotas.release([Posts(left, 1)], by=by, at=at)


def vacate_each(permits: Iterable[Permit], *, at: datetime) -> None:
    """Free the posts of permits that end early, so that they can be offered to others, who succeed these.

    A post on which the worker goes on under another permit stays taken.
    """
    ended = {permit.pk: (permit.worker_id, permit.filing_id) for permit in permits}
    if ended:
        running = Permit.objects.open().filter(worker__any={worker for worker, _filing in ended.values()})
        going_on = running.filter(last_on__gte=day_of(at)).exclude(pk__any=ended).values_list("worker", "filing")
        offers.vacate_each(set(ended.values()) - set(going_on), at=at)


def _no_post(filing_id: UUID) -> Invalid:
    filing = Filing.objects.select_related("season").get(pk=filing_id)
    return Invalid(
        "no_post_left",
        _("Filing %(filing)s has only %(left)s posts left: issue fewer permits."),
        field="filing",
        filing=filing.reference,
        left=filing.posts_held,
    )
