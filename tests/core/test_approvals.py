"""Two persons: different people of different units under different log-ins, or the database refuses."""

from uuid import uuid4

import pytest

from core.actors import CLOCK, Standing
from core.db import constraint
from core.errors import Forbidden, Invalid
from scheme.models import QuotaAdjustment
from tests import factories

ONE, OTHER, UNIT, ANOTHER_UNIT = (uuid4() for _ in range(4))


def signer(person=OTHER, unit=ANOTHER_UNIT, login="session:2"):
    return Standing(login=login, kind="bureau", actor_id=person, unit_id=unit)


def proposal(**by):
    quota = factories.quotas()[0]
    adjustment = QuotaAdjustment(quota=quota, change=10, reason="more cane than last year")
    adjustment.propose(by=signer(**({"person": ONE, "unit": UNIT, "login": "session:1"} | by)), at=factories.AT)
    adjustment.save()
    return adjustment


def decided(adjustment, **by):
    adjustment.decide(by=signer(**by), at=factories.AT)
    with constraint(QuotaAdjustment, "quotaadjustment_two_persons"):
        adjustment.save()


@pytest.mark.django_db
def test_another_person_of_another_unit_may_decide():
    adjustment = proposal()

    decided(adjustment)

    adjustment.refresh_from_db()
    assert (adjustment.decided_by, adjustment.decided_unit, adjustment.decided_login) == (
        OTHER,
        ANOTHER_UNIT,
        "session:2",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "by",
    [{"person": ONE}, {"unit": UNIT}, {"login": "session:1"}, {"unit": None}],
    ids=["the same person", "the same unit", "the same log-in", "no unit"],
)
def test_who_is_not_another_may_not(by):
    adjustment = proposal()

    with pytest.raises(Invalid, match="two persons of different units"):
        decided(adjustment, **by)

    adjustment.refresh_from_db()
    assert adjustment.decided_by is None


@pytest.mark.django_db
def test_a_proposal_by_a_person_without_a_unit_cannot_be_decided():
    adjustment = proposal(unit=None)

    with pytest.raises(Invalid, match="two persons of different units"):
        decided(adjustment)


@pytest.mark.django_db
def test_a_decision_says_who_when_and_under_which_log_in():
    adjustment = proposal()
    adjustment.decided_by = OTHER

    with (
        pytest.raises(Invalid, match="who, when and under which log-in"),
        constraint(QuotaAdjustment, "quotaadjustment_decided_as_a_whole"),
    ):
        adjustment.save()


@pytest.mark.parametrize("by", [CLOCK, Standing(login="", kind="bureau", actor_id=ONE)], ids=["nobody", "no log-in"])
def test_only_a_person_who_has_logged_in_signs(by):
    adjustment = QuotaAdjustment(change=1, reason="x")

    with pytest.raises(Forbidden, match="logged in"):
        adjustment.propose(by=by, at=factories.AT)
