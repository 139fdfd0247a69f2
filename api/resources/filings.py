"""Filings: drafted and filed by intermediaries, confirmed by employers, decided by bureaus."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers

from api.inputs import Day, Input, Text, Whole
from api.resource import Act, Look, Part, Resource, by_choice, by_day, by_id, by_number, by_text, by_truth
from api.resources.contents import POSTS, ContentInput, content
from api.resources.filing_shapes import (
    AssessmentShape,
    DecisionShape,
    FilingLine,
    FilingShape,
    PreviewOut,
    StepOut,
)
from api.resources.licences import Reason, move
from core.actors import PUBLIC, Actor
from core.dates import day_of
from core.permissions import Permission as P
from employers.enums import FilingStatus, Outcome, RefusalReason
from employers.models import Assessment, Decision, Filing
from employers.services.demand import after_grant, decisions, filings
from employers.services.demand.history import history
from employers.services.demand.sentences import sentence
from employers.workflow import FILING
from scheme.models import Season


class Digest(Input):
    """Which content is confirmed: its digest, as the filing gives it."""

    digest = serializers.RegexField(r"^[0-9a-f]{64}\Z", max_length=64)


class MaybeReason(Input):
    """Why, if one wishes to say."""

    reason = Text(max_length=300, required=False, allow_blank=True)


class Question(Input):
    """Everything that is missing, together."""

    question = Text(max_length=1000)


class Answer(Input):
    """The answer to what was asked."""

    text = Text(max_length=1000)


class InSeason(Input):
    """The season of the new draft."""

    season = Text(max_length=20)


class Fewer(Input):
    """How many of the granted posts to keep."""

    posts = Whole(**POSTS)


class Later(Input):
    """The new last day."""

    ends_on = Day()


class Grant(Input):
    """How many posts, and which failed checks are set aside."""

    posts = Whole(**POSTS)
    comment = Text(max_length=1000, required=False, allow_blank=True)
    overridden = serializers.ListField(child=Text(max_length=40), required=False, max_length=50)


class Refuse(Input):
    """Why."""

    reason_code = serializers.ChoiceField(RefusalReason.choices)
    comment = Text(max_length=1000, required=False, allow_blank=True)


class Recommend(Input):
    """What to decide, and why."""

    outcome = serializers.ChoiceField(Outcome.choices)
    posts = Whole(max_value=100_000, required=False)
    reason_code = serializers.ChoiceField(RefusalReason.choices, required=False)
    comment = Text(max_length=1000, required=False, allow_blank=True)
    overridden = serializers.ListField(child=Text(max_length=40), required=False, max_length=50)


def check(*, by: Actor, at: datetime, **told: Any) -> dict[str, Any]:
    """Run every check on what was told, keeping nothing."""
    found = filings.check(content(**told), by=by, on=day_of(at))
    rows = [asdict(each) | {"message": sentence(each.code, each.params)} for each in found.findings]
    return {"findings": rows, "quota_left": found.quota_left}


def steps(key: UUID, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """What became of a filing."""
    return [asdict(step) for step in history(key, by=by)]


def _overdue(records: Any, is_overdue: bool) -> Any:
    overdue = records.overdue_on(day_of(timezone.now()))
    return overdue if is_overdue else records.exclude(pk__in=overdue.values("pk"))


def _in_season(records: Any, code: str) -> Any:
    # The season's key is looked up first, so that the list is read in its order from an index.
    return records.filter(season=Season.objects.visible_to(PUBLIC).filter(code=code).values("pk")[:1])


def step(verb: str, does: Any, says: Any, **more: Any) -> Act:
    """An act of the filing's procedure."""
    return move(FILING, verb, does, says, **more)


def with_content(verb: str, does: Any, says: Any) -> Act:
    """An act that is told the whole content."""
    return step(verb, does, says, takes=ContentInput, wraps=("content", content))


FILINGS = (
    Resource(
        "filings",
        lambda by: Filing.objects.visible_to(by),
        FilingShape,
        "Employers' demand for hands.",
        listed=FilingLine,
        hot=True,
        filters={
            "status": by_choice(FilingStatus, "status", "where it stands"),
            "season": by_text(_in_season, "the season's code"),
            "county": by_text("county", "code of the county"),
            "prefecture": by_text("prefecture_code", "first four signs of the area's code"),
            "industry": by_text("industry", "code of the trade"),
            "employer": by_id("employer", "for this employer"),
            "intermediary": by_id("intermediary", "by this intermediary"),
            "number": by_number("number", "the number in its reference"),
            "starts_from": by_day("starts_on__gte", "work begins on this day or later"),
            "starts_until": by_day("starts_on__lte", "work begins on this day or earlier"),
            "due_until": by_day("due_on__lte", "a decision is due by this day"),
            "overdue": by_truth(_overdue, "whether the day for a decision has gone by"),
        },
        make=Act(
            "draft",
            filings.draft,
            "Begin a filing for an employer whose mandate one holds.",
            takes=ContentInput,
            permission=P.FILE_DEMAND,
            wraps=("content", content),
        ),
        edit=with_content("edit", filings.edit, "Change what is asked, before the bureau sees it."),
        acts=(
            step("file", filings.file, "Hand it to the employer to confirm."),
            step("confirm", filings.confirm, "Confirm exactly this content, as the employer.", takes=Digest),
            step("decline", filings.decline, "Send it back, as the employer.", takes=Reason, keeps=False),
            step("answer", filings.answer, "Answer the bureau's question.", takes=Answer),
            with_content("revise", filings.revise, "Change what was submitted; the employer confirms again."),
            step("withdraw", filings.withdraw, "Take it back before it is decided.", takes=MaybeReason),
            step("request_information", decisions.request_information, "Ask for what is missing.", takes=Question),
            step("recommend", decisions.recommend, "Put the first signature to a decision.", takes=Recommend),
            step("grant", decisions.grant, "Grant it in whole or part; quota is reserved with it.", takes=Grant),
            step("refuse", decisions.refuse, "Refuse it, saying what to change.", takes=Refuse),
            with_content("amend", after_grant.amend, "Change it after the grant; every check runs again."),
            step("confirm_amendment", filings.confirm_amendment, "Confirm what was amended.", takes=Digest),
            step("reduce", after_grant.reduce, "Give granted posts back.", takes=Fewer),
            step("extend", after_grant.extend, "Let it end later, inside the season.", takes=Later),
            step("close", after_grant.close, "End it; unused posts return to the quota.", takes=MaybeReason),
            Act(
                "clone",
                filings.clone,
                "Begin a new draft like this one, in another season.",
                takes=InSeason,
                permission=P.FILE_DEMAND,
                makes=True,
            ),
        ),
        common_acts=(
            Act(
                "check",
                check,
                "Run every check on what would be filed; nothing is kept.",
                takes=ContentInput,
                gives=PreviewOut,
                permission=P.FILE_DEMAND,
            ),
        ),
        parts=(
            Part(
                "decisions",
                lambda by, key: Decision.objects.visible_to(by).filter(filing=key),
                DecisionShape,
                "What was decided on it.",
            ),
            Part(
                "assessments",
                lambda by, key: Assessment.objects.visible_to(by).filter(filing=key),
                AssessmentShape,
                "Every check that was run on it, with inputs and findings.",
            ),
        ),
        looks=(Look("history", steps, StepOut, "What became of it.", many=True, of_one=True),),
    ),
)
