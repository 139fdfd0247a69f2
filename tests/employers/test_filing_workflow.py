"""The moves of a filing open to whom: every role of every kind against every status, and no others."""

import pytest

from accounts.enums import Kind, Role
from accounts.rules import permissions_of
from employers.enums import FilingStatus as F
from employers.workflow import FILING

LEGAL = {
    (Kind.INTERMEDIARY, Role.CLERK, F.DRAFT): {"edit", "file", "withdraw"},
    (Kind.INTERMEDIARY, Role.CLERK, F.AWAITING_EMPLOYER): {"edit", "withdraw"},
    (Kind.INTERMEDIARY, Role.CLERK, F.SUBMITTED): {"revise", "withdraw"},
    (Kind.INTERMEDIARY, Role.CLERK, F.INFORMATION_REQUESTED): {"answer", "revise", "withdraw"},
    (Kind.INTERMEDIARY, Role.CLERK, F.GRANTED): {"amend", "reduce", "extend"},
    (Kind.EMPLOYER, Role.SIGNATORY, F.AWAITING_EMPLOYER): {"confirm", "decline"},
    (Kind.EMPLOYER, Role.SIGNATORY, F.GRANTED): {"confirm_amendment"},
    (Kind.BUREAU, Role.REVIEWER, F.SUBMITTED): {"request_information", "recommend"},
    (Kind.BUREAU, Role.APPROVER, F.SUBMITTED): {"request_information", "recommend", "grant", "refuse"},
    (Kind.BUREAU, Role.APPROVER, F.GRANTED): {"close"},
}
BY_THE_CLOCK = {"release", "finish", "lapse"}


@pytest.mark.parametrize("status", F)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", Kind)
def test_the_moves_open_to_a_role(kind: Kind, role: Role, status: F) -> None:
    open_to = FILING.open_to(status=status, permissions=permissions_of(kind, [role]))

    assert {transition.verb for transition in open_to} == LEGAL.get((kind, role, status), set())


def test_nobody_can_make_the_clocks_moves() -> None:
    assert {transition.verb for transition in FILING if transition.permission is None} == BY_THE_CLOCK


@pytest.mark.parametrize("status", [F.REFUSED, F.WITHDRAWN, F.CLOSED])
def test_what_has_ended_does_not_begin_again(status: F) -> None:
    assert [transition.verb for transition in FILING if status in transition.sources] == []
