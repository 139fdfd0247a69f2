"""Acts and records of those who hold a right, asked for by everybody who does not; `make mutants` had missed them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import IdentityProvider, Member, StaffList, Token
from accounts.services import webhooks
from core.actors import CLOCK, PUBLIC, Actor
from core.errors import Forbidden
from core.permissions import Permission as P
from employers.services.directory import parties
from employers.services.licensing import files, licences
from employers.services.licensing.details import LicenceDetails
from tests import factories
from tests.attachments.samples import picture
from tests.employers.test_parties import agency
from tests.factories import AT, World

pytestmark = pytest.mark.django_db
Act = Callable[[World, Any], object]


def deliveries(_world: World, by: Any) -> object:
    return webhooks.deliveries(by)


def address(_world: World, by: Any) -> object:
    return webhooks.own_address(by)


def intermediary(_world: World, by: Any) -> object:
    return parties.register_intermediary(agency(), by=by, at=AT)


def licence(world: World, by: Any) -> object:
    details = LicenceDetails(
        intermediary=world.intermediary.pk,
        number="GX-2026-77",
        valid_from=date(2026, 9, 1),
        valid_until=date(2027, 8, 31),
    )
    return licences.register(details, by=by, at=AT)


@pytest.mark.parametrize(
    ("right", "act"),
    [
        (P.MANAGE_TOKENS, deliveries),
        (P.MANAGE_TOKENS, address),
        (P.REGISTER_PARTY, intermediary),
        (P.REGISTER_PARTY, licence),
    ],
)
def test_who_does_not_hold_the_right_is_told_so(world: World, right: P, act: Act) -> None:
    without: list[Actor] = [one for one in world.members.values() if right not in one.permissions]

    for by in [*without, CLOCK, PUBLIC]:
        with pytest.raises(Forbidden) as refused:
            act(world, by)
        assert refused.value.code == "not_allowed", by


def test_a_colleague_without_the_right_hands_in_no_file_of_a_licence(world: World) -> None:
    own = world.intermediary.licences.get()
    house = [one for one in world.members.values() if one.organisation_id == world.intermediary.pk]
    without = [one for one in house if P.APPLY_LICENCE not in one.permissions]

    assert without
    for by in without:
        with pytest.raises(Forbidden) as refused:
            files.hand_in(own.pk, picture(), by=by, at=AT)
        assert refused.value.code == "not_allowed"


def test_providers_and_lists_of_staff_are_for_who_administers_the_house(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    house = here.organisations["bureau"]
    provider = IdentityProvider.objects.create(organisation=house, issuer="https://id.example", client="us")
    staff = StaffList.objects.create(organisation=house, dated=AT.date(), persons=0, handed_at=AT)
    everybody: list[Member] = [*here.members.values(), *there.members.values()]

    expected = {
        one.pk
        for one in everybody
        if P.MANAGE_ORGANISATIONS in one.permissions
        or (P.MANAGE_MEMBERS in one.permissions and one.organisation_id == house.pk)
    }

    for records, key in ((IdentityProvider.objects, provider.pk), (StaffList.objects, staff.pk)):
        seen = {one.pk for one in everybody if records.visible_to(one).filter(pk=key).exists()}
        assert seen == expected


def test_nobody_known_sees_a_token(world: World) -> None:
    factories.token(world.member("employer", "clerk"))

    assert Token.objects.exists()
    assert not Token.objects.visible_to(PUBLIC).exists()
    assert not Token.objects.visible_to(CLOCK).exists()
