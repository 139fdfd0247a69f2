"""The procedures of people, as tables: doubles, merges, registrations, offers, complaints."""

from core.permissions import Permission as P
from core.workflow import Transition, Workflow
from workers.enums import ComplaintStatus as C
from workers.enums import DuplicateStatus as D
from workers.enums import MergeStatus as M
from workers.enums import OfferStatus as O
from workers.enums import RegistrationStatus as R

DUPLICATE = Workflow(
    Transition("propose_merge", frozenset({D.OPEN}), None, P.DECIDE_DUPLICATE),
    Transition("tell_apart", frozenset({D.OPEN}), D.DIFFERENT, P.DECIDE_DUPLICATE),
    Transition("merge", frozenset({D.OPEN}), D.MERGED, P.APPROVE_MERGE),
    Transition("part", frozenset({D.MERGED}), D.OPEN, P.APPROVE_MERGE),
    Transition("reopen", frozenset({D.DIFFERENT}), D.OPEN, P.DECIDE_DUPLICATE),
)

MERGE = Workflow(
    Transition("approve", frozenset({M.PROPOSED}), M.MERGED, P.APPROVE_MERGE),
    Transition("decline", frozenset({M.PROPOSED}), M.DECLINED, P.APPROVE_MERGE),
    Transition("propose_undoing", frozenset({M.MERGED}), None, P.DECIDE_DUPLICATE),
    Transition("undo", frozenset({M.MERGED}), M.UNDONE, P.APPROVE_MERGE),
    Transition("decline_undoing", frozenset({M.MERGED}), None, P.APPROVE_MERGE),
)

REGISTRATION = Workflow(
    Transition("clear", frozenset({R.REGISTERED}), R.CLEARED, P.CLEAR_WORKER),
    Transition("refuse", frozenset({R.REGISTERED}), R.REFUSED, P.CLEAR_WORKER),
    Transition("revoke_clearance", frozenset({R.CLEARED}), R.REFUSED, P.CLEAR_WORKER),
    Transition("withdraw", frozenset({R.REGISTERED, R.CLEARED}), R.WITHDRAWN, P.REGISTER_WORKER),
)

OFFER = Workflow(
    Transition("accept", frozenset({O.MADE}), O.ACCEPTED, P.ANSWER_OFFER),
    Transition("decline", frozenset({O.MADE}), O.DECLINED, P.ANSWER_OFFER),
    Transition("withdraw", frozenset({O.MADE}), O.WITHDRAWN, P.MAKE_OFFER),
    Transition("renounce", frozenset({O.ACCEPTED}), O.DECLINED, P.ANSWER_OFFER),
    Transition("lapse", frozenset({O.MADE}), O.WITHDRAWN, None),
    Transition("supersede", frozenset({O.ACCEPTED}), O.SUPERSEDED, P.ANSWER_OFFER),
)

COMPLAINT = Workflow(
    Transition("assign", frozenset({C.RECEIVED, C.ANSWERED, C.REFERRED}), C.ASSIGNED, P.HANDLE_COMPLAINT),
    Transition("answer", frozenset({C.ASSIGNED}), C.ANSWERED, P.HANDLE_COMPLAINT),
    Transition("refer", frozenset({C.ASSIGNED}), C.REFERRED, P.HANDLE_COMPLAINT),
    Transition("close", frozenset({C.ANSWERED, C.REFERRED}), C.CLOSED, P.HANDLE_COMPLAINT),
    Transition("take_back", frozenset({C.RECEIVED, C.ASSIGNED}), C.CLOSED, P.COMPLAIN),
    Transition("add", frozenset({C.RECEIVED, C.ASSIGNED, C.ANSWERED, C.REFERRED}), None, P.COMPLAIN),
    Transition("escalate", frozenset({C.RECEIVED, C.ASSIGNED}), None, None),
)
