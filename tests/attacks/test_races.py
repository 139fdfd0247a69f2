"""Two acts at one moment that together would do what neither may."""

from threading import Event
from time import sleep

import pytest
from django.db import transaction

from employers.models import Mandate
from employers.services.demand import filings
from tests import factories
from tests.core.races import race
from tests.employers.steps import AT, filed

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_posts_declined_and_withdrawn_at_once_are_given_back_once(transactional_db: None) -> None:
    world = factories.world()
    factories.rule_set()
    factories.wage_floors()
    factories.occupation()
    factories.quotas()
    filed(world)
    filing = filed(world)
    declined = Event()

    def decline() -> None:
        with transaction.atomic():
            filings.decline(filing.pk, reason="no", by=world.member("employer", "signatory"), at=AT)
            declined.set()
            sleep(0.5)

    def withdraw() -> None:
        declined.wait(10)
        filings.withdraw(filing.pk, by=world.member("intermediary", "clerk"), at=AT)

    outcomes = race(decline, withdraw)

    assert outcomes == [None, None]
    assert Mandate.objects.get(pk=world.mandate.pk).posts_filed == 10
