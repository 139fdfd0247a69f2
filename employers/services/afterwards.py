"""What happens to a filing after its grant: amended, reduced, extended, closed; and what the clock ends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from accounts.services.letters import tell_each
from django.utils.translation import gettext_lazy as _

from core.actors import CLOCK, Actor
from core.audit.services import act
from core.dates import day_of
from core.errors import Invalid
from core.workflow import move, move_all
from employers.enums import FilingStatus
from employers.models import Filing
from employers.rules.content import FilingContent
from employers.services import content as contents_
from employers.services import mandate_posts
from employers.services.checking import demand_passed, keep_each
from employers.services.filings import rewrite
from employers.services.letters import letters
from employers.workflow import FILING
from scheme.services import quotas

FIXED = ("season", "employer", "county", "industry", "occupation")


def amend(filing_id: UUID, content: FilingContent, *, by: Actor, at: datetime) -> Filing:
    """Change pay, hours, lodging, worksites or days after the grant; every check runs again.

    Place, trade and posts stay (fewer posts: `reduce`). Nothing may be offered by it until the employer confirms.
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
        quotas.release([_want(filing, given_back)], by=by, at=at)
    return filing


def close(filing_id: UUID, *, reason: str = "", by: Actor, at: datetime) -> Filing:
    """End a granted filing; posts not yet used return to the quota."""
    with act("close", by=by, reason=reason):
        with move(Filing.objects.visible_to(by), filing_id, FILING["close"], by=by, reason=reason) as filing:
            held, filing.posts_held = filing.posts_held, 0
            tell_each(letters([filing], "filing_closed"), at=at)
        if held:
            quotas.release([_want(filing, held)], by=by, at=at)
    return filing


def release_unused(*, at: datetime) -> int:
    """Return to the quota what was reserved and not used by its date, and close those filings; safe to run twice."""
    return move_all(
        Filing.objects.unused_on(day_of(at)).select_related("season"),
        FILING["release"],
        also=lambda batch: _give_back(batch, at=at),
        fields=["posts_held"],
    )


def close_ended(*, at: datetime) -> int:
    """Close granted filings whose work is over; safe to run twice."""
    return move_all(
        Filing.objects.ended_on(day_of(at)).select_related("season"),
        FILING["finish"],
        also=lambda batch: _give_back(batch, at=at),
        fields=["posts_held"],
    )


def lapse_left_behind(*, at: datetime) -> int:
    """Let filings lapse that were never submitted and whose season takes no more; safe to run twice."""
    records = Filing.objects.left_behind_on(day_of(at)).select_related("season")
    waiting = set(records.filter(status=FilingStatus.AWAITING_EMPLOYER).values_list("pk", flat=True))

    def free(batch: Sequence[Filing]) -> None:
        mandate_posts.give_back_each([(filing.mandate_id, filing.posts) for filing in batch if filing.pk in waiting])
        tell_each(letters(batch, "filing_withdrawn"), at=at)

    return move_all(records, FILING["lapse"], also=free)


def _give_back(batch: Sequence[Filing], *, at: datetime) -> None:
    wants = [_want(filing, filing.posts_held) for filing in batch if filing.posts_held]
    for filing in batch:
        filing.posts_held = 0
    tell_each(letters(batch, "filing_closed"), at=at)
    if wants:
        quotas.release(wants, by=CLOCK, at=at)


def _amend(filing_id: UUID, verb: str, change, *, by: Actor, at: datetime) -> Filing:  # type: ignore[no-untyped-def]
    records = Filing.objects.visible_to(by).select_related("season", "mandate")
    with move(records, filing_id, FILING[verb], by=by) as filing:
        [now] = contents_.read_each([filing]).values()
        content = change(now)
        fixed = next((name for name in FIXED if getattr(content, name) != getattr(now, name)), None)
        if fixed or content.posts != now.posts:
            raise Invalid(
                "fixed_by_grant",
                _("The grant fixed this: file anew for another place or trade, reduce for fewer posts."),
                field=fixed or "groups",
            )
        rewrite(filing, content)
        demand_passed(keep_each([filing], {filing.pk: content}, moment="amended", on=day_of(at)))
        tell_each(letters([filing], f"filing_{verb}ed"), at=at)
    return filing


def _want(filing: Filing, posts: int) -> quotas.Want:
    return quotas.Want(filing.pk, filing.season_id, filing.county_id, filing.industry_id, posts)
