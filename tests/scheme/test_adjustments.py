"""A ceiling moves by two persons of different units, with a reason, and never below what is taken."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core.actors import CLOCK, PUBLIC, Standing
from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.permissions import Permission
from scheme.enums import AdjustmentStatus as A
from scheme.models import Quota, QuotaAdjustment, QuotaEntry
from scheme.services import quotas
from scheme.services.adjustments import (
    approve_adjustment,
    decline_adjustment,
    propose_adjustment,
    withdraw_adjustment,
)
from scheme.services.quota_proof import prove
from scheme.workflow import ADJUSTMENT
from tests import factories
from tests.factories import AT, CANE, NINGMING

pytestmark = pytest.mark.django_db
ACTS = {
    "approve": lambda pk, by: approve_adjustment(pk, by=by, at=AT),
    "decline": lambda pk, by: decline_adjustment(pk, by=by, at=AT),
    "withdraw": lambda pk, by: withdraw_adjustment(pk, by=by),
}


@pytest.fixture
def county(world):
    factories.quotas(ceiling=100)
    return Quota.objects.get(area_id=NINGMING, industry=None)


def propose(quota, by, change=50, reason="more cane than last season"):
    return propose_adjustment(quota.pk, change=change, reason=reason, by=by, at=AT)


def ceiling(quota):
    return Quota.objects.get(pk=quota.pk).ceiling


def test_an_approved_change_moves_the_ceiling_by_the_ledger(county, reviewer, approver):
    proposed = propose(county, reviewer)
    assert ceiling(county) == 100

    approved = approve_adjustment(proposed.pk, by=approver, at=AT)

    assert (approved.status, approved.decided_by, ceiling(county)) == (A.APPROVED, approver.actor_id, 150)
    entry = QuotaEntry.objects.get(cause=proposed.pk)
    assert (entry.kind, entry.ceiling_change, entry.actor_id) == ("adjust", 50, approver.actor_id)
    verbs = Event.objects.filter(subject_id=str(proposed.pk)).order_by("seq").values_list("verb", flat=True)
    assert list(dict.fromkeys(verbs)) == ["propose_adjustment", "approve"]
    assert prove().differences == []


def test_a_declined_or_withdrawn_change_leaves_the_ceiling(county, reviewer, approver):
    declined = decline_adjustment(propose(county, reviewer).pk, by=approver, at=AT)
    withdrawn = withdraw_adjustment(propose(county, reviewer).pk, by=reviewer)

    assert (declined.status, withdrawn.status, ceiling(county)) == (A.DECLINED, A.WITHDRAWN, 100)


def test_a_ceiling_never_falls_below_what_is_taken(county, reviewer, approver):
    season = factories.season()
    wants = [quotas.Want(uuid4(), season.pk, NINGMING, CANE, posts) for posts in (50, 20)]
    quotas.reserve(wants, by=CLOCK, at=AT)
    quotas.use(wants[:1], by=CLOCK, at=AT)
    lower, lowest = propose(county, reviewer, -31), propose(county, reviewer, -30)

    with pytest.raises(Invalid) as refusal:
        approve_adjustment(lower.pk, by=approver, at=AT)
    approve_adjustment(lowest.pk, by=approver, at=AT)

    problem = refusal.value.problems[0]
    assert (problem.code, problem.field, problem.params) == ("quota_in_use", "change", {"held": 70, "left": 30})
    assert QuotaAdjustment.objects.get(pk=lower.pk).status == A.PROPOSED
    assert ceiling(county) == 70


@pytest.mark.parametrize("act", ["approve", "decline"])
def test_one_person_cannot_do_both(county, world, act):
    both = factories.member(world.organisations["bureau"], "reviewer", "approver", within=None)
    both.unit_id = world.member("bureau", "reviewer").unit_id
    proposed = propose(county, both)

    with pytest.raises(Invalid) as refusal:
        ACTS[act](proposed.pk, both)

    assert refusal.value.code == "quotaadjustment_two_persons"
    assert QuotaAdjustment.objects.get(pk=proposed.pk).status == A.PROPOSED
    assert ceiling(county) == 100


def test_a_colleague_of_the_same_unit_cannot_decide(county, world, reviewer):
    colleague = factories.member(world.organisations["bureau"], "approver", within=reviewer.unit)
    proposed = propose(county, reviewer)

    with pytest.raises(Invalid, match="two persons of different units"):
        approve_adjustment(proposed.pk, by=colleague, at=AT)


def test_only_who_proposed_may_withdraw(county, world, reviewer):
    colleague = factories.member(world.organisations["bureau"], "reviewer", within=reviewer.unit)
    proposed = propose(county, reviewer)

    with pytest.raises(Forbidden, match="Only who proposed"):
        withdraw_adjustment(proposed.pk, by=colleague)


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        (0, "why", "change"),
        (10**9, "why", "change"),
        (-(10**12), "why", "change"),
        (5, "", "reason"),
        (5, "  ", "reason"),
        (5, "w" * 501, "reason"),
        (5, "wh\x00y", "reason"),
    ],
)
def test_a_proposal_says_how_much_and_why(county, reviewer, change, reason, field):
    with pytest.raises(Invalid) as refusal:
        propose(county, reviewer, change, reason)

    assert refusal.value.problems[0].field == field
    assert not QuotaAdjustment.objects.exists()


def test_a_bureau_moves_the_quotas_of_its_area_and_below(county, world, reviewer):
    prefecture = factories.member(factories.organisation("bureau", county="451400"), "reviewer", within=None)
    above, root = Quota.objects.get(area_id="451400"), Quota.objects.get(area=None)

    assert propose(county, prefecture).status == A.PROPOSED
    for quota, by in [(above, reviewer), (root, reviewer), (root, prefecture)]:
        with pytest.raises(Forbidden) as refusal:
            propose(quota, by)
        assert refusal.value.code == "not_in_charge"


def test_the_season_s_own_ceiling_is_the_provinces_to_move(county, world):
    province = factories.member(factories.organisation("bureau", county="450000"), "reviewer")

    assert propose(Quota.objects.get(area=None), province).status == A.PROPOSED


def test_a_bureau_of_another_county_sees_no_proposal(county, two_worlds, reviewer):
    other = two_worlds[1].member("bureau", "approver")
    proposed = propose(county, reviewer)

    assert not QuotaAdjustment.objects.visible_to(other).exists()
    for act in ACTS.values():
        with pytest.raises((NotFound, Forbidden)):
            act(proposed.pk, other)
    assert QuotaAdjustment.objects.get().status == A.PROPOSED


def test_a_quota_that_is_not_there_is_not_found(world, reviewer):
    with pytest.raises(NotFound):
        propose_adjustment(uuid4(), change=1, reason="why", by=reviewer, at=AT)


@pytest.mark.parametrize("status", A.values)
@pytest.mark.parametrize("verb", list(ACTS))
def test_each_move_starts_only_where_the_table_says(county, reviewer, approver, status, verb):
    proposed = propose(county, reviewer)
    if status != A.PROPOSED:
        QuotaAdjustment.objects.filter(pk=proposed.pk).update(status=status)
    by = reviewer if verb == "withdraw" else approver

    if status in ADJUSTMENT[verb].sources:
        assert ACTS[verb](proposed.pk, by).status == ADJUSTMENT[verb].target
    else:
        with pytest.raises(Conflict):
            ACTS[verb](proposed.pk, by)


@pytest.mark.parametrize("verb", ["propose", *ACTS])
def test_each_move_is_for_those_who_hold_its_permission(county, world, reviewer, verb):
    permission = Permission.PROPOSE_QUOTA if verb == "propose" else ADJUSTMENT[verb].permission
    proposed = propose(county, reviewer)
    without = [one for one in world.members.values() if permission not in one.permissions]

    for by in [*without, CLOCK, PUBLIC]:
        with pytest.raises((Forbidden, NotFound)):
            propose(county, by) if verb == "propose" else ACTS[verb](proposed.pk, by)

    assert [row.status for row in QuotaAdjustment.objects.all()] == [A.PROPOSED]


def test_nobody_without_a_log_in_signs(county):
    nobody = Standing(
        login="",
        kind="bureau",
        area=NINGMING,
        permissions=frozenset({Permission.PROPOSE_QUOTA}),
        organisation_id=uuid4(),
    )

    with pytest.raises(Forbidden, match="logged in"):
        propose(county, nobody)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("quotaadjustment_changes_something", {"change": 0}),
        ("quotaadjustment_gives_a_reason", {"reason": ""}),
        ("quotaadjustment_two_persons", {"decided_by": 1, "decided_login": "b", "decided_at": AT}),
        ("quotaadjustment_decided_as_a_whole", {"decided_at": AT}),
    ],
)
def test_the_database_holds_what_an_adjustment_promises(county, reviewer, name, change):
    proposed = propose(county, reviewer)
    if "decided_by" in change:
        change = change | {"decided_by": proposed.proposed_by, "decided_unit": proposed.proposed_unit}

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        QuotaAdjustment.objects.filter(pk=proposed.pk).update(**change)
