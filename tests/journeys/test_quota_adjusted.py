"""A ceiling moves with demand: proposed with a reason by one person, decided by another, proven by the ledger."""

import pytest

from scheme.models import Quota
from tests.factories import World
from tests.journeys.conftest import Say

pytestmark = pytest.mark.django_db


def test_a_ceiling_is_raised_by_two_persons_and_the_statement_shows_it(demand: World, say: Say) -> None:
    leaf = Quota.objects.get(depth=4)

    proposed = say(
        "bureau.reviewer", "quota-adjustments/", quota=str(leaf.pk), change=250, reason="demand collected in August"
    )
    say("bureau.reviewer", f"quota-adjustments/{proposed['id']}/approve/", expect=403)
    say("bureau.approver", f"quota-adjustments/{proposed['id']}/approve/")

    statement = say("public", f"quotas/{leaf.pk}/statement/", read=True)
    assert (statement["counters"]["ceiling"], statement["agrees"]) == (1250, True)
