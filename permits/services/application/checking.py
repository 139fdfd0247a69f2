"""Running the checks of applications: judging the facts of many, and keeping what was found with each."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.text import format_lazy

from core.errors import Invalid, Problem
from employers.models import Filing
from employers.rules import findings as findings_
from employers.rules.findings import Finding, failures
from permits.models import PermitApplication
from permits.rules.checks import assess
from permits.rules.facts import ApplicationFacts
from permits.services.application.facts import Days, People, facts_of, people_of
from permits.services.application.ground import Ground, ground_of
from permits.services.sentences import problems

KEPT = ["rule_set", "inputs", "findings", "assessed_on"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found on applications, each by its key, and the ground they stand on."""

    facts: dict[UUID, ApplicationFacts]
    findings: dict[UUID, list[Finding]]
    ground: Ground
    people: People

    def stands(self, key: UUID) -> bool:
        """Whether nothing is in the way of an application."""
        return not failures(self.findings[key])

    def filing_of(self, application: PermitApplication) -> Filing:
        """The filing an application was made under."""
        return self.ground.filings[application.filing_id]


def check_each(
    applications: Sequence[PermitApplication],
    *,
    on: date,
    in_turn: bool = False,
    beside: Collection[UUID] = (),
) -> Checked:
    """Run every check on many applications, keeping nothing.

    `in_turn` takes those before as issued where nothing is in their way: they have their post, bed and days. Permits
    that are `beside` the point, since they are to be changed, are not held against their holders.
    """
    ground = ground_of({application.filing_id for application in applications}, on=on)
    people = people_of(applications, ground, beside=beside)
    checked = Checked({}, {}, ground, people)
    taken: Counter[UUID] = Counter()
    promised: defaultdict[UUID, list[Days]] = defaultdict(list)
    for each in applications:
        facts = facts_of(each, ground, people, taken=taken[each.filing_id], promised=promised[each.worker_id])
        checked.facts[each.pk], checked.findings[each.pk] = facts, assess(facts)
        if in_turn and checked.stands(each.pk):
            taken[each.filing_id] += facts.needs_post
            promised[each.worker_id].append((each.first_on, each.last_on))
    return checked


def keep_each(applications: Sequence[PermitApplication], *, on: date, in_turn: bool = False) -> Checked:
    """Run every check on many applications and put rule set, inputs and findings on each; the caller writes `KEPT`."""
    checked = check_each(applications, on=on, in_turn=in_turn)
    for each in applications:
        each.rule_set = checked.ground.holding[each.filing_id].rule_set
        each.inputs = checked.facts[each.pk].written()
        each.findings = findings_.written(checked.findings[each.pk])
        each.assessed_on = on
    return checked


def demand_passed(
    applications: Sequence[PermitApplication], checked: Checked, *, names: Sequence[str] | None = None
) -> None:
    """Refuse with `Invalid`, all problems of all together, where a check failed.

    Each of several says by place and number which application it is about, or which of the `names` given instead.
    """
    wrong = [
        named(number, names[number] if names else _name(number, one), problem) if len(applications) > 1 else problem
        for number, one in enumerate(applications)
        for problem in problems(failures(checked.findings[one.pk]))
    ]
    if wrong:
        raise Invalid.of(wrong)


def named(number: int, name: str, problem: Problem) -> Problem:
    """A problem as one of a set tells it: about which it is, by its place and its number."""
    return Problem(
        problem.code,
        format_lazy("%(about)s: {}", problem.message),
        f"{number}.{problem.field}" if problem.field else str(number),
        problem.params | {"about": name},
    )


def _name(number: int, application: PermitApplication) -> str:
    # What is not kept yet has no number of its own.
    return str(number + 1) if application._state.adding else application.reference
