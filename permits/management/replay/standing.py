"""What the database holds of each replayed case: how it is found again, and what came of it."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from core.actors import Standing as Onlooker
from employers.models import Filing

ONLOOKER = Onlooker(login="replay", kind="oversight")
"""Sees every filing and may change none."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one filing stands."""

    id: UUID
    season: UUID
    status: str
    digest: str
    posts: int
    granted: int

    @classmethod
    def of(cls, filing: Any) -> Self:
        """Where this filing stands."""
        return cls(
            filing.pk, filing.season_id, filing.status, filing.content_digest, filing.posts, filing.posts_granted
        )


def standing(source: str) -> dict[str, Standing]:
    """All filings of a replay, by their case numbers."""
    rows = Filing.objects.visible_to(ONLOOKER).filter(source=source)
    columns = ("source_key", "pk", "season_id", "status", "content_digest", "posts", "posts_granted")
    return {key: Standing(*values) for key, *values in rows.values_list(*columns)}
