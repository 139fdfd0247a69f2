"""All checks of a filing: facts in, findings out; the same facts always give the same findings."""

from collections.abc import Callable, Iterator

from employers.rules import checks, terms
from employers.rules.findings import Facts, Finding

CHECKS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    checks.codes_known,
    checks.filing_window,
    checks.work_window,
    checks.days_in_order,
    checks.posts_in_reason,
    checks.worksites_in_county,
    checks.lodging_for_all,
    checks.licence_covers,
    checks.mandate_covers,
    terms.hours_lawful,
    terms.wage_above_floor,
    terms.wage_as_local,
    terms.deductions_leave_floor,
    terms.worker_pays_nothing,
    terms.locals_asked_first,
)


def assess(facts: Facts) -> list[Finding]:
    """Run every check, so that everything wrong is told at once; each rule says at least one thing."""
    return [finding for check in CHECKS for finding in check(facts)]
