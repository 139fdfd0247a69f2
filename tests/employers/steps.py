"""The steps of a filing as people take them, for tests that begin further on."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from core.dates import ZONE
from employers.models import Filing
from employers.rules.content import FilingContent, Group, House
from employers.services.demand import decisions, filings
from tests.factories import World
from tests.factories.content import content

AT = datetime(2026, 9, 1, 9, 0, tzinfo=ZONE)
"""A Tuesday inside the filing window."""


def lawful(world: World, posts: int = 10, **given: Any) -> FilingContent:
    """Content that passes every check in that world."""
    return replace(content(posts), employer=world.employer.pk, **given)


def sized(world: World, posts: int) -> FilingContent:
    """Lawful content for so many posts, with beds for all."""
    group = Group(posts, date(2026, 11, 15), date(2027, 4, 15))
    return lawful(world, groups=(group,), lodgings=(House("职工宿舍", posts),))


def drafted(world: World, posts: int = 10, **given: Any) -> Filing:
    """A draft of the intermediary's clerk."""
    said = replace(sized(world, posts), **given)
    return filings.draft(said, by=world.member("intermediary", "clerk"), at=AT)


def filed(world: World, posts: int = 10, **given: Any) -> Filing:
    """A filing that awaits its employer."""
    draft = drafted(world, posts, **given)
    return filings.file(draft.pk, by=world.member("intermediary", "clerk"), at=AT)


def submitted(world: World, posts: int = 10, **given: Any) -> Filing:
    """A filing its employer has confirmed."""
    waiting = filed(world, posts, **given)
    signatory = world.member("employer", "signatory")
    return filings.confirm(waiting.pk, digest=waiting.content_digest, by=signatory, at=AT)


def granted(world: World, posts: int = 10, **given: Any) -> Filing:
    """A filing granted in whole."""
    waiting = submitted(world, posts, **given)
    return decisions.grant(waiting.pk, posts=posts, by=world.member("bureau", "approver"), at=AT)
