"""Acts and records of those who hold a right, asked for by everybody who does not; `make mutants` had missed them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import IdentityProvider, Member, StaffList, Token
from accounts.services import webhooks
from core.actors import CLOCK, PUBLIC, Actor, Standing
from core.errors import Forbidden
from core.jobs.models import SetAside
from core.jobs.services import set_aside, try_again
from core.notices.models import Notice
from core.permissions import Permission as P
from employers.services.directory import parties
from employers.services.licensing import files, licences
from employers.services.licensing.details import LicenceDetails
from permits.services.follow_up import returns
from rosters.services import rosters
from tests import factories
from tests.attachments.samples import picture
from tests.employers.steps import granted
from tests.employers.test_parties import agency
from tests.factories import AT, World
from tests.permits.test_returns import AFTER, gone_home
from tests.portal.conftest import Visit
from tests.rosters.files import WORKERS, as_csv, person

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


def test_who_does_the_work_of_a_roster_hands_it_in_only_with_the_right_to_keep_rosters(world: World) -> None:
    factories.rule_set()
    clerk = world.member("intermediary", "clerk")
    by = Standing(
        login="session:a",
        kind=clerk.kind,
        permissions=clerk.permissions - {P.KEEP_ROSTERS},
        actor_id=clerk.pk,
        organisation_id=clerk.organisation_id,
    )
    content = as_csv(WORKERS, [person(1)])

    with pytest.raises(Forbidden) as refused:
        rosters.hand_in("workers", content, name="a.csv", language="en", by=by, at=AT, season=factories.season().pk)

    assert refused.value.code == "not_allowed"


def test_a_record_that_was_left_aside_is_tried_again_by_who_may_revive_and_by_nobody_else(world: World) -> None:
    set_aside(world.mandate, "expire", ValueError())
    [aside] = SetAside.objects.all()
    operator = world.member("operator", "officer")
    only_reads = Standing(login="session:a", kind=operator.kind, permissions=operator.permissions - {P.REVIVE_NOTICES})

    with pytest.raises(Forbidden) as refused:
        try_again(aside.pk, by=only_reads)
    assert (refused.value.code, SetAside.objects.count()) == ("not_allowed", 1)
    try_again(aside.pk, by=operator)
    assert not SetAside.objects.exists()


def test_letters_that_cannot_be_delivered_are_seen_by_who_keeps_the_service_running(world: World) -> None:
    house = world.organisations["employer"]
    dead = Notice.objects.create(
        kind="permit_issued", channel="webhook", organisation_id=house.pk, language="en",
        subject_type="permits.permit", subject_id="1", dead_at=AT, queued_at=AT,
    )  # fmt: skip
    readers = {one.pk for one in world.members.values() if Notice.objects.visible_to(one).filter(pk=dead.pk).exists()}

    own = {one.pk for one in world.members.values() if one.organisation_id == house.pk}
    assert readers == own | {one.pk for one in world.members.values() if P.READ_JOBS in one.permissions}


def test_pages_offer_an_act_to_who_may_do_it_and_to_nobody_else(demand: World, visit: Visit) -> None:
    filing = granted(demand)
    worker = factories.worker(demand.organisations["department"].province)
    of = factories.registration(worker, demand.intermediary, factories.season(), status="cleared", decided_at=AT)
    factories.application(factories.offer(of, filing, status="accepted"))

    def shown(kind: str, role: str, name: str, *args: Any, **asked: str) -> Any:
        return visit(demand.member(kind, role)).get(reverse(f"portal:{name}", args=args), asked).context

    assert shown("operator", "administrator", "organisations")["new"] is not None
    assert shown("bureau", "reviewer", "organisations")["new"] is None
    assert shown("intermediary", "clerk", "person_files", worker.pk)["may_hand_in"]
    assert not shown("oversight", "auditor", "person_files", worker.pk)["may_hand_in"]
    [ours] = shown("bureau", "approver", "applications", tick="")["page"].rows
    [read] = shown("bureau", "reviewer", "applications", tick="")["page"].rows
    assert (ours.is_ticked, read.is_ticked) == (True, False)


def test_a_return_is_chosen_by_who_may_confirm_it(demand: World, visit: Visit) -> None:
    permit = gone_home(demand)
    returns.note_exits(at=AFTER)
    assert permit.worker.province_id == demand.organisations["department"].province_id

    def choosable(kind: str, role: str) -> list[bool]:
        page = visit(demand.member(kind, role)).get(reverse("portal:returns"), {"tick": ""}).context["page"]
        return [row.is_choosable for row in page.rows]

    assert (choosable("department", "officer"), choosable("department", "administrator")) == ([True], [False])
