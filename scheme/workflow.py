"""The moves of a quota adjustment."""

from core.permissions import Permission as P
from core.workflow import Transition, Workflow
from scheme.enums import AdjustmentStatus as A

ADJUSTMENT = Workflow(
    Transition("approve", frozenset({A.PROPOSED}), A.APPROVED, P.APPROVE_QUOTA),
    Transition("decline", frozenset({A.PROPOSED}), A.DECLINED, P.APPROVE_QUOTA),
    Transition("withdraw", frozenset({A.PROPOSED}), A.WITHDRAWN, P.PROPOSE_QUOTA),
)
