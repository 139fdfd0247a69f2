"""The narrowest place wins; rows that are alike do not hold on one day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from scheme.rules.choice import chain, narrowest, overlapping, rank

SEASON, OTHER = UUID(int=1), UUID(int=2)
PLACES = chain("451422")


@dataclass(frozen=True)
class Row:
    area_id: str | None
    season_id: UUID | None = None


def test_a_county_lies_in_a_prefecture_in_a_province():
    assert PLACES == ("450000", "451400", "451422")


def test_the_nearer_a_row_the_higher_its_rank():
    assert [rank(Row(area), PLACES) for area in (None, "450000", "451400", "451422", "530000")] == [0, 1, 2, 3, None]


def test_the_narrowest_area_wins():
    rows = [Row("451400"), Row(None), Row("451422"), Row("450000"), Row("532532")]

    assert narrowest(rows, PLACES) == Row("451422")
    assert narrowest(rows[:2], PLACES) == Row("451400")


def test_of_two_for_one_area_that_of_the_season_wins():
    rows = [Row("451400", SEASON), Row("451400"), Row("451400", OTHER)]

    assert narrowest(rows, PLACES, season=SEASON) == Row("451400", SEASON)
    assert narrowest(rows, PLACES) == Row("451400")


def test_a_narrower_area_wins_over_the_season():
    assert narrowest([Row(None, SEASON), Row("451422")], PLACES, season=SEASON) == Row("451422")


def test_nothing_holds_elsewhere():
    assert narrowest([Row("530000"), Row(None, OTHER)], PLACES, season=SEASON) is None


def day(number):
    return date(2026, 1, number)


def test_rows_that_share_a_day_stand_in_each_other_s_way():
    spans = [("a", day(5), day(9), 2), ("a", day(1), day(5), 1), ("b", day(2), None, 3), ("b", day(7), None, 4)]

    assert overlapping(spans) == [(1, 2), (3, 4)]


def test_rows_that_follow_each_other_do_not():
    assert overlapping([("a", day(1), day(4), 1), ("a", day(5), None, 2), ("b", day(1), None, 3)]) == []
