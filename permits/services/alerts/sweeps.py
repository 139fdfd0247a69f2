"""All alerts of one subject together, as the clock asks for them."""

from datetime import datetime

from permits.services.alerts import arrivals, conduct, decisions, evidence, exits, permits, posts
from permits.services.alerts.raising import settle_each

ALL = (*permits.KINDS, *evidence.KINDS, *arrivals.KINDS, *exits.KINDS, *decisions.KINDS, *posts.KINDS, *conduct.KINDS)


def of_permits(*, at: datetime) -> int:
    """Alerts about permits and those who hold them; how many are new."""
    return settle_each(permits.KINDS, at=at)


def of_evidence(*, at: datetime) -> int:
    """Alerts about evidence; how many are new."""
    return settle_each(evidence.KINDS, at=at)


def of_arrivals(*, at: datetime) -> int:
    """Alerts about arrivals and lodging; how many are new."""
    return settle_each(arrivals.KINDS, at=at)


def of_exits(*, at: datetime) -> int:
    """Alerts about the way home; how many are new."""
    return settle_each(exits.KINDS, at=at)


def of_decisions(*, at: datetime) -> int:
    """Alerts about answers and decisions; how many are new."""
    return settle_each(decisions.KINDS, at=at)


def of_posts(*, at: datetime) -> int:
    """Alerts about posts that fall silent; how many are new."""
    return settle_each(posts.KINDS, at=at)


def of_conduct(*, at: datetime) -> int:
    """Alerts about how offices use the service, for oversight; how many are new."""
    return settle_each(conduct.KINDS, at=at)


def of_everything(*, at: datetime) -> int:
    """All alerts of this storey; how many are new."""
    return settle_each(ALL, at=at)
