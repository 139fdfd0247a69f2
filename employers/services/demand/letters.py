"""The letters of a filing: to its intermediary, to its employer, or to both."""

from collections.abc import Iterable
from typing import Literal

from accounts.services.letters import Row
from employers.models import Filing


def letters(
    filings: Iterable[Filing], kind: str, *, to: Literal["intermediary", "employer", "both"] = "both"
) -> list[Row]:
    """One letter of that kind for each filing and reader; filings come with their season."""
    return [
        (reader, kind, "employers.filing", str(filing.pk), _params(filing))
        for filing in filings
        for side, reader in (("intermediary", filing.intermediary_id), ("employer", filing.employer_id))
        if to in (side, "both")
    ]


def _params(filing: Filing) -> dict[str, object]:
    days = {name: getattr(filing, name) for name in ("due_on", "held_until")}
    told = {"filing": filing.reference, "posts": filing.posts, "granted": filing.posts_granted}
    return told | {name: day.isoformat() for name, day in days.items() if day is not None}
