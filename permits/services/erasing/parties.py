"""Farm households: the employers that are persons. Companies are no persons and are not erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import Member
from core.audit.models import Event
from core.dates import day_of
from core.erasing import parts
from core.privacy import Term, Whose
from employers.enums import EmployerKind
from employers.models import Employer, Filing, Mandate
from permits.models import Permit
from permits.services.erasing.terms import Plan, counted, in_batches, reached_back
from workers.enums import ComplaintStatus
from workers.models import Complaint


def due(*, at: datetime) -> "QuerySet[Employer]":
    """The households whose term is over: neither work, a paper, a bar nor an act of theirs is as young as it."""
    before = reached_back(Term.PARTIES, at=at)
    found = Employer.objects.filter(kind=EmployerKind.HOUSEHOLD, erased_at=None)
    found = found.exclude(organisation__barred_until__gte=at)
    found = found.exclude(organisation__barred_from__isnull=False, organisation__barred_until=None)
    for path, records in _holding(before):
        found = found.exclude(Exists(records.filter(**{path: OuterRef("pk")})))
    recorded = Event.objects.filter(subject_type="employers.employer", at__gte=before)
    found = found.exclude(Exists(recorded.filter(subject_id=Cast(OuterRef("pk"), CharField()))))
    return found.order_by("pk")


def plan(*, at: datetime) -> Plan:
    """What would be erased of households by now; nothing is changed."""
    return counted(Whose.PARTY, Term.PARTIES, due(at=at))


def erase_due(*, at: datetime) -> int:
    """Erase the households whose term is over; their accounts close, and have a term of their own from then on."""
    return in_batches(due(at=at), lambda households: _erase(households, at))


def _erase(households: list[UUID], at: datetime) -> None:
    Member.objects.filter(organisation__in=households, closed_at=None).update(closed_at=at)
    Employer.objects.filter(pk__in=households).update(erased_at=at)  # before it loses what it is known by
    for part in parts(Whose.PARTY, Term.PARTIES):
        part.erase(households)


def _holding(before: datetime) -> "Iterator[tuple[str, QuerySet[Any]]]":
    """The records that hold a household's, each with the way to it."""
    day = day_of(before)
    yield "employer", Filing.objects.filter(ends_on__gte=day)
    yield "employer", Mandate.objects.filter(ends_on__gte=day)
    yield "employer", Permit.objects.filter(Q(last_on__gte=day) | Q(pk__in=Permit.objects.open().values("pk")))
    yield "about__employer", Complaint.objects.filter(Q(received_at__gte=before) | ~Q(status=ComplaintStatus.CLOSED))
    yield "organisation__employer", Member.objects.filter(Q(made_at__gte=before) | Q(last_login__gte=before))
