"""What the erasing of all kinds of people shares: how long their terms are, batches, and what is counted."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.actors import CLOCK
from core.audit.services import act
from core.dates import day_of
from core.erasing import parts
from core.privacy import Term, Whose
from core.workflow import BATCH
from scheme.services.agreement import parameters_of
from scheme.services.in_force import read_agreement

Plan = Counter[tuple[str, str]]
"""Rows by term and table."""


def reached_back(term: Term, *, at: datetime) -> datetime:
    """The moment from which on something holds what has this term, by the days in force."""
    day = day_of(at)
    days: int = getattr(parameters_of(read_agreement().rule_set("", day)).retention_days, term.value)
    return at - timedelta(days=days)


def counted(whose: Whose, term: Term, found: "QuerySet[Any]") -> Plan:
    """The rows of these people that would change with this term."""
    plan: Plan = Counter()
    persons = list(found.values_list("pk", flat=True))
    for start in range(0, len(persons), BATCH):
        for part in parts(whose, term):
            plan[term.value, part.model._meta.label_lower] += part.rows(persons[start : start + BATCH]).count()
    return plan


def in_batches(found: "QuerySet[Any]", erase: Callable[[list[UUID]], None]) -> int:
    """Erase people, a batch to a transaction, and pass over whom somebody works on; how many.

    Safe to run twice: who is erased is due no more.
    """
    done = 0
    while True:
        with act("erase", by=CLOCK):
            held = found.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
            persons = list(held[:BATCH])
            if not persons:
                return done
            erase(persons)
        done += len(persons)
