"""Putting signatures to decisions: one where one suffices, two where the rules ask for two persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.db import constraints, update_rows
from core.errors import Invalid
from employers.enums import Outcome
from employers.models import Decision, Filing
from employers.rules.findings import failures
from employers.services.demand.checking import Checked

SIGNED = [
    "decided_by",
    "decided_unit",
    "decided_login",
    "decided_at",
    "assessment",
    "needs_two",
    "comment",
    "overridden",
]
SECOND = _(
    "More than %(above)s posts, or a failed check set aside, takes two persons: let a colleague of another unit "
    "recommend exactly this first."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided on filings: grant so many posts each, or refuse; with which failed checks set aside."""

    outcome: str
    posts: Mapping[UUID, int]
    comment: str = ""
    overridden: tuple[str, ...] = field(default=())


def sign(filings: Sequence[Filing], checked: Checked, verdict: Verdict, *, by: Actor, at: datetime) -> None:
    """Sign a verdict on many filings: what was recommended is countersigned, the rest is one person's decision.

    Raises `Invalid` where two persons are needed and no other recommended exactly this.
    """
    waiting = Decision.objects.filter(filing__in=filings, decided_by=None).select_for_update()
    recommended = {decision.filing_id: decision for decision in waiting}
    made, signed = [], []
    for filing in filings:
        decision = _recommended(recommended.get(filing.pk), filing, checked, verdict)
        if decision is None:
            decision = _one_person(filing, checked, verdict, by=by, at=at)
            made.append(decision)
        else:
            signed.append(decision)
        decision.decide(by=by, at=at)
        decision.needs_two = _needs_two(filing, checked, verdict)
        decision.overridden = sorted(_set_aside(filing, checked, verdict))
        decision.assessment = checked.assessments[filing.pk]
        decision.comment = verdict.comment or decision.comment
    if passed_over := [decision.pk for decision in recommended.values() if decision not in signed]:
        Decision.objects.filter(pk__in=passed_over).delete()
    with constraints(Decision, fields={"decision_two_persons": "posts"}, savepoint=False):
        Decision.objects.bulk_create(made)
        update_rows(signed, SIGNED)


def _recommended(decision: Decision | None, filing: Filing, checked: Checked, verdict: Verdict) -> Decision | None:
    # Only what was recommended word for word is countersigned; anything else is a decision of its own.
    if decision is None or decision.outcome != verdict.outcome:
        return None
    if verdict.outcome == Outcome.REFUSE:
        return decision if decision.reason_code == filing.reason_code else None
    same = decision.posts == verdict.posts[filing.pk]
    return decision if same and _set_aside(filing, checked, verdict) <= set(decision.overridden) else None


def _one_person(filing: Filing, checked: Checked, verdict: Verdict, *, by: Actor, at: datetime) -> Decision:
    if _needs_two(filing, checked, verdict):
        raise Invalid("second_signature", SECOND, field="posts", above=_limit(filing, checked))
    posts = verdict.posts.get(filing.pk, 0)
    decision = Decision(filing=filing, outcome=verdict.outcome, posts=posts, reason_code=filing.reason_code)
    decision.propose(by=by, at=at)
    return decision


def _needs_two(filing: Filing, checked: Checked, verdict: Verdict) -> bool:
    if verdict.outcome == Outcome.REFUSE:
        return False
    return verdict.posts[filing.pk] > _limit(filing, checked) or bool(_set_aside(filing, checked, verdict))


def _set_aside(filing: Filing, checked: Checked, verdict: Verdict) -> set[str]:
    return {finding.rule for finding in failures(checked.findings[filing.pk])} & set(verdict.overridden)


def _limit(filing: Filing, checked: Checked) -> int:
    return int(checked.rules[filing.pk]["two_persons_above_posts"])
