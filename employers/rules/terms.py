"""Checks on what workers are promised: pay, hours, deductions, costs, and the search for local workers."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from employers.rules import hours, wages
from employers.rules.findings import Facts, Finding, failed, not_known, passed

WORKING_DAYS_A_WEEK_TO_MONTH = Fraction(87, 20)


def working_time(facts: Facts) -> hours.WorkingTime:
    """The hours the filing states."""
    content = facts.content
    return hours.WorkingTime(content.hours_a_day, content.days_a_week, content.overtime_a_day, content.overtime_a_month)


def wage(facts: Facts) -> wages.Wage:
    """The wage the filing states."""
    content = facts.content
    return wages.Wage(content.wage_fen, wages.PayUnit(content.wage_unit), content.pieces_a_day)


def month(facts: Facts) -> wages.MonthBasis:
    """How a monthly wage is turned into days and hours."""
    rules = facts.rules["wage"]
    return wages.MonthBasis(
        Fraction(rules["month_days"]), Fraction(rules["month_hours_a_day"]), Fraction(rules["month_days_a_week"])
    )


def hours_lawful(facts: Facts) -> Iterator[Finding]:
    """Normal hours and overtime keep to the law (Labour Law art. 36 and 41)."""
    stated = working_time(facts)
    limits = hours.Limits(**{name: Fraction(limit) for name, limit in facts.rules["hours"].items()})
    if not hours.is_complete(stated):
        yield failed("hours", "hours_missing", "hours_a_day")
        return
    over = hours.excesses(stated, limits)
    for excess in over:
        name = excess.limit.value
        field = "hours_a_day" if name == "hours_a_week" else name
        yield failed("hours", f"{name}_too_many", field, stated=_text(excess.stated), allowed=_text(excess.allowed))
    if not over:
        yield passed("hours")


def wage_above_floor(facts: Facts) -> Iterator[Finding]:
    """Time and piece pay come to the county's floor at least (Labour Law art. 37 and 48)."""
    content = facts.content
    if (content.pay_kind == "piece") != (content.wage_unit == "piece"):
        yield failed("wage", "wage_unit_wrong", "wage_unit")
        return
    if content.pay_kind == "piece" and not (content.piece and content.pieces_a_day):
        yield failed("wage", "piece_output_missing", "pieces_a_day")
        return
    given = facts.floor or {"monthly": None, "hourly": None, "confidence": "unknown"}
    basis = wages.FloorBasis(facts.rules["wage"]["floor_basis"][content.wage_unit])
    verdict = wages.against_floor(
        wage(facts),
        wages.Floor(given["monthly"], given["hourly"], given["confidence"]),
        working_time(facts),
        basis=basis,
        month=month(facts),
    )
    yield _wage_finding("wage", verdict, "wage_below_floor", "wage_floor_not_known")


def wage_as_local(facts: Facts) -> Iterator[Finding]:
    """The wage does not undercut what the job pays locally, where a reference wage is known."""
    asked = (facts.rules.get("reference_wages") or {}).get(facts.content.occupation)
    equivalent = None
    if asked is not None:
        hour = Fraction(asked["hourly_fen"])
        equivalent = wages.Equivalent(hour, hour * Fraction(facts.content.hours_a_day or 0))
    verdict = wages.against(
        wage(facts), equivalent, working_time(facts), confidence="source" if asked else "unknown", month=month(facts)
    )
    yield _wage_finding("reference_wage", verdict, "wage_below_reference", "reference_wage_not_known")


def deductions_leave_floor(facts: Facts) -> Iterator[Finding]:
    """What is taken off leaves the floor untouched: meals and lodging do not count toward it."""
    content = facts.content
    offered = wages.equivalent(wage(facts), working_time(facts), month=month(facts))
    floor: int | None = facts.floor["hourly"] if facts.floor else None
    days_a_month = Fraction(content.days_a_week or 1) * WORKING_DAYS_A_WEEK_TO_MONTH
    taken = sum(
        (Fraction(d.amount_fen) if d.each == "day" else d.amount_fen / days_a_month for d in content.deductions),
        Fraction(0),
    )
    if not content.deductions:
        yield passed("deductions")
    elif offered is None or floor is None:
        yield not_known("deductions", "deductions_floor_not_known", "deductions")
    elif offered.day - taken < floor * Fraction(content.hours_a_day):
        yield failed("deductions", "deductions_below_floor", "deductions", taken_fen=int(taken))
    else:
        yield passed("deductions", taken_fen=int(taken))


def worker_pays_nothing(facts: Facts) -> Iterator[Finding]:
    """Every head of cost is stated, and none is borne by the worker (ILO fair recruitment; the scheme's papers)."""
    stated = {cost.head for cost in facts.content.costs}
    missing = [head for head in facts.rules["cost_heads"] if head not in stated]
    borne = [n for n, cost in enumerate(facts.content.costs) if cost.payer == "worker"]
    if missing:
        yield failed("costs", "cost_heads_missing", "costs", heads=missing)
    for number in borne:
        yield failed("costs", "worker_pays", f"costs.{number}.payer", head=facts.content.costs[number].head)
    if not missing and not borne:
        yield passed("costs")


def locals_asked_first(facts: Facts) -> Iterator[Finding]:
    """The employer looked for local workers before, and says how and with what result."""
    search = facts.content.local_search
    if search is None or not search.channels:
        yield failed("local_search", "local_search_missing", "local_search")
    elif search.until_on < search.from_on:
        yield failed("local_search", "end_before_start", "local_search.until_on")
    elif search.hired > search.applied:
        yield failed("local_search", "local_search_counts", "local_search.hired")
    elif facts.moment == "filed" and str(search.until_on) > facts.on:
        yield failed("local_search", "local_search_not_over", "local_search.until_on", on=facts.on)
    else:
        yield passed("local_search", applied=search.applied, hired=search.hired)


def _wage_finding(rule: str, verdict: wages.WageVerdict, below: str, unknown: str) -> Finding:
    params: dict[str, Any] = {"confidence": verdict.confidence}
    if verdict.offered:
        params |= dict(zip(("hour_fen", "day_fen"), verdict.offered.whole, strict=True))
    if verdict.asked:
        params |= dict(zip(("asked_hour_fen", "asked_day_fen"), verdict.asked.whole, strict=True))
    if verdict.standing is wages.Standing.NOT_KNOWN:
        return not_known(rule, unknown, "wage_fen", **params)
    if verdict.standing is wages.Standing.BELOW:
        return failed(rule, below, "wage_fen", least_fen=verdict.least_amount, **params)
    return passed(rule, "wage_fen", **params)


def _text(value: Fraction) -> str:
    return format((Decimal(value.numerator) / value.denominator).normalize(), "f")
