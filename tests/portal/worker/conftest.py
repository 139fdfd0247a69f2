"""What tests of workers' pages share: an open offer, a permit, and a browser in which its worker has come in."""

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from permits.models import Permit
from tests.factories import World
from tests.permits.steps import hiring, holding, requirements
from tests.portal.worker.steps import come_in
from tests.workers.steps import AT, offered
from workers.models import Offer


@pytest.fixture(autouse=True)
def clock() -> object:
    """Three days after the filings were granted."""
    cache.clear()
    with time_machine.travel(AT, tick=True) as stopped:
        yield stopped


@pytest.fixture
def offer(demand: World) -> Offer:
    """An open offer to a worker."""
    return offered(demand)[0]


@pytest.fixture
def inside(demand: World, offer: Offer, client: Client) -> Client:
    """A browser in which the worker of the offer has come in."""
    return come_in(client, demand, offer.worker)


@pytest.fixture
def permit(demand: World) -> Permit:
    """A permit that came about as all do."""
    requirements()
    [made] = holding(demand, hiring(demand))
    return Permit.objects.select_related("worker", "season").get(pk=made.pk)
