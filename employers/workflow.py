"""The procedures of the demand side, as tables: licences, mandates, filings."""

from core.permissions import Permission as P
from core.workflow import Transition, Workflow
from employers.enums import FilingStatus as F
from employers.enums import LicenceStatus as L
from employers.enums import MandateStatus as M

LICENCE = Workflow(
    Transition("require_bond", frozenset({L.APPLIED}), None, P.DECIDE_LICENCE),
    Transition("activate", frozenset({L.APPLIED}), L.ACTIVE, P.DECIDE_LICENCE),
    Transition("refuse", frozenset({L.APPLIED}), L.REFUSED, P.DECIDE_LICENCE),
    Transition("suspend", frozenset({L.ACTIVE}), L.SUSPENDED, P.DECIDE_LICENCE),
    Transition("reinstate", frozenset({L.SUSPENDED}), L.ACTIVE, P.DECIDE_LICENCE),
    Transition("propose_revocation", frozenset({L.ACTIVE, L.SUSPENDED}), None, P.PROPOSE_REVOCATION),
    Transition("revoke", frozenset({L.ACTIVE, L.SUSPENDED}), L.REVOKED, P.REVOKE_LICENCE),
    Transition("record_bond", frozenset({L.APPLIED, L.ACTIVE, L.SUSPENDED}), None, P.KEEP_BOND),
    Transition("expire", frozenset({L.ACTIVE, L.SUSPENDED}), L.EXPIRED, None),
)

MANDATE = Workflow(
    Transition("raise_cap", frozenset({M.GIVEN}), None, P.GIVE_MANDATE),
    Transition("end", frozenset({M.GIVEN}), M.ENDED, P.END_MANDATE),
    Transition("expire", frozenset({M.GIVEN}), M.EXPIRED, None),
)

FILING = Workflow(
    Transition("edit", frozenset({F.DRAFT, F.AWAITING_EMPLOYER}), None, P.FILE_DEMAND),
    Transition("file", frozenset({F.DRAFT}), F.AWAITING_EMPLOYER, P.FILE_DEMAND),
    Transition("confirm", frozenset({F.AWAITING_EMPLOYER}), F.SUBMITTED, P.CONFIRM_DEMAND),
    Transition("decline", frozenset({F.AWAITING_EMPLOYER}), F.DRAFT, P.CONFIRM_DEMAND),
    Transition("request_information", frozenset({F.SUBMITTED}), F.INFORMATION_REQUESTED, P.REVIEW_DEMAND),
    Transition("answer", frozenset({F.INFORMATION_REQUESTED}), F.SUBMITTED, P.FILE_DEMAND),
    Transition("revise", frozenset({F.SUBMITTED, F.INFORMATION_REQUESTED}), F.AWAITING_EMPLOYER, P.FILE_DEMAND),
    Transition("recommend", frozenset({F.SUBMITTED}), None, P.REVIEW_DEMAND),
    Transition("grant", frozenset({F.SUBMITTED}), F.GRANTED, P.DECIDE_DEMAND),
    Transition("refuse", frozenset({F.SUBMITTED}), F.REFUSED, P.DECIDE_DEMAND),
    Transition(
        "withdraw",
        frozenset({F.DRAFT, F.AWAITING_EMPLOYER, F.SUBMITTED, F.INFORMATION_REQUESTED}),
        F.WITHDRAWN,
        P.FILE_DEMAND,
    ),
    Transition("amend", frozenset({F.GRANTED}), None, P.FILE_DEMAND),
    Transition("confirm_amendment", frozenset({F.GRANTED}), None, P.CONFIRM_DEMAND),
    Transition("reduce", frozenset({F.GRANTED}), None, P.FILE_DEMAND),
    Transition("extend", frozenset({F.GRANTED}), None, P.FILE_DEMAND),
    Transition("release", frozenset({F.GRANTED}), F.CLOSED, None),
    Transition("finish", frozenset({F.GRANTED}), F.CLOSED, None),
    Transition("close", frozenset({F.GRANTED}), F.CLOSED, P.DECIDE_DEMAND),
    Transition("lapse", frozenset({F.DRAFT, F.AWAITING_EMPLOYER}), F.WITHDRAWN, None),
)
