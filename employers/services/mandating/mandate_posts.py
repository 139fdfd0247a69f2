"""The posts filed under mandates: claimed by filings up to the cap, given back when they are withdrawn or refused."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid
from employers.enums import MandateStatus
from employers.models import Mandate

# The rows are locked in one order, whoever claims, so that claims on several mandates never wait in a ring.
CLAIM = """
WITH asked AS (SELECT * FROM unnest(%s::uuid[], %s::int[]) AS asked(id, posts)),
    held AS (SELECT id FROM employers_mandate WHERE id IN (SELECT id FROM asked) ORDER BY id FOR NO KEY UPDATE)
UPDATE employers_mandate AS mandate SET posts_filed = mandate.posts_filed + asked.posts
FROM asked JOIN held USING (id)
WHERE mandate.id = asked.id AND mandate.status = %s AND mandate.posts_filed + asked.posts <= mandate.cap
RETURNING mandate.id
"""
GIVE_BACK = """
WITH asked AS (SELECT * FROM unnest(%s::uuid[], %s::int[]) AS asked(id, posts)),
    held AS (SELECT id FROM employers_mandate WHERE id IN (SELECT id FROM asked) ORDER BY id FOR NO KEY UPDATE)
UPDATE employers_mandate AS mandate SET posts_filed = mandate.posts_filed - asked.posts
FROM asked JOIN held USING (id) WHERE mandate.id = asked.id
"""


def claim(mandate_id: UUID, posts: int) -> None:
    """Count posts of a filing against its mandate; raises `Invalid` with what is left where the cap is lower."""
    claim_each([(mandate_id, posts)])


def claim_each(claims: Iterable[tuple[UUID, int]]) -> None:
    """Count posts of many filings against their mandates, all or none, in one statement of the caller's act."""
    asked = _summed(claims)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [list(asked), list(asked.values()), MandateStatus.GIVEN])
        claimed = {mandate_id for (mandate_id,) in cursor.fetchall()}
    short = sorted(asked.keys() - claimed)
    if short:
        raise _refusal(short[0])


def give_back(mandate_id: UUID, posts: int) -> None:
    """Take posts of a filing off its mandate again, whatever became of the mandate."""
    give_back_each([(mandate_id, posts)])


def give_back_each(returns: Iterable[tuple[UUID, int]]) -> None:
    """Take posts of many filings off their mandates again, in one statement of the caller's act."""
    asked = _summed(returns)
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [list(asked), list(asked.values())])


def _summed(given: Iterable[tuple[UUID, int]]) -> Counter[UUID]:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("posts are claimed and given back within an act")
    asked: Counter[UUID] = Counter()
    for mandate_id, posts in given:
        if posts < 0:
            raise ValueError("posts are counted from 0")
        asked[mandate_id] += posts
    return asked


def _refusal(mandate_id: UUID) -> Conflict | Invalid:
    mandate = Mandate.objects.filter(pk=mandate_id, status=MandateStatus.GIVEN).first()
    if mandate is None:
        return Conflict("mandate_not_running", _("The mandate has ended: ask the employer for a new one."))
    words = _("The mandate has room for %(left)s more posts: file for fewer or ask the employer to raise its cap.")
    return Invalid("mandate_cap_kept", words, field="posts", left=mandate.cap - mandate.posts_filed)
