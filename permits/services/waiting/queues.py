"""The queues of the service: of each kind of record, which of them wait, and for the holders of which permission."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from core.permissions import Permission as P
from core.workflow import Workflow
from employers.models import Filing, Licence
from employers.workflow import FILING, LICENCE
from permits.enums import AbsenceStatus, CaseStatus, RequestStatus, ReturnStatus
from permits.models import (
    AbsenceReport,
    Anomaly,
    EndRequest,
    Extension,
    ForceMajeure,
    OverstayCase,
    OverstayConfirmation,
    PermitApplication,
    PermitRevocation,
    Renewal,
    Return,
    Variation,
)
from permits.workflow import ANOMALY, APPLICATION, END_REQUEST, EXTENSION, FORCE_MAJEURE, RENEWAL
from workers.enums import ComplaintStatus
from workers.models import Complaint, Duplicate, Merge, Offer, Registration
from workers.workflow import DUPLICATE, MERGE, OFFER, REGISTRATION

Steps = tuple[tuple[Q, P], ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of record: those that wait for the holders of each permission, and the day by which."""

    kind: str
    model: Any
    steps: Steps
    due: str | None = None
    takes_two: bool = False


def queues(today: date) -> tuple[Queue, ...]:
    """Every queue there is, as it stands on a day: what a worker has not answered by then waits for an office."""
    return (*DEMAND, *PEOPLE, *_of_permits(today))


def _moves(workflow: Workflow, *verbs: str) -> Steps:
    """Who makes these moves, and from where: the moves that carry a procedure on."""
    moves = [workflow[verb] for verb in verbs]
    return tuple((Q(status__in=sorted(move.sources)), move.permission) for move in moves if move.permission)


def _of_permits(today: date) -> tuple[Queue, ...]:
    answered = Q(answer_by_on__lt=today)
    absence: Steps = (
        (Q(status=AbsenceStatus.REPORTED) & ~answered, P.CONTEST),
        (Q(status=AbsenceStatus.CONTESTED) | Q(status=AbsenceStatus.REPORTED) & answered, P.WORK_CASES),
    )
    overstay: Steps = (
        (Q(status=CaseStatus.NOTIFIED) & ~answered, P.CONTEST),
        (Q(status__in=[CaseStatus.SUSPECTED, CaseStatus.CONTESTED]), P.WORK_CASES),
        (Q(status=CaseStatus.NOTIFIED) & answered, P.WORK_CASES),
    )
    return (
        *PERMITS,
        Queue("absence", AbsenceReport, absence, "answer_by_on"),
        Queue("overstay_case", OverstayCase, overstay, "answer_by_on"),
    )


UNDECIDED = Q(decided_by=None)
ASKED = Q(status=RequestStatus.ASKED)
DEMAND = (
    Queue("filing", Filing, _moves(FILING, "file", "confirm", "recommend", "grant", "answer"), "due_on"),
    Queue("licence", Licence, _moves(LICENCE, "activate")),
)
TO_ANSWER = Q(status__in=[ComplaintStatus.RECEIVED, ComplaintStatus.ASSIGNED])
PEOPLE = (
    Queue("duplicate", Duplicate, _moves(DUPLICATE, "tell_apart")),
    Queue("merge", Merge, _moves(MERGE, "approve"), takes_two=True),
    Queue("registration", Registration, _moves(REGISTRATION, "clear")),
    Queue("offer", Offer, _moves(OFFER, "accept"), "valid_until"),
    Queue("complaint", Complaint, ((TO_ANSWER, P.HANDLE_COMPLAINT),), "due_on"),
)
# New terms and the worker's own yes come before the office.
VARIED: Steps = ((ASKED & Q(agreed_at=None), P.AGREE), (ASKED & Q(agreed_at__isnull=False), P.ISSUE_PERMIT))
UNSETTLED = Q(wage_settled_on=None) | Q(papers_returned_on=None)
HOME: Steps = (
    (Q(status=ReturnStatus.EXIT_SEEN), P.CONFIRM_RETURN),
    (~Q(status=ReturnStatus.CLOSED_OUT) & UNSETTLED, P.REPORT_ARRIVAL),
    (Q(status=ReturnStatus.CONFIRMED) & ~UNSETTLED, P.CLOSE_OUT),
)
PERMITS = (
    Queue("application", PermitApplication, _moves(APPLICATION, "submit", "answer", "issue"), "due_on"),
    Queue("extension", Extension, _moves(EXTENSION, "grant"), "permit__last_on"),
    Queue("variation", Variation, VARIED, "effective_on"),
    Queue("end_request", EndRequest, _moves(END_REQUEST, "grant"), "due_on"),
    Queue("renewal", Renewal, _moves(RENEWAL, "confirm"), "first_on"),
    Queue("revocation", PermitRevocation, ((UNDECIDED, P.REVOKE_PERMIT),), takes_two=True),
    Queue("confirmation", OverstayConfirmation, ((UNDECIDED, P.CONFIRM_OVERSTAY),), takes_two=True),
    Queue("anomaly", Anomaly, _moves(ANOMALY, "settle")),
    Queue("return", Return, HOME, "left_on"),
    Queue("force_majeure", ForceMajeure, _moves(FORCE_MAJEURE, "approve"), "until_on", takes_two=True),
)
