"""The procedures of permits, presence and return, as tables."""

from core.permissions import Permission as P
from core.workflow import Transition, Workflow
from permits.enums import AbsenceStatus as A
from permits.enums import AnomalyStatus as Y
from permits.enums import ApplicationStatus as S
from permits.enums import CaseStatus as C
from permits.enums import ForceMajeureStatus as F
from permits.enums import PermitStatus as T
from permits.enums import RenewalStatus as N
from permits.enums import RequestStatus as Q
from permits.enums import ReturnStatus as R

APPLICATION = Workflow(
    Transition("edit", frozenset({S.DRAFT}), None, P.APPLY_PERMIT),
    Transition("submit", frozenset({S.DRAFT}), S.SUBMITTED, P.APPLY_PERMIT),
    Transition("request_information", frozenset({S.SUBMITTED}), S.INFORMATION_REQUESTED, P.REVIEW_PERMIT),
    Transition("answer", frozenset({S.INFORMATION_REQUESTED}), S.SUBMITTED, P.APPLY_PERMIT),
    Transition("issue", frozenset({S.SUBMITTED}), S.ISSUED, P.ISSUE_PERMIT),
    Transition("refuse", frozenset({S.SUBMITTED}), S.REFUSED, P.ISSUE_PERMIT),
    Transition("withdraw", frozenset({S.DRAFT, S.SUBMITTED, S.INFORMATION_REQUESTED}), S.WITHDRAWN, P.APPLY_PERMIT),
)

PERMIT = Workflow(
    Transition("suspend", frozenset({T.ISSUED}), T.SUSPENDED, P.SUSPEND_PERMIT),
    Transition("reinstate", frozenset({T.SUSPENDED}), T.ISSUED, P.SUSPEND_PERMIT),
    Transition("surrender", frozenset({T.ISSUED, T.SUSPENDED}), T.SURRENDERED, P.SURRENDER_PERMIT),
    Transition("end", frozenset({T.ISSUED, T.SUSPENDED}), T.SURRENDERED, P.ISSUE_PERMIT),
    Transition("propose_revocation", frozenset({T.ISSUED, T.SUSPENDED}), None, P.PROPOSE_PERMIT_REVOCATION),
    Transition("revoke", frozenset({T.ISSUED, T.SUSPENDED}), T.REVOKED, P.REVOKE_PERMIT),
    Transition("extend", frozenset({T.ISSUED, T.SUSPENDED}), None, P.ISSUE_PERMIT),
    Transition("vary", frozenset({T.ISSUED, T.SUSPENDED}), None, P.ISSUE_PERMIT),
    Transition("report_arrival", frozenset({T.ISSUED, T.SUSPENDED}), None, P.REPORT_ARRIVAL),
    Transition("close", frozenset({T.ISSUED, T.SUSPENDED}), T.CLOSED, P.CLOSE_OUT),
    Transition("run_out", frozenset({T.ISSUED, T.SUSPENDED}), T.CLOSED, None),
)

EXTENSION = Workflow(
    Transition("grant", frozenset({Q.ASKED}), Q.GRANTED, P.ISSUE_PERMIT),
    Transition("refuse", frozenset({Q.ASKED}), Q.REFUSED, P.ISSUE_PERMIT),
    Transition("withdraw", frozenset({Q.ASKED}), Q.WITHDRAWN, P.ASK_EXTENSION),
    Transition("reverse", frozenset({Q.GRANTED}), Q.REVERSED, P.DECIDE_FORCE_MAJEURE),
)

VARIATION = Workflow(
    Transition("agree", frozenset({Q.ASKED}), None, P.AGREE),
    Transition("grant", frozenset({Q.ASKED}), Q.GRANTED, P.ISSUE_PERMIT),
    Transition("refuse", frozenset({Q.ASKED}), Q.REFUSED, P.ISSUE_PERMIT),
    Transition("withdraw", frozenset({Q.ASKED}), Q.WITHDRAWN, P.APPLY_PERMIT),
)

END_REQUEST = Workflow(
    Transition("grant", frozenset({Q.ASKED}), Q.GRANTED, P.ISSUE_PERMIT),
    Transition("refuse", frozenset({Q.ASKED}), Q.REFUSED, P.ISSUE_PERMIT),
    Transition("withdraw", frozenset({Q.ASKED}), Q.WITHDRAWN, P.ASK_END),
)

RENEWAL = Workflow(
    Transition("confirm", frozenset({N.PROPOSED}), N.CONFIRMED, P.ISSUE_PERMIT),
    Transition("decline", frozenset({N.PROPOSED}), N.DECLINED, P.ISSUE_PERMIT),
    Transition("lapse", frozenset({N.PROPOSED}), N.DECLINED, None),
)

ANOMALY = Workflow(Transition("settle", frozenset({Y.OPEN}), Y.SETTLED, P.WORK_CASES))

ABSENCE = Workflow(
    Transition("contest", frozenset({A.REPORTED}), A.CONTESTED, P.CONTEST),
    Transition("uphold", frozenset({A.REPORTED, A.CONTESTED}), A.UPHELD, P.WORK_CASES),
    Transition("find_false", frozenset({A.REPORTED, A.CONTESTED}), A.FALSE, P.WORK_CASES),
    Transition("withdraw", frozenset({A.REPORTED, A.CONTESTED}), A.WITHDRAWN, P.REPORT_ABSENCE),
)

OVERSTAY = Workflow(
    Transition("notify", frozenset({C.SUSPECTED}), C.NOTIFIED, P.WORK_CASES),
    Transition("tell", frozenset({C.SUSPECTED}), C.NOTIFIED, None),
    Transition("contest", frozenset({C.NOTIFIED}), C.CONTESTED, P.CONTEST),
    Transition("propose_confirmation", frozenset({C.NOTIFIED, C.CONTESTED}), None, P.WORK_CASES),
    Transition("confirm", frozenset({C.NOTIFIED, C.CONTESTED}), C.CONFIRMED, P.CONFIRM_OVERSTAY),
    Transition("close", frozenset({C.SUSPECTED, C.NOTIFIED, C.CONTESTED, C.CONFIRMED}), C.CLOSED, P.WORK_CASES),
    # The clock may only ever clear: a late record shows that the worker left in time, or an extension was granted.
    Transition("clear", frozenset({C.SUSPECTED, C.NOTIFIED, C.CONTESTED, C.CONFIRMED}), C.CLOSED, None),
)

RETURN = Workflow(
    Transition("confirm", frozenset({R.EXIT_SEEN}), R.CONFIRMED, P.CONFIRM_RETURN),
    Transition("retract", frozenset({R.CONFIRMED}), R.EXIT_SEEN, P.CONFIRM_RETURN),
    Transition("settle_wage", frozenset({R.EXIT_SEEN, R.CONFIRMED}), None, P.REPORT_ARRIVAL),
    Transition("return_papers", frozenset({R.EXIT_SEEN, R.CONFIRMED}), None, P.REPORT_ARRIVAL),
    Transition("close_out", frozenset({R.CONFIRMED}), R.CLOSED_OUT, P.CLOSE_OUT),
    Transition("reopen", frozenset({R.EXIT_SEEN, R.CONFIRMED}), None, None),
)

FORCE_MAJEURE = Workflow(
    Transition("approve", frozenset({F.PROPOSED}), F.IN_FORCE, P.DECIDE_FORCE_MAJEURE),
    Transition("decline", frozenset({F.PROPOSED}), F.DECLINED, P.DECIDE_FORCE_MAJEURE),
    Transition("propose_reversal", frozenset({F.IN_FORCE}), None, P.PROPOSE_FORCE_MAJEURE),
    Transition("reverse", frozenset({F.IN_FORCE}), F.REVERSED, P.DECIDE_FORCE_MAJEURE),
    Transition("decline_reversal", frozenset({F.IN_FORCE}), None, P.DECIDE_FORCE_MAJEURE),
)
