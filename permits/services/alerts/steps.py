"""On which step of its ladder each day stands, for statements to look up: the rule itself says it, day by day."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from core.alerts.services import Select
from core.dates import day_of
from permits.rules.ladder import stage
from scheme.rules.parameters import Ladder, Parameters
from scheme.services.in_force import parameters_of, read_agreement

SOME_DAY = date(2000, 1, 1)
# What is older is known by its open alert: a sweep looks so far back, for a clock that stood still and for records that
# came late, and not at every permit.
LOOK_BACK = timedelta(days=60)
KNOWN = """SELECT known.subject_id::uuid FROM alerts_alert AS known
    WHERE known.kind = '{kind}' AND known.subject_type = 'permits.permit' AND known.closed_at IS NULL"""
# Looked up row by row, not joined: a planner that knows nothing of a handed-in table goes wrong by millions of rows.
STAGE = """%(steps)s::jsonb ->> concat(
        permit.rule_set_id, permit.permit_class, greatest({day} - %(today)s::date, %(least)s))"""


def by_class(parameters: Parameters) -> Mapping[str, Ladder]:
    """The ladder of each permit class."""
    return {name: terms.alerts for name, terms in parameters.permit_classes.items()}


def after_only(parameters: Parameters) -> Mapping[str, Ladder]:
    """The steps of each permit class from a day on."""
    return {name: Ladder((), ladder.days_after) for name, ladder in by_class(parameters).items()}


def before_evidence_ends(parameters: Parameters) -> Mapping[str, Ladder]:
    """Before evidence ends, and once it has."""
    return dict.fromkeys(parameters.permit_classes, Ladder(parameters.evidence_alert_days, (1,)))


def without_arrival(parameters: Parameters) -> Mapping[str, Ladder]:
    """Since a permit's first day."""
    return dict.fromkeys(parameters.permit_classes, Ladder((), parameters.arrival_alert_days))


def on_steps(
    sql: str, day: str, ladders: Callable[[Parameters], Mapping[str, Ladder]], *, at: datetime, **values: object
) -> Select:
    """A statement about permits with the step that `day` stands on in place of {stage}; null where it is on none."""
    found = {rule_set.pk: ladders(parameters_of(rule_set)) for rule_set in read_agreement().rule_sets}
    every = [ladder for by_name in found.values() for ladder in by_name.values()]
    least = -max((max(one.days_after, default=0) for one in every), default=0)
    most = max((max(one.days_before, default=0) for one in every), default=0)
    steps = {
        f"{rule_set}{name}{left}": step
        for rule_set, by_name in found.items()
        for name, ladder in by_name.items()
        for left in range(least, most + 1)
        if (step := stage(SOME_DAY + timedelta(left), SOME_DAY, ladder)) is not None
    }
    sql = sql.format(stage=STAGE.format(day=day))
    today = day_of(at)
    return Select.of(sql, steps=json.dumps(steps), least=least, today=today, until=today + timedelta(most), **values)
