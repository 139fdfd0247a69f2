"""The moves of permits, presence and return open to whom: every role of every kind against every status, no others."""

from collections import defaultdict

import pytest

from accounts.enums import Kind, Role
from accounts.rules import OF_WORKERS, permissions_of
from core.workflow import Workflow
from permits import workflow
from permits.enums import AbsenceStatus as A
from permits.enums import AnomalyStatus as Y
from permits.enums import ApplicationStatus as S
from permits.enums import CaseStatus as C
from permits.enums import ForceMajeureStatus as F
from permits.enums import PermitStatus as T
from permits.enums import RenewalStatus as N
from permits.enums import RequestStatus as Q
from permits.enums import ReturnStatus as R

REVIEWER, APPROVER = (Kind.BUREAU, Role.REVIEWER), (Kind.BUREAU, Role.APPROVER)
EMPLOYER, SIGNATORY = (Kind.EMPLOYER, Role.CLERK), (Kind.EMPLOYER, Role.SIGNATORY)
AGENT, HOME = (Kind.INTERMEDIARY, Role.CLERK), (Kind.DEPARTMENT, Role.OFFICER)
WORKER = ("worker", "")

STATUSES = {
    "APPLICATION": S,
    "PERMIT": T,
    "EXTENSION": Q,
    "VARIATION": Q,
    "END_REQUEST": Q,
    "RENEWAL": N,
    "ANOMALY": Y,
    "ABSENCE": A,
    "OVERSTAY": C,
    "RETURN": R,
    "FORCE_MAJEURE": F,
}
# Who may do what, where it stands; what is not in here is illegal.
LEGAL = {
    "APPLICATION": {
        S.DRAFT: {AGENT: "edit submit withdraw"},
        S.SUBMITTED: {
            AGENT: "withdraw",
            REVIEWER: "request_information",
            APPROVER: "request_information issue refuse",
        },
        S.INFORMATION_REQUESTED: {AGENT: "answer withdraw"},
    },
    "PERMIT": {
        T.ISSUED: {
            REVIEWER: "propose_revocation",
            APPROVER: "suspend end revoke extend vary close",
            EMPLOYER: "report_arrival",
            WORKER: "surrender",
        },
        T.SUSPENDED: {
            REVIEWER: "propose_revocation",
            APPROVER: "reinstate end revoke extend vary close",
            EMPLOYER: "report_arrival",
            WORKER: "surrender",
        },
    },
    "EXTENSION": {
        Q.ASKED: {APPROVER: "grant refuse", AGENT: "withdraw", WORKER: "withdraw"},
        Q.GRANTED: {APPROVER: "reverse"},
    },
    "VARIATION": {Q.ASKED: {APPROVER: "grant refuse", AGENT: "withdraw", WORKER: "agree"}},
    "END_REQUEST": {Q.ASKED: {APPROVER: "grant refuse", AGENT: "withdraw", SIGNATORY: "withdraw"}},
    "RENEWAL": {N.PROPOSED: {APPROVER: "confirm decline"}},
    "ANOMALY": {Y.OPEN: {REVIEWER: "settle"}},
    "ABSENCE": {
        A.REPORTED: {
            REVIEWER: "uphold find_false",
            EMPLOYER: "withdraw",
            SIGNATORY: "withdraw",
            WORKER: "contest",
        },
        A.CONTESTED: {REVIEWER: "uphold find_false", EMPLOYER: "withdraw", SIGNATORY: "withdraw"},
    },
    "OVERSTAY": {
        C.SUSPECTED: {REVIEWER: "notify close"},
        C.NOTIFIED: {REVIEWER: "propose_confirmation close", APPROVER: "confirm", WORKER: "contest"},
        C.CONTESTED: {REVIEWER: "propose_confirmation close", APPROVER: "confirm"},
        C.CONFIRMED: {REVIEWER: "close"},
    },
    "RETURN": {
        R.EXIT_SEEN: {HOME: "confirm", EMPLOYER: "settle_wage return_papers"},
        R.CONFIRMED: {APPROVER: "close_out", HOME: "retract", EMPLOYER: "settle_wage return_papers"},
    },
    "FORCE_MAJEURE": {
        F.PROPOSED: {APPROVER: "approve decline"},
        F.IN_FORCE: {REVIEWER: "propose_reversal", APPROVER: "reverse decline_reversal"},
    },
}
BY_THE_CLOCK = {"PERMIT": {"run_out"}, "RENEWAL": {"lapse"}, "OVERSTAY": {"tell", "clear"}, "RETURN": {"reopen"}}
ROLES = [(kind, role) for kind in Kind for role in Role]
TABLES = sorted(name for name in vars(workflow) if isinstance(getattr(workflow, name), Workflow))


def table(name: str) -> Workflow:
    found: Workflow = getattr(workflow, name)
    return found


@pytest.mark.parametrize(("name", "status"), [(name, status) for name, kinds in STATUSES.items() for status in kinds])
def test_the_moves_open_to_every_role(name: str, status: str) -> None:
    holders = {role: permissions_of(*role[:1], [role[1]]) for role in ROLES} | {WORKER: OF_WORKERS}

    open_to: dict[tuple[str, str], set[str]] = defaultdict(set)
    for who, permissions in holders.items():
        for transition in table(name).open_to(status=status, permissions=permissions):
            open_to[who].add(transition.verb)

    legal = LEGAL[name].get(status, {})
    assert open_to == {who: set(verbs.split()) for who, verbs in legal.items()}


@pytest.mark.parametrize("name", TABLES)
def test_nobody_can_make_the_clocks_moves(name: str) -> None:
    by_the_clock = {transition.verb for transition in table(name) if transition.permission is None}

    assert by_the_clock == BY_THE_CLOCK.get(name, set())


@pytest.mark.parametrize("name", TABLES)
def test_every_move_begins_and_ends_at_a_status_there_is(name: str) -> None:
    named = {status for one in table(name) for status in (*one.sources, *([one.target] if one.target else []))}

    assert named <= set(STATUSES[name])


def test_no_path_leads_from_a_suspicion_to_a_penalty() -> None:
    by_status: dict[str, set[str]] = defaultdict(set)
    for transition in workflow.OVERSTAY:
        for source in transition.sources:
            by_status[source].add(transition.target or source)

    assert by_status[C.SUSPECTED] == {C.NOTIFIED, C.CLOSED}
    assert {source for source, targets in by_status.items() if C.CONFIRMED in targets and source != C.CONFIRMED} == {
        C.NOTIFIED,
        C.CONTESTED,
    }
