"""Posts are reserved, used and given back by the ledger, whole or not at all."""

from uuid import uuid4

import pytest
from django.db import connection

from core.actors import CLOCK
from core.errors import Invalid
from scheme.models import Quota, QuotaEntry
from scheme.services import quotas
from scheme.services.quota_proof import prove
from scheme.services.quotas import Want
from tests import factories
from tests.factories import AT, CANE, HEKOU, NINGMING, PINGXIANG

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(db):
    factories.quotas(ceiling=100)
    return factories.season()


def want(season, posts, *, county=NINGMING, industry=CANE, cause=None):
    return Want(cause or uuid4(), season.pk, county, industry, posts)


def counters():
    rows = Quota.objects.order_by("depth", "area_id").values_list("reserved", "used")
    return list(rows)


def refused(wants, act=quotas.reserve):
    before, entries = counters(), QuotaEntry.objects.count()
    with pytest.raises(Invalid) as refusal:
        act(wants, by=CLOCK, at=AT)
    assert (counters(), QuotaEntry.objects.count()) == (before, entries)
    [problem] = refusal.value.problems
    return problem


def test_a_reservation_is_counted_from_the_season_down_to_the_trade(season, reviewer):
    wanted = want(season, 30)

    quotas.reserve([wanted], by=reviewer, at=AT)

    assert counters() == [(30, 0)] * 5
    entries = QuotaEntry.objects.filter(cause=wanted.cause)
    assert set(entries.values_list("kind", "reserved_change", "actor_id", "unit_id", "login", "at")) == {
        ("reserve", 30, reviewer.actor_id, reviewer.unit_id, reviewer.login, AT)
    }
    assert prove().differences == []


def test_a_trade_without_a_quota_of_its_own_is_counted_in_its_county(season):
    quotas.reserve([want(season, 10, industry=factories.industry("A0141").code)], by=CLOCK, at=AT)

    assert counters() == [(10, 0)] * 4 + [(0, 0)]


def test_more_than_is_left_is_refused_naming_the_tightest_quota(season):
    factories.quotas(trade="A0141", ceiling=7)

    problem = refused([want(season, 8, industry="A0141")])

    assert (problem.code, problem.field, problem.params["left"], problem.params["asked"]) == (
        "quota_full",
        "posts",
        7,
        8,
    )
    assert problem.params["place"] == "Ningming · Growing of vegetables"
    assert "7" in str(problem)


def test_the_last_post_can_be_reserved_and_none_after_it(season):
    quotas.reserve([want(season, 100)], by=CLOCK, at=AT)

    assert refused([want(season, 1)]).params["left"] == 0


def test_of_many_wants_all_are_reserved_or_none(season):
    factories.quotas(PINGXIANG, ceiling=50)

    problem = refused([want(season, 40), want(season, 51, county=PINGXIANG), want(season, 5)])

    assert (problem.params["left"], problem.params["place"]) == (50, "Pingxiang · Growing of sugar crops")


def test_wants_together_are_held_against_what_they_share(season):
    factories.quotas(PINGXIANG, ceiling=100)

    problem = refused([want(season, 60), want(season, 60, county=PINGXIANG)])

    assert (problem.params["left"], problem.params["asked"]) == (100, 120)


def test_a_county_without_a_quota_is_refused_even_beside_others(season):
    factories.area(HEKOU)

    problem = refused([want(season, 1), want(season, 1, county=HEKOU)])

    assert (problem.code, problem.field, problem.params["county"]) == ("no_quota", "county", HEKOU)


def test_another_season_has_its_own_quotas(season):
    other = factories.season("2027-28")

    assert refused([want(other, 1)]).code == "no_quota"


@pytest.mark.parametrize("posts", [0, -1, 10**9, 10**12])
def test_a_number_of_posts_out_of_reason_is_refused(season, posts):
    assert refused([want(season, posts)]).code == "posts_out_of_range"


def test_sums_beyond_all_numbers_are_refused_as_too_many(season):
    wants = [want(season, 100_000) for _ in range(21_500)]

    assert refused(wants).code == "quota_full"


def test_nothing_wanted_changes_nothing(season, django_assert_num_queries):
    with django_assert_num_queries(0):
        quotas.reserve([], by=CLOCK, at=AT)
        quotas.release([], by=CLOCK, at=AT)
        quotas.use([], by=CLOCK, at=AT)


def test_a_batch_takes_as_many_queries_as_one(season, django_assert_num_queries):
    with django_assert_num_queries(3):
        quotas.reserve([want(season, 1)], by=CLOCK, at=AT)
    with django_assert_num_queries(3):
        quotas.reserve([want(season, 1) for _ in range(50)], by=CLOCK, at=AT)


def test_what_is_released_returns_to_every_quota(season):
    wanted = want(season, 30)
    quotas.reserve([wanted], by=CLOCK, at=AT)

    quotas.release([want(season, 12, cause=wanted.cause)], by=CLOCK, at=AT)

    assert counters() == [(18, 0)] * 5
    assert quotas.held_by([wanted.cause]) == {wanted.cause: 18}


def test_what_is_used_is_no_longer_reserved(season):
    wanted = want(season, 30)
    quotas.reserve([wanted], by=CLOCK, at=AT)

    quotas.use([want(season, 30, cause=wanted.cause)], by=CLOCK, at=AT)

    assert counters() == [(0, 30)] * 5
    assert quotas.left_for(season=season.pk, county=NINGMING, industry=CANE) == 70
    assert prove().differences == []


@pytest.mark.parametrize("act", [quotas.release, quotas.use])
def test_no_more_is_released_or_used_than_a_cause_holds(season, act):
    rich, poor = want(season, 50), want(season, 3)
    quotas.reserve([rich, poor], by=CLOCK, at=AT)

    problem = refused([want(season, 5, cause=rich.cause), want(season, 4, cause=poor.cause)], act)

    assert (problem.code, problem.params["held"], problem.params["causes"]) == (
        "holds_fewer_posts",
        3,
        [str(poor.cause)],
    )


@pytest.mark.parametrize("act", [quotas.release, quotas.use])
def test_a_cause_named_twice_is_held_to_its_sum(season, act):
    wanted = want(season, 10)
    quotas.reserve([wanted], by=CLOCK, at=AT)

    refused([want(season, 6, cause=wanted.cause), want(season, 5, cause=wanted.cause)], act)
    act([want(season, 6, cause=wanted.cause), want(season, 4, cause=wanted.cause)], by=CLOCK, at=AT)

    assert quotas.held_by([wanted.cause]) == {wanted.cause: 0}


def test_a_cause_that_holds_nothing_cannot_release(season):
    assert refused([want(season, 1)], quotas.release).params["held"] == 0


def test_a_trade_divided_after_a_grant_stays_within_its_county(season):
    early = want(season, 20, industry=factories.industry("A0141").code)
    quotas.reserve([early], by=CLOCK, at=AT)
    factories.quotas(trade="A0141", ceiling=50)

    quotas.release([want(season, 20, cause=early.cause)], by=CLOCK, at=AT)

    assert set(counters()) == {(0, 0)}
    assert prove().differences == []


def test_what_is_left_is_that_of_the_tightest_quota(season, django_assert_num_queries):
    factories.quotas(trade="A0141", ceiling=7)

    with django_assert_num_queries(1):
        left = quotas.left_for(season=season.pk, county=NINGMING, industry="A0141")

    assert left == 7
    assert quotas.left_for(season=season.pk, county=HEKOU, industry=CANE) is None


def test_a_forecast_says_which_wants_fit(season, django_assert_num_queries):
    wants = [want(season, 60), want(season, 60), want(season, 40), want(season, 1, county=HEKOU)]

    with django_assert_num_queries(1):
        answers = quotas.fitting(wants)

    assert answers == [True, False, True, False]
    quotas.reserve([one for one, does in zip(wants, answers, strict=True) if does], by=CLOCK, at=AT)


def test_the_application_may_touch_no_counter(season):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('scheme_quota', 'UPDATE'), current_user")
        [may, role] = cursor.fetchone()

    assert (may, role) == (False, "scheme_app")
