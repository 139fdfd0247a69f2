"""Pictures: where each bar and tile lies, what is withheld from the public, and that drawing costs no more for more."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from core.actors import PUBLIC, Standing
from permits.models import Permit, Stay
from permits.rules.publishing import published
from permits.services import statistics
from permits.services.statistics import Used, Week
from portal import pictures
from scheme.models import Area, Quota, Season
from tests import factories
from tests.factories import World, shanghai
from tests.portal.conftest import Visit

NOW = shanghai(date(2026, 11, 30), 9)


@given(some.integers(0, 100_000), some.floats(0, 1, exclude_max=True))
def test_a_published_count_is_a_multiple_of_five_near_the_true_one_or_withheld(number: int, lot: float) -> None:
    told = published(number, lot)

    assert (told is None) == (1 <= number <= 4)
    assert told is None or (told % 5 == 0 and abs(told - number) < 5)


def test_a_count_is_rounded_up_as_often_as_it_lies_near_the_upper_one() -> None:
    lots = [step / 100 for step in range(100)]

    assert sum(published(7, lot) == 10 for lot in lots) == 40
    assert {published(10, lot) for lot in lots} == {10}


def quota(ceiling: int, used: int, reserved: int = 0, **place: object) -> Used:
    area = Area(code="451422", name_zh="宁明县", name_en="Ningming", name_vi="Huyện Ninh Minh", **place)
    return Used(Quota(area=area, ceiling=ceiling, used=used, reserved=reserved), 0)


def test_a_tile_is_filled_as_far_as_its_quota_is_and_darker_the_fuller_it_is() -> None:
    counties = [quota(100, used, is_border=True) for used in (0, 10, 30, 50, 70, 85, 100)]

    front, behind = pictures.strip(counties)

    assert [tile.height for tile in front] == [0, 4, 12, 20, 28, 34, 40]
    assert [tile.level for tile in front] == [0, 0, 1, 2, 3, 4, 5]
    assert [tile.place for tile in front] == [1, 2, 3, 4, 5, 6, 7]
    assert behind == []


def test_counties_behind_the_border_stand_in_a_row_of_their_own() -> None:
    front, behind = pictures.strip([quota(10, 1, is_border=True), quota(10, 5, 2, is_border=False)])

    assert (len(front), len(behind), behind[0].used.taken) == (1, 1, 7)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("金平苗族瑶族傣族自治县", "金平"),
        ("东兴市", "东兴"),
        ("防城区", "防城"),
        ("Huyện tự trị dân tộc Miêu, Dao và Thái Kim Bình", "Kim Bình"),
        ("Huyện tự trị dân tộc Dao Hà Khẩu", "Hà Khẩu"),
        ("Huyện tự trị dân tộc Hà Nhì và Di Giang Thành", "Giang Thành"),
        ("Thành phố Bằng Tường", "Bằng Tường"),
        ("Huyện Ma Ly Pho", "Ma Ly Pho"),
        ("Malipo", "Malipo"),
    ],
)
def test_a_tile_names_a_county_without_its_kind(name: str, short: str) -> None:
    assert pictures.short_name(name) == short


def test_the_weeks_bars_share_the_width_and_the_highest_fills_the_height() -> None:
    mondays = [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
    weeks = [Week(monday, present) for monday, present in zip(mondays, (None, 10, 20), strict=True)]

    bars = pictures.columns(weeks, width=300, height=100)

    assert [(bar.x, bar.y, bar.height, bar.number) for bar in bars] == [
        (0, 100, 0, None),
        (100, 50, 50, 10),
        (200, 0, 100, 20),
    ]
    assert pictures.columns([]) == []


@pytest.fixture
def season(demand: World) -> Season:
    """A season with eight workers: seven came in November, one of them left and one other was never seen again."""
    filing = factories.filing(demand.mandate, status="granted", posts=8)
    permits = [
        factories.permitted(filing, demand.intermediary, first_on=date(2026, 11, 2), last_on=date(2027, 3, 31))
        for _ in range(8)
    ]
    for number, permit in enumerate(permits[:7]):
        _stay(permit, date(2026, 11, 3 + 7 * (number % 2)), date(2026, 11, 20) if number == 0 else None)
    return filing.season


def _stay(permit: Permit, came: date, left: date | None) -> None:
    left_at = shanghai(left) if left else None
    Stay.objects.create(worker=permit.worker, permit=permit, entered_at=shanghai(came), left_at=left_at)


def test_the_season_counts_persons_week_by_week(season: Season, demand: World) -> None:
    officer = demand.member("bureau", "reviewer")

    found = statistics.weeks(season, by=officer, at=NOW)

    present = {week.monday: week.present for week in found}
    november = [date(2026, 11, day) for day in (2, 9, 16, 23, 30)]
    assert [present[monday] for monday in november] == [4, 7, 6, 6, 6]
    assert max(present) == november[-1]


def test_the_funnel_is_true_for_the_office_and_rounded_for_the_public(season: Season, demand: World) -> None:
    officer = demand.member("bureau", "reviewer")

    true, public = (statistics.funnel(season, by=by) for by in (officer, PUBLIC))

    assert true == {"posts": 8, "offers": 8, "permits": 8, "entries": 7, "returns": 0}
    assert {public[step] for step in ("posts", "offers", "permits", "entries")} <= {5, 10}
    assert public["returns"] == 0


def test_the_public_is_never_told_fewer_than_five(demand: World) -> None:
    filing = factories.filing(demand.mandate, status="granted", posts=3)
    permit = factories.permitted(filing, demand.intermediary, first_on=date(2026, 11, 2), last_on=date(2027, 3, 31))
    _stay(permit, date(2026, 11, 3), None)

    funnel = statistics.funnel(filing.season, by=PUBLIC)
    [county] = [one for one in statistics.counties(filing.season, by=PUBLIC) if one.quota.area_id == filing.county_id]
    week = statistics.weeks(filing.season, by=PUBLIC, at=NOW)[-1]

    assert funnel["entries"] is funnel["permits"] is county.present is week.present is None


def test_a_bureau_is_told_of_other_areas_what_everybody_is(season: Season, demand: World) -> None:
    by = demand.member("bureau", "reviewer")
    stranger = Standing(login="x", kind="bureau", area="532532", organisation_id=by.organisation_id)

    own, others = (
        {one.quota.area_id: one.present for one in statistics.counties(season, by=asker)} for asker in (by, stranger)
    )

    assert own["451422"] == 6
    assert others["451422"] in (5, 10)


@pytest.mark.parametrize("who", ["public", "bureau"])
def test_the_page_of_the_season_costs_the_same_for_more_people(
    season: Season, demand: World, visit: Visit, client: Client, who: str
) -> None:
    browser = client if who == "public" else visit(demand.member("bureau", "reviewer"))
    costs = []

    for number in (0, 5):
        filing = factories.filing(demand.mandate, status="granted", posts=5)
        for _ in range(number):
            permit = factories.permitted(
                filing, demand.intermediary, first_on=date(2026, 11, 2), last_on=date(2027, 3, 1)
            )
            _stay(permit, date(2026, 11, 4), None)
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(reverse("portal:season"), {"season": season.code})
        assert answer.status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 20


def test_pictures_stand_beside_their_numbers_without_inline_style(season: Season, client: Client) -> None:
    with time_machine.travel(NOW):
        said = client.get(reverse("portal:season"), HTTP_ACCEPT_LANGUAGE="vi").content.decode()

    assert 'class="plot"' in said
    assert 'class="county use-' in said
    assert " style=" not in said
    assert said.count("<rect") > 20


@given(some.lists(some.floats(0, 1e6) | some.none()))
def test_a_scale_has_few_round_values_from_nothing_to_no_less_than_the_greatest(numbers: list[float | None]) -> None:
    values = pictures.scale(numbers)

    assert values[0] == 0
    assert values[-1] >= max((number or 0 for number in numbers), default=0)
    assert 2 <= len(values) <= 5
    assert str(values[1]).rstrip("0") in {"1", "2", "5"}


def test_weeks_stand_on_a_scale_of_people_and_of_months() -> None:
    weeks = [Week(date(2026, 11, 23), 30), Week(date(2026, 11, 30), 90), Week(date(2026, 12, 7), None)]

    assert pictures.levels(weeks, height=100) == [(100, 0), (50, 50), (0, 100)]
    assert pictures.months(weeks, width=300) == [(0, date(2026, 11, 23)), (200, date(2026, 12, 7))]
    assert [bar.height for bar in pictures.columns(weeks, width=300, height=100)] == [30, 90, 0]
