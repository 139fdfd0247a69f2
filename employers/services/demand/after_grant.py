"""What people do with a filing after its grant: amend, reduce, extend, close."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.services.letters import tell_each
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.errors import Invalid
from core.workflow import move
from employers.models import Filing
from employers.rules.content import FilingContent
from employers.services.demand import content as contents_
from employers.services.demand.checking import demand_passed, keep_each
from employers.services.demand.filings import rewrite
from employers.services.demand.letters import letters
from employers.workflow import FILING
from scheme.services import quotas

FIXED = ("season", "employer", "county", "industry", "occupation")


def amend(filing_id: UUID, content: FilingContent, *, by: Actor, at: datetime) -> Filing:
    """Change pay, hours, lodging, worksites or days after the grant; every check runs again.

    Place, industry and posts stay (fewer posts: `reduce`). Nothing may be offered by it until the employer confirms.
    """
    return _amend(filing_id, "amend", lambda _now: content, by=by, at=at)


def extend(filing_id: UUID, *, ends_on: date, by: Actor, at: datetime) -> Filing:
    """Let the posts that end last end later, inside the season; every check runs again, and the employer confirms."""

    def later(now: FilingContent) -> FilingContent:
        if ends_on <= now.ends_on:
            raise Invalid("not_later", _("Choose a last day after %(last)s."), field="ends_on", last=now.ends_on)
        groups = tuple(
            replace(group, ends_on=ends_on) if group.ends_on == now.ends_on else group for group in now.groups
        )
        return replace(now, groups=groups)

    return _amend(filing_id, "extend", later, by=by, at=at)


def reduce(filing_id: UUID, *, posts: int, by: Actor, at: datetime) -> Filing:
    """Give back granted posts that are not needed, down to `posts`; they return to the quota at once."""
    with act("reduce", by=by):
        with move(Filing.objects.visible_to(by), filing_id, FILING["reduce"], by=by) as filing:
            used = filing.posts_granted - filing.posts_held
            if not max(used, 1) <= posts < filing.posts_granted:
                raise Invalid(
                    "posts_out_of_range",
                    _("Keep between %(least)s and %(most)s posts, or have the filing closed."),
                    field="posts",
                    least=max(used, 1),
                    most=filing.posts_granted - 1,
                )
            given_back = filing.posts_granted - posts
            filing.posts_granted, filing.posts_held = posts, filing.posts_held - given_back
            tell_each(letters([filing], "filing_reduced"), at=at)
        quotas.release([held(filing, given_back)], by=by, at=at)
    return filing


def close(filing_id: UUID, *, reason: str = "", by: Actor, at: datetime) -> Filing:
    """End a granted filing; posts not yet used return to the quota."""
    with act("close", by=by, reason=reason):
        with move(Filing.objects.visible_to(by), filing_id, FILING["close"], by=by, reason=reason) as filing:
            unused, filing.posts_held = filing.posts_held, 0
            tell_each(letters([filing], "filing_closed"), at=at)
        if unused:
            quotas.release([held(filing, unused)], by=by, at=at)
    return filing


def _amend(
    filing_id: UUID, verb: str, change: Callable[[FilingContent], FilingContent], *, by: Actor, at: datetime
) -> Filing:
    records = Filing.objects.visible_to(by).select_related("season", "mandate")
    with move(records, filing_id, FILING[verb], by=by) as filing:
        [now] = contents_.read_each([filing]).values()
        content = change(now)
        fixed = next((name for name in FIXED if getattr(content, name) != getattr(now, name)), None)
        if fixed or content.posts != now.posts:
            raise Invalid(
                "fixed_by_grant",
                _("The grant fixed this: file anew for another place or industry, reduce for fewer posts."),
                field=fixed or "groups",
            )
        rewrite(filing, content)
        demand_passed(keep_each([filing], {filing.pk: content}, moment="amended", on=day_of(at)))
        tell_each(letters([filing], f"filing_{verb}ed"), at=at)
    return filing


def held(filing: Filing, posts: int) -> quotas.Want:
    """So many of the posts that a filing holds in its quotas."""
    return quotas.Want(filing.pk, filing.season_id, filing.county_id, filing.industry_id, posts)
