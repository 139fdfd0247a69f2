"""The ledger against its counters: the public statement of a season, and the proof of all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from scheme.rules.choice import stem

STATEMENT = """
SELECT quota.id, quota.depth, quota.area_id, quota.industry_id, quota.ceiling, quota.reserved, quota.used,
       coalesce(entry.kind, ''), count(entry.id), coalesce(sum(entry.ceiling_change), 0),
       coalesce(sum(entry.reserved_change), 0), coalesce(sum(entry.used_change), 0)
FROM scheme_quota AS quota LEFT JOIN scheme_quotaentry AS entry ON entry.quota_id = quota.id
WHERE quota.season_id = %s AND (%s = '' OR quota.area_id LIKE %s)
GROUP BY quota.id, entry.kind ORDER BY quota.depth, quota.area_id, quota.industry_id, quota.id, entry.kind
"""
COUNTERS = """
SELECT quota.id, counter.name, counter.kept, counter.summed
FROM scheme_quota AS quota
LEFT JOIN (SELECT quota_id, sum(ceiling_change) AS ceiling, sum(reserved_change) AS reserved, sum(used_change) AS used
           FROM scheme_quotaentry GROUP BY quota_id) AS sums ON sums.quota_id = quota.id
CROSS JOIN LATERAL (VALUES ('ceiling', quota.ceiling, coalesce(sums.ceiling, 0)),
                           ('reserved', quota.reserved, coalesce(sums.reserved, 0)),
                           ('used', quota.used, coalesce(sums.used, 0))) AS counter(name, kept, summed)
WHERE counter.kept <> counter.summed ORDER BY quota.id, counter.name
"""
BRANCHES = """
SELECT above.id, counter.name, counter.above, counter.below
FROM scheme_quota AS above
JOIN (SELECT parent_id, sum(reserved) AS reserved, sum(used) AS used FROM scheme_quota
      WHERE parent_id IS NOT NULL GROUP BY parent_id) AS below ON below.parent_id = above.id
CROSS JOIN LATERAL (VALUES ('reserved below', above.reserved + above.used, below.reserved + below.used),
                           ('used below', above.used, below.used)) AS counter(name, above, below)
WHERE counter.below > counter.above ORDER BY above.id, counter.name
"""
CAUSES = """
SELECT entry.quota_id, 'held by ' || entry.cause, 0,
       least(sum(entry.reserved_change), sum(entry.used_change))
FROM scheme_quotaentry AS entry GROUP BY entry.quota_id, entry.cause
HAVING sum(entry.reserved_change) < 0 OR sum(entry.used_change) < 0 ORDER BY 1, 2
"""
TOTALS = """
SELECT (SELECT count(*) FROM scheme_quota), count(*), coalesce(sum(ceiling_change), 0),
       coalesce(sum(reserved_change), 0), coalesce(sum(used_change), 0)
FROM scheme_quotaentry
"""


@dataclass(frozen=True, slots=True)
class Sums:
    """Posts by what they are: allowed, reserved and used."""

    ceiling: int = 0
    reserved: int = 0
    used: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.ceiling + other.ceiling, self.reserved + other.reserved, self.used + other.used)


@dataclass(slots=True)
class Line:
    """One quota of a statement: its counters, and the entries of its ledger summed by kind."""

    quota_id: UUID
    depth: int
    area: str | None
    industry: str | None
    counters: Sums
    entries: dict[str, tuple[int, Sums]] = field(default_factory=dict)

    @property
    def ledger(self) -> Sums:
        """What the ledger comes to, worked out anew."""
        return sum((sums for _count, sums in self.entries.values()), Sums())

    @property
    def left(self) -> int:
        """The posts that can still be granted, by the ledger."""
        return self.ledger.ceiling - self.ledger.reserved - self.ledger.used

    @property
    def agrees(self) -> bool:
        """Whether the counters say what the ledger says."""
        return self.counters == self.ledger


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that should be equal, or no more, and is not."""

    quota_id: UUID | None
    what: str
    kept: int
    proven: int

    def __str__(self) -> str:
        return _("quota %(quota)s, %(what)s: kept %(kept)s, by the ledger %(proven)s") % {
            "quota": self.quota_id or "-",
            "what": self.what,
            "kept": self.kept,
            "proven": self.proven,
        }


@dataclass(frozen=True, slots=True)
class Proof:
    """How much was proven, and every difference found."""

    quotas: int
    entries: int
    sums: Sums
    differences: list[Difference]


def statement(season: UUID, area: str = "") -> list[Line]:
    """The public statement of a season's quotas, in an area and below or all, recomputed from the ledger."""
    lines: dict[UUID, Line] = {}
    for row in _rows(STATEMENT, [season, area, f"{stem(area)}%"]):
        quota, depth, place, industry, *rest = row
        counters, kind, count, sums = Sums(*map(int, rest[:3])), rest[3], rest[4], Sums(*map(int, rest[5:]))
        line = lines.setdefault(quota, Line(quota, depth, place, industry, counters))
        if kind:
            line.entries[kind] = (count, sums)
    return list(lines.values())


def prove() -> Proof:
    """Prove every counter by its ledger, every branch by the quota above it, and that no cause holds less than nothing.

    Each part is one statement, so it sees one moment even while posts are being granted.
    """
    differences = [
        Difference(quota, what, int(kept), int(proven))
        for sql in (COUNTERS, BRANCHES, CAUSES)
        for quota, what, kept, proven in _rows(sql)
    ]
    [(quotas, entries, *sums)] = _rows(TOTALS)
    return Proof(quotas, entries, Sums(*map(int, sums)), differences)


def _rows(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
