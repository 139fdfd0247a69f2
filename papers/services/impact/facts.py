"""The facts that impact files state: from the classification, the rule set in force, and counts of the last year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q

from accounts.models import Member
from core.audit.models import Event
from core.privacy import Basis, End, Held, Kind, Term, Use, Whose, register
from scheme.enums import Country
from scheme.rules.parameters import RetentionDays
from scheme.services.agreement import parameters_of
from scheme.services.in_force import read_agreement
from workers.models import Disclosure, Erasure, PassingConsent, Worker

YEAR: Final = timedelta(days=365)
VIETNAMESE: Final = ("department", "licensing")


@dataclass(frozen=True, slots=True)
class Kept:
    """Fields kept for one use on one ground for one term: whose, which, who may see them, and what becomes of them."""

    whose: Whose
    use: Use
    basis: Basis
    term: Term
    days: int | None
    fields: dict[str, list[str]]
    seen_by: list[Kind]
    ends: list[End]


@dataclass(frozen=True, slots=True)
class Passed:
    """Passings-on to one kind of body in one country on one ground: how many, of how many persons."""

    kind: str
    country: str
    is_abroad: bool
    ground: str
    times: int
    persons: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the system can say by itself."""

    at: datetime
    workers: int
    members: int
    kept: list[Kept]
    passed: list[Passed]
    consents: dict[bool, int]
    done: dict[str, int]
    terms: RetentionDays


def facts(*, at: datetime) -> Facts:
    """What holds at a moment, and what was done in the year before it."""
    day, since = at.date(), at - YEAR
    terms = parameters_of(read_agreement().rule_set("", day)).retention_days
    last = PassingConsent.objects.order_by("worker", "-pk").distinct("worker").values_list("is_given", flat=True)
    said = list(last)
    return Facts(
        at=at,
        workers=Worker.objects.filter(erased_at=None).count(),
        members=Member.objects.filter(is_active=True).count(),
        kept=list(_kept(terms)),
        passed=list(_passed(since)),
        consents={is_given: said.count(is_given) for is_given in (True, False)},
        done={
            "opened": Event.objects.filter(subject_type=Worker._meta.label_lower, verb="open", at__gte=since).count(),
            "copied": Event.objects.filter(verb="copy", at__gte=since).count(),
            "corrected": Event.objects.filter(verb="correct_worker", at__gte=since).count(),
            "erased": Erasure.objects.filter(erased_at__gte=since).count(),
        },
        terms=terms,
    )


def _kept(terms: RetentionDays) -> Iterator[Kept]:
    groups: dict[tuple[Whose, Use, Basis, Term], list[tuple[str, Held]]] = {}
    for label, line in register():
        if isinstance(line, Held):
            groups.setdefault((line.whose, line.use, line.basis, line.term), []).append((label, line))
    for (whose, use, basis, term), lines in sorted(groups.items()):
        fields: dict[str, list[str]] = {}
        for label, line in lines:
            fields.setdefault(f"{label}.{line.table.lower()}", []).extend(line.fields)
        seen = dict.fromkeys(kind for _label, line in lines for kind in line.seen_by)
        ends = dict.fromkeys(line.end for _label, line in lines)
        yield Kept(whose, use, basis, term, getattr(terms, term.value, None), fields, list(seen), list(ends))


def _passed(since: datetime) -> Iterator[Passed]:
    rows = Disclosure.objects.filter(at__gte=since).values_list(
        "recipient__kind", "recipient__intermediary__side", "is_abroad", "ground"
    )
    counted = rows.annotate(times=Count("pk"), persons=Count("worker", distinct=True, filter=Q()))
    for kind, side, is_abroad, ground, times, persons in counted.order_by("recipient__kind", "is_abroad", "ground"):
        country = side or (Country.VIET_NAM if kind in VIETNAMESE else Country.CHINA)
        yield Passed(kind, country, is_abroad, ground, times, persons)
