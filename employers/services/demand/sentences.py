"""What each finding says to the people concerned: the sentence for its code, and what to change."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import Problem, Sentence
from employers.enums import CostHead
from employers.rules.findings import Finding
from scheme.enums import Confidence

SENTENCES: dict[str, Sentence] = {
    "codes_passed": _("County, industry and occupation belong to the scheme."),
    "county_unknown": _("%(value)s is not a county of the scheme on %(on)s: choose one that is."),
    "industry_unknown": _("Industry %(value)s is not part of the scheme on %(on)s: choose one that is."),
    "occupation_unknown": _("Occupation %(value)s is not part of the scheme on %(on)s: choose one that is."),
    "filing_window_passed": _("The season takes filings from %(first)s to %(last)s."),
    "filing_window_closed": _("The season takes filings only from %(first)s to %(last)s: choose another season."),
    "work_window_passed": _("The work lies inside the season, %(first)s to %(last)s."),
    "season_crossed": _(
        "The season's work lies between %(first)s and %(last)s: change the days, or file the rest for the next season."
    ),
    "days_passed": _("The days are in order."),
    "end_before_start": _("The last day is before the first: correct one of them."),
    "longer_than_a_stay": _("No worker may stay longer than %(longest)s days: divide the posts into groups."),
    "start_in_the_past": _("Work cannot start before %(on)s: choose a later first day."),
    "posts_passed": _("%(posts)s posts are within what one filing may ask for."),
    "too_many_posts": _("One filing may ask for at most %(most)s posts, not %(posts)s: ask for fewer."),
    "joint_share_too_large": _(
        "The joint employers share %(shared)s of %(posts)s posts: leave at least one for the filing's own employer."
    ),
    "joint_with_itself": _("The filing's own employer is also named as a joint employer: take it out."),
    "worksites_passed": _("Every worksite lies in the county."),
    "worksite_missing": _("Name at least one worksite."),
    "worksite_outside_county": _("A worksite lies outside county %(county)s: file for its own county instead."),
    "lodging_passed": _("There is lodging for %(room)s, and at most %(needed)s work at a time."),
    "lodging_missing": _("Say where the workers sleep: lodging for %(needed)s persons."),
    "lodging_too_small": _("There is lodging for %(room)s persons only: %(needed)s are needed."),
    "licence_passed": _("The intermediary's licence runs until %(until)s."),
    "licence_missing": _("The intermediary has no licence in force: have it renewed or reinstated first."),
    "licence_ends_inside": _("The intermediary's licence ends on %(until)s, inside the work: renew it first."),
    "mandate_passed": _("The employer's mandate covers the filing."),
    "mandate_missing": _("The employer has given no mandate that runs today: ask it for one."),
    "mandate_other_industry": _("The mandate covers only %(industries)s: ask the employer to widen it."),
    "mandate_too_small": _("The mandate leaves %(left)s posts: file for fewer or ask the employer to raise its cap."),
    "hours_passed": _("The hours keep to the law."),
    "hours_missing": _("State the hours a day and the days a week."),
    "hours_a_day_too_many": _("%(stated)s hours a day are too many: %(allowed)s are allowed."),
    "hours_a_week_too_many": _("%(stated)s hours a week are too many: %(allowed)s are allowed."),
    "days_a_week_too_many": _("%(stated)s days a week are too many: %(allowed)s are allowed."),
    "overtime_a_day_too_many": _("%(stated)s hours of overtime a day are too many: %(allowed)s are allowed."),
    "overtime_a_month_too_many": _("%(stated)s hours of overtime a month are too many: %(allowed)s are allowed."),
    "wage_passed": _("The wage comes to %(day)s yuan a day; the floor asks %(asked_day)s (%(confidence)s)."),
    "wage_unit_wrong": _("Piece pay is stated by the piece, time pay by the hour, day or month: correct the unit."),
    "piece_output_missing": _("State the piece and how many of it an ordinary worker makes a day."),
    "wage_below_floor": _(
        "The wage comes to %(day)s yuan a day, and the county's floor is %(asked_day)s: offer at least %(least)s yuan."
    ),
    "wage_floor_not_known": _("The county's wage floor is not known: an officer decides."),
    "reference_wage_passed": _("The wage does not undercut what the job pays locally."),
    "wage_below_reference": _(
        "The job pays %(asked_day)s yuan a day locally, the filing %(day)s: offer at least %(least)s yuan."
    ),
    "reference_wage_not_known": _("What the job pays locally is not known: an officer decides."),
    "deductions_passed": _("What is taken off leaves the wage floor untouched."),
    "deductions_below_floor": _("What is taken off brings the wage below the floor: take off less or pay more."),
    "deductions_floor_not_known": _("Whether the deductions leave the floor untouched is not known."),
    "costs_passed": _("No cost is borne by the worker."),
    "cost_heads_missing": _("Say who pays for: %(heads)s."),
    "worker_pays": _("The worker may not pay for “%(head)s”: the employer bears it."),
    "local_search_passed": _("Local workers were asked first: %(applied)s applied, %(hired)s were hired."),
    "local_search_missing": _("Say how local workers were looked for, from when to when, and with what result."),
    "local_search_counts": _("More local workers were hired than applied: correct one of the numbers."),
    "local_search_not_over": _("The search for local workers goes on after %(on)s: file when it is over."),
}

DAYS = ("first", "last", "on", "until")
YUAN = {"day_fen": "day", "asked_day_fen": "asked_day", "least_fen": "least", "taken_fen": "taken"}


def problems(findings: Iterable[Finding], *, prefix: str = "") -> list[Problem]:
    """The findings as problems that a refusal tells, each about its field."""
    return [Problem(f.code, SENTENCES[f.code], f"{prefix}{f.field}", readable(f.params)) for f in findings]


def sentence(code: str, params: dict[str, Any]) -> str:
    """What a kept finding says, in the reader's language."""
    return str(Problem(code, SENTENCES[code], "", readable(params)))


def readable(params: dict[str, Any]) -> dict[str, Any]:
    """What a finding is about with what a sentence shows of it: fen as yuan, days and names in the reader's words."""
    shown: dict[str, Any] = {YUAN[name]: _yuan(fen) for name, fen in params.items() if name in YUAN}
    if "heads" in params:
        shown["heads"] = format_lazy(", ".join("{}" for _head in params["heads"]), *map(_head, params["heads"]))
    if "head" in params:
        shown["head"] = _head(params["head"])
    if params.get("confidence") in Confidence.values:
        shown["confidence"] = Confidence(params["confidence"]).label
    shown |= {name: _day(params[name]) for name in DAYS if isinstance(params.get(name), str)}
    return params | shown


def _written_out(day: str) -> str:
    return formats.date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT")


_day = lazy(_written_out, str)


def _head(code: str) -> Sentence:
    return CostHead(code).label if code in CostHead.values else code


def _in_yuan(fen: int | None) -> str:
    return "?" if fen is None else formats.number_format(Decimal(fen) / 100, 2)


_yuan = lazy(_in_yuan, str)
