"""The quotas' ledger against the filings that hold posts."""

from django.db import connection

from scheme.services.quota_proof import Difference

HELD = """
SELECT coalesce(entry.cause, filing.id), coalesce(filing.posts_held, 0), coalesce(entry.posts, 0)
FROM (SELECT entry.cause, sum(entry.reserved_change) AS posts
      FROM scheme_quotaentry AS entry JOIN scheme_quota AS quota ON quota.id = entry.quota_id AND quota.depth = 0
      GROUP BY entry.cause HAVING sum(entry.reserved_change) <> 0) AS entry
FULL JOIN (SELECT id, posts_held FROM employers_filing WHERE posts_held <> 0) AS filing ON filing.id = entry.cause
WHERE coalesce(filing.posts_held, 0) <> coalesce(entry.posts, 0) ORDER BY 1
"""


def prove_filings() -> list[Difference]:
    """Every filing that does not hold what the ledger keeps in reserve for it, or the other way round."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        rows = cursor.fetchall()
    return [Difference(None, f"filing {cause}", int(held), int(proven)) for cause, held, proven in rows]
