"""On which step of its ladder each day stands, as rows a statement can join: the rule itself says it, day by day."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from permits.rules.ladder import stage
from scheme.models import RuleSet
from scheme.rules.parameters import Ladder, Parameters
from scheme.services.agreement import parameters_of

STEP = """
WITH step AS (
    SELECT * FROM jsonb_to_recordset(%(rows)s) AS row (rule_set_id uuid, permit_class text, day date, stage text)
)"""


@dataclass(frozen=True, slots=True)
class Steps:
    """The days that stand on a step; every day before `floor` stands where that one does."""

    rows: str
    floor: date


def by_class(parameters: Parameters) -> Mapping[str, Ladder]:
    """The ladder of each permit class."""
    return {name: terms.alerts for name, terms in parameters.permit_classes.items()}


def after_only(parameters: Parameters) -> Mapping[str, Ladder]:
    """The steps of each permit class from a day on."""
    return {name: Ladder((), ladder.days_after) for name, ladder in by_class(parameters).items()}


def before_evidence_ends(parameters: Parameters) -> Mapping[str, Ladder]:
    """Before evidence ends, and once it has."""
    return {"": Ladder(parameters.evidence_alert_days, (1,))}


def without_arrival(parameters: Parameters) -> Mapping[str, Ladder]:
    """Since a permit's first day."""
    return {"": Ladder((), parameters.arrival_alert_days)}


def steps(today: date, ladders: Callable[[Parameters], Mapping[str, Ladder]]) -> Steps:
    """The days around `today` that stand on a step of the ladders of any rule set."""
    found = {rule_set.pk: ladders(parameters_of(rule_set)) for rule_set in RuleSet.objects.all()}
    widest = [ladder for by_name in found.values() for ladder in by_name.values()]
    floor = today - timedelta(max((max(one.days_after, default=0) for one in widest), default=0))
    ceiling = today + timedelta(max((max(one.days_before, default=0) for one in widest), default=0))
    days = [floor + timedelta(number) for number in range((ceiling - floor).days + 1)]
    rows = [
        {"rule_set_id": str(rule_set), "permit_class": name, "day": day.isoformat(), "stage": step}
        for rule_set, by_name in found.items()
        for name, ladder in by_name.items()
        for day in days
        if (step := stage(day, today, ladder)) is not None
    ]
    return Steps(json.dumps(rows), floor)
