"""What the bureau does with submitted filings: ask, recommend, grant, refuse, close."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.services.letters import tell_each
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.errors import Invalid
from core.workflow import move, move_each
from employers.enums import Outcome, RefusalReason
from employers.models import Decision, Filing
from employers.services.demand import clock
from employers.services.demand import content as contents_
from employers.services.demand.checking import Checked, demand_passed, keep_each
from employers.services.demand.letters import letters
from employers.services.demand.signatures import Verdict, sign
from employers.services.lots import demand_drawn_filings
from employers.services.mandating import mandate_posts
from employers.workflow import FILING
from scheme.services import quotas


def request_information(filing_id: UUID, *, question: str, by: Actor, at: datetime) -> Filing:
    """Ask for everything that is missing, once and together; the clock stands until it is answered."""
    with move(Filing.objects.visible_to(by), filing_id, FILING["request_information"], by=by) as filing:
        if not question.strip():
            raise Invalid("question_missing", _("Write what is missing, all of it together."), field="question")
        demand_drawn_filings([filing], by=by, at=at)
        filing.question, filing.answer = question, ""
        clock.stop([filing], on=day_of(at))
        tell_each(letters([filing], "filing_information_requested", to="intermediary"), at=at)
    return filing


def recommend(
    filing_id: UUID,
    *,
    outcome: str,
    posts: int = 0,
    reason_code: str = "",
    comment: str = "",
    overridden: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> Decision:
    """Put the first signature to a decision; an earlier recommendation nobody decided is replaced."""
    with move(Filing.objects.visible_to(by), filing_id, FILING["recommend"], by=by, outcome=outcome) as filing:
        demand_drawn_filings([filing], by=by, at=at)
        if outcome == Outcome.GRANT:
            _demand_posts(filing, posts)
        else:
            _demand_reason(reason_code)
        filing.decisions.filter(decided_by=None).delete()
        decision = Decision(
            filing=filing,
            outcome=outcome,
            posts=posts if outcome == Outcome.GRANT else 0,
            reason_code="" if outcome == Outcome.GRANT else reason_code,
            comment=comment,
            overridden=sorted(set(overridden)),
            needs_two=True,
        )
        decision.propose(by=by, at=at)
        decision.save(force_insert=True)
    return decision


def grant(
    filing_id: UUID, *, posts: int, comment: str = "", overridden: Sequence[str] = (), by: Actor, at: datetime
) -> Filing:
    """Grant a filing in whole or part, the quota reserved with it; above a number of posts a recommendation by
    another person of another unit must have come first."""
    return grant_each([(filing_id, posts)], comment=comment, overridden=overridden, by=by, at=at)[0]


def grant_each(
    wanted: Sequence[tuple[UUID, int]],
    *,
    comment: str = "",
    overridden: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> list[Filing]:
    """Grant many filings in one act, each so many posts; all or nothing, the quota as the last statement."""
    posts = dict(wanted)
    with act("grant", by=by):
        with move_each(
            Filing.objects.visible_to(by).select_related("season", "mandate"),
            list(posts),
            FILING["grant"],
            by=by,
            fields=["decided_at", "posts_granted", "posts_held", "held_until"],
        ) as filings:
            demand_drawn_filings(filings, by=by, at=at, is_second=True)
            for filing in filings:
                _demand_posts(filing, posts[filing.pk])
            checked = keep_each(filings, contents_.read_each(filings), moment="decided", on=day_of(at))
            demand_passed(checked, set_aside=overridden)
            sign(filings, checked, Verdict(Outcome.GRANT, posts, comment, tuple(overridden)), by=by, at=at)
            _hold(filings, posts, checked, at=at)
            tell_each(letters(filings, "filing_granted"), at=at)
        quotas.reserve(
            [quotas.Want(f.pk, f.season_id, f.county_id, f.industry_id, posts[f.pk]) for f in filings], by=by, at=at
        )
    return filings


def refuse(filing_id: UUID, *, reason_code: str, comment: str = "", by: Actor, at: datetime) -> Filing:
    """Refuse a filing, saying why and so what to change."""
    return refuse_each([(filing_id, reason_code)], comment=comment, by=by, at=at)[0]


def refuse_each(wanted: Sequence[tuple[UUID, str]], *, comment: str = "", by: Actor, at: datetime) -> list[Filing]:
    """Refuse many filings, each for its reason; what they claimed of their mandates is free again."""
    reasons = dict(wanted)
    with move_each(
        Filing.objects.visible_to(by).select_related("season", "mandate"),
        list(reasons),
        FILING["refuse"],
        by=by,
        fields=["decided_at", "reason_code"],
    ) as filings:
        demand_drawn_filings(filings, by=by, at=at, is_second=True)
        for filing in filings:
            _demand_reason(reasons[filing.pk])
            filing.reason_code, filing.decided_at = reasons[filing.pk], at
        checked = keep_each(filings, contents_.read_each(filings), moment="decided", on=day_of(at))
        sign(filings, checked, Verdict(Outcome.REFUSE, {}, comment), by=by, at=at)
        mandate_posts.give_back_each([(filing.mandate_id, filing.posts) for filing in filings])
        tell_each(letters(filings, "filing_refused"), at=at)
    return filings


def _hold(filings: Sequence[Filing], posts: Mapping[UUID, int], checked: Checked, *, at: datetime) -> None:
    for filing in filings:
        days = checked.rules[filing.pk]["reservation_days"]
        filing.decided_at = at
        filing.posts_granted = filing.posts_held = posts[filing.pk]
        filing.held_until = max(filing.starts_on, day_of(at)) + timedelta(days=days)


def _demand_posts(filing: Filing, posts: int) -> None:
    if not 1 <= posts <= filing.posts:
        raise Invalid(
            "posts_out_of_range",
            _("Grant between 1 and %(asked)s posts, or refuse the filing."),
            field="posts",
            asked=filing.posts,
        )


def _demand_reason(code: str) -> None:
    if code not in RefusalReason.values:
        raise Invalid(
            "reason_unknown",
            _("Choose a reason from the list: %(reasons)s."),
            field="reason_code",
            reasons=", ".join(RefusalReason.values),
        )
