"""One telephone for many workers: a family shares one, and who collects codes for others is stopped."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.db import bytes_as_text
from core.errors import Problem
from core.sealing import digest
from scheme.services.in_force import parameters_of, read_agreement
from workers.services.identity.numbers import PHONE

# Each telephone is held till the end of the act, always in one order, so that two acts do not both find room.
HOLD = """
SELECT count(pg_advisory_xact_lock(hashtextextended(encode(given.phone, 'hex'), 0)))
FROM (SELECT phone FROM unnest(%s::bytea[]) AS phone ORDER BY phone OFFSET 0) AS given
"""
BEARERS = """
SELECT phone_digest, count(*) FROM workers_worker
WHERE phone_digest = ANY(%s::bytea[]) AND merged_into_id IS NULL AND id IS DISTINCT FROM %s::uuid
GROUP BY phone_digest
"""


def crowded(phones: Sequence[str], *, today: date, but: UUID | None = None) -> list[list[Problem]]:
    """For each of these telephones, given in this order by persons without one: whether too many others have it.

    `but` is the person who changes it; at most `workers_per_phone` of the rule set may share one.
    """
    digests = [digest(phone, PHONE) if phone else b"" for phone in phones]
    rules, asked = read_agreement().rule_set_or_none("", today), sorted({one for one in digests if one})
    if rules is None or not asked:
        return [[] for _phone in phones]
    most, bearers = parameters_of(rules).workers_per_phone, _bearers(asked, but)
    words = _(
        "Already %(most)s workers gave this telephone. A code must reach its worker: give the worker's own number, "
        "or none; the sending department then gives codes over the counter."
    )
    found: list[list[Problem]] = []
    for one in digests:
        bearers[one] += 1
        is_over = bool(one) and bearers[one] > most
        found.append([Problem("phone_of_many", words, "phone", {"most": most})] if is_over else [])
    return found


def _bearers(digests: list[bytes], but: UUID | None) -> Counter[bytes]:
    asked = bytes_as_text(digests)
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [asked])
        cursor.execute(BEARERS, [asked, but])
        return Counter({bytes(phone): count for phone, count in cursor.fetchall()})
