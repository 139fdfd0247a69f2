"""Quotas are opened from the season down, each ceiling by an entry of its ledger."""

from uuid import uuid4

import pytest

from core.audit.models import Event
from core.errors import Forbidden, Invalid
from scheme.models import Quota, QuotaEntry
from scheme.services.quota_proof import prove
from scheme.services.quota_tree import Opening, open_quota, open_quotas
from tests import factories
from tests.factories import AT, CANE, HEKOU, NINGMING

pytestmark = pytest.mark.django_db
TREE = [
    Opening(NINGMING, CANE, 300),
    Opening(NINGMING, None, 400),
    Opening("451400", None, 600),
    Opening("450000", None, 800),
    Opening(None, None, 1000),
]


@pytest.fixture
def season(db):
    factories.area()
    factories.industry()
    return factories.season().pk


def refused(openings, season, by):
    with pytest.raises(Invalid) as refusal:
        open_quotas(openings, season=season, by=by, at=AT)
    assert Quota.objects.count() == QuotaEntry.objects.count() == 0
    return refusal.value


def test_a_tree_opens_in_one_act_whatever_the_order(season, operator_officer):
    made = open_quotas(TREE, season=season, by=operator_officer, at=AT)

    assert [(quota.depth, quota.area_id, quota.ceiling) for quota in made] == [
        (0, None, 1000),
        (1, "450000", 800),
        (2, "451400", 600),
        (3, NINGMING, 400),
        (4, NINGMING, 300),
    ]
    assert [quota.parent_id for quota in made] == [None, *(quota.pk for quota in made[:-1])]
    assert Event.objects.filter(verb="open_quota", subject_type="scheme.quota").count() == 5
    assert prove().sums.ceiling == 3100
    assert prove().differences == []


def test_a_season_that_does_not_exist_is_refused_by_name(season, operator_officer):
    problem = refused(TREE, uuid4(), operator_officer)

    assert (problem.code, problem.problems[0].field) == ("unknown_code", "season")


def test_ceilings_below_may_sum_to_more_than_the_one_above(season, operator_officer):
    open_quotas(TREE, season=season, by=operator_officer, at=AT)
    vegetables = factories.industry("A0141").code

    quota = open_quota(season=season, area=NINGMING, industry=vegetables, ceiling=400, by=operator_officer, at=AT)

    assert (quota.ceiling, quota.parent.area_id, quota.parent.industry_id) == (400, NINGMING, None)
    assert prove().differences == []


def test_an_empty_quota_opens_without_an_entry(season, operator_officer):
    quota = open_quota(season=season, area=None, ceiling=0, by=operator_officer, at=AT)

    assert (quota.ceiling, quota.entries.count()) == (0, 0)


@pytest.mark.parametrize(
    ("opening", "code", "field"),
    [
        (Opening("450000", None, 1), "no_quota_above", "area"),
        (Opening(None, CANE, 1), "no_quota_above", "area"),
        (Opening(HEKOU, None, 1), "area_unknown", "area"),
        (Opening("\x00", None, 1), "area_unknown", "area"),
        (Opening(NINGMING, "Z9999", 1), "industry_unknown", "industry"),
        (Opening(None, None, -1), "ceiling_out_of_range", "ceiling"),
        (Opening(None, None, 10**9), "ceiling_out_of_range", "ceiling"),
    ],
)
def test_a_quota_that_cannot_stand_is_refused(season, operator_officer, opening, code, field):
    found = refused([opening], season, operator_officer)

    assert (found.code, found.problems[0].field) == (code, field)


def test_a_trade_divides_a_county_only(season, operator_officer):
    found = refused([*TREE[2:], Opening("451400", CANE, 1)], season, operator_officer)

    assert found.code == "no_quota_above"


def test_a_quota_opens_once(season, operator_officer):
    found = refused([*TREE, Opening(NINGMING, None, 5)], season, operator_officer)

    assert found.code == "quota_once_per_place"


def test_only_the_operator_opens_quotas(season, world):
    others = [one for (kind, role), one in world.members.items() if (kind, role) != ("operator", "officer")]

    for by in others:
        with pytest.raises(Forbidden):
            open_quotas(TREE, season=season, by=by, at=AT)
