"""The factories make whole permits, and every asker sees of them what is theirs."""

from permits.models import Permit
from tests import factories
from tests.factories import World
from workers.models import Offer, Registration, Worker


def test_a_permit_is_seen_by_those_it_concerns_and_nobody_else(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    filing = factories.filing(here.mandate, status="granted")
    permit = factories.permitted(filing, here.intermediary)

    def seeing(world: World, model: type) -> set[str]:
        return {
            kind
            for (kind, role), member in world.members.items()
            if role != "administrator" and model.objects.visible_to(member).exists()
        }

    everybody = {"bureau", "employer", "intermediary", "department", "oversight"}
    for model in (Permit, Offer, Registration, Worker):
        assert seeing(here, model) == everybody
        assert seeing(there, model) == {"oversight"}
        assert model.objects.visible_to(factories.as_worker(permit.worker)).count() == 1
