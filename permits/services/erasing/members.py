"""Members: once an account was closed for as long as its term, nobody can tell whose it was."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Member
from core.erasing import parts
from core.privacy import Term, Whose
from permits.services.erasing.terms import Plan, counted, in_batches, reached_back


def due(*, at: datetime) -> "QuerySet[Member]":
    """The members whose accounts were closed long enough ago."""
    found: QuerySet[Member] = Member.objects.filter(closed_at__lt=reached_back(Term.MEMBERS, at=at), erased_at=None)
    return found.order_by("pk")


def plan(*, at: datetime) -> Plan:
    """What would be erased of members by now; nothing is changed."""
    return counted(Whose.MEMBER, Term.MEMBERS, due(at=at))


def erase_due(*, at: datetime) -> int:
    """Erase the members whose term is over; what they did stays done by the same account."""
    return in_batches(due(at=at), lambda members: _erase(members, at))


def _erase(members: list[UUID], at: datetime) -> None:
    for part in parts(Whose.MEMBER, Term.MEMBERS):
        part.erase(members)
    Member.objects.filter(pk__in=members).update(erased_at=at)
