"""Running the checks: gathering the facts of many filings, judging them, and keeping what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from core.actors import Actor
from core.errors import Invalid
from employers.models import Assessment, Filing, Mandate
from employers.rules import findings as findings_
from employers.rules.assessment import assess
from employers.rules.content import FilingContent
from employers.rules.findings import Facts, Finding, failures
from employers.services.demand.sentences import problems
from employers.services.licensing.cover import covered_until_each
from scheme.models import Season
from scheme.services import quotas
from scheme.services.in_force import InForce, in_force_each

KEEP = """
INSERT INTO employers_assessment (id, filing_id, moment, rule_set_id, inputs, findings, "on")
SELECT id, filing_id, moment, rule_set_id, inputs, findings, "on" FROM jsonb_to_recordset(%s) AS kept
    (id uuid, filing_id uuid, moment text, rule_set_id uuid, inputs jsonb, findings jsonb, "on" date)
"""
Holding = Mapping[tuple[str, UUID | None], InForce]
RULES = ("max_posts_per_filing", "hours", "wage", "cost_heads", "start_may_be_past", "reference_wages")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a filing would meet if it were filed now, and the posts left in the tightest quota above it."""

    findings: list[Finding]
    quota_left: int | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found on filings, each by its key: the findings, where they are kept, and the rules that held."""

    findings: dict[UUID, list[Finding]]
    assessments: dict[UUID, Assessment]
    rules: dict[UUID, dict[str, Any]]


def preview(content: FilingContent, season: Season, mandate: Mandate | None, *, by: Actor, on: date) -> Preview:
    """Run every check on content that was not filed, keeping nothing."""
    filing = Filing(
        season=season, county_id=content.county, industry_id=content.industry, intermediary_id=by.organisation_id
    )
    filing.mandate = mandate  # type: ignore[assignment]
    [facts] = gather([filing], {filing.pk: content}, _holding([filing], on), moment="filed", on=on).values()
    left = quotas.left_for(season=season.pk, county=content.county, industry=content.industry)
    return Preview(assess(facts), left)


def keep_each(filings: Sequence[Filing], contents: Mapping[UUID, FilingContent], *, moment: str, on: date) -> Checked:
    """Run every check on many filings and keep inputs and findings of each."""
    holding = _holding(filings, on)
    facts = gather(filings, contents, holding, moment=moment, on=on)
    findings = {key: assess(given) for key, given in facts.items()}
    kept = [
        Assessment(
            filing=filing,
            moment=moment,
            rule_set_id=holding[filing.county_id, filing.season_id].rule_set.pk,
            inputs=facts[filing.pk].written(),
            findings=findings_.written(findings[filing.pk]),
            on=on,
        )
        for filing in filings
    ]
    _keep(kept)
    rules = {f.pk: holding[f.county_id, f.season_id].rule_set.parameters for f in filings}
    return Checked(findings, {assessment.filing_id: assessment for assessment in kept}, rules)


def _keep(assessments: Sequence[Assessment]) -> None:
    # As one document: arrays of JSON would have each of their many quotation marks escaped twice.
    names = ("id", "filing_id", "moment", "rule_set_id", "inputs", "findings", "on")
    rows = [{name: getattr(assessment, name) for name in names} for assessment in assessments]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [orjson.dumps(rows).decode()])


def demand_passed(checked: Checked, *, set_aside: Sequence[str] = ()) -> None:
    """Refuse with `Invalid`, all problems together, where a check failed that was not set aside."""
    found = checked.findings
    wrong = [
        problem
        for number, findings in enumerate(found.values())
        for problem in problems(
            [finding for finding in failures(findings) if finding.rule not in set_aside],
            prefix=f"{number}." if len(found) > 1 else "",
        )
    ]
    if wrong:
        raise Invalid.of(wrong)


def gather(
    filings: Sequence[Filing],
    contents: Mapping[UUID, FilingContent],
    holding: Holding,
    *,
    moment: str,
    on: date,
) -> dict[UUID, Facts]:
    """The facts of many filings, in a number of queries that does not grow with them."""
    licences = covered_until_each({filing.intermediary_id for filing in filings}, on)
    facts = {}
    for filing in filings:
        content, holds = contents[filing.pk], holding[filing.county_id, filing.season_id]
        until = licences.get(filing.intermediary_id)
        facts[filing.pk] = Facts(
            content=content,
            on=str(on),
            moment=moment,
            season={name: str(getattr(filing.season, name)) for name in _WINDOWS},
            known={
                "county": holds.area is not None,
                "industry": content.industry in holds.industries,
                "occupation": content.occupation in holds.occupations,
            },
            rules=_rules(holds),
            floor=_floor(holds),
            licence_until=str(until) if until else None,
            mandate=_mandate(filing, on),
        )
    return facts


_WINDOWS = ("filing_from", "filing_until", "work_from", "work_until")


def _holding(filings: Sequence[Filing], on: date) -> Holding:
    return in_force_each({(filing.county_id, filing.season_id) for filing in filings}, on)


def _rules(holds: InForce) -> dict[str, Any]:
    given = holds.rule_set.parameters
    longest = max(permit["longest_stay_days"] for permit in given["permit_classes"].values())
    return {name: given.get(name) for name in RULES} | {"longest_stay_days": longest}


def _floor(holds: InForce) -> dict[str, Any] | None:
    floor = holds.wage_floor
    if floor is None:
        return None
    return {"monthly": floor.monthly_fen, "hourly": floor.hourly_fen, "confidence": floor.confidence}


def _mandate(filing: Filing, on: date) -> dict[str, Any] | None:
    mandate: Mandate | None = filing.mandate if filing.mandate_id else None
    if mandate is None or mandate.status != "given" or not mandate.starts_on <= on <= mandate.ends_on:
        return None
    return {"industries": mandate.industries, "left": mandate.cap - mandate.posts_filed}
