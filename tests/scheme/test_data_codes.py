"""The codes of the reference data agree with each other and with the map."""

import csv
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "scheme" / "data"
BORDER = "东兴防城宁明凭祥龙州大新靖西那坡富宁麻栗坡马关河口金平绿春江城"


def read(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(name):
    return {row["code"] for row in read(name)}


def provinces_on(day):
    return {
        row["code"]
        for row in read("provinces")
        if row["valid_from"] <= day and (not row["valid_until"] or day <= row["valid_until"])
    }


def test_an_area_stands_under_its_parent_by_code():
    areas = {row["code"]: row for row in read("areas")}

    for code, row in areas.items():
        if row["level"] == "province":
            assert row["parent"] == ""
        else:
            kept = {"prefecture": 2, "county": 4}[row["level"]]
            assert row["parent"] == code[:kept].ljust(6, "0")
            assert row["parent"] in areas


def test_parents_come_before_their_children():
    seen = {""}
    for row in read("areas"):
        assert row["parent"] in seen
        seen.add(row["code"])


def test_fifteen_counties_lie_on_the_border_in_order():
    border = [row for row in read("areas") if row["is_border"] == "yes"]

    border.sort(key=lambda row: int(row["border_order"]))

    assert [int(row["border_order"]) for row in border] == list(range(1, 16))
    places = [BORDER.index(re.match("麻栗坡|..", row["name_zh"])[0]) for row in border]
    assert places == sorted(places)
    assert all(row["level"] == "county" and row["faces"] for row in border)


def test_only_border_counties_face_another_country():
    assert all((row["is_border"] == "yes") == bool(row["faces"]) for row in read("areas"))


def test_what_a_county_faces_is_a_border_province_of_today():
    facing = {code for row in read("areas") for code in row["faces"].split()}
    border = {row["code"] for row in read("provinces") if row["is_border"] == "yes" and not row["valid_until"]}

    assert facing == border


def test_sixty_three_provinces_became_thirty_four():
    assert len(provinces_on("2025-06-30")) == 63
    assert len(provinces_on("2025-07-01")) == 34


def test_a_province_that_ends_is_succeeded_by_one_that_lives_on():
    for row in read("provinces"):
        assert bool(row["valid_until"]) == bool(row["successor"])
        assert row["successor"] in provinces_on("2025-07-01") | {""}


def test_prefixes_of_personal_numbers_outlive_the_merger():
    def prefixes(day):
        rows = (row for row in read("provinces") if row["valid_from"] <= day <= (row["valid_until"] or "9999"))
        return sorted(prefix for row in rows for prefix in row["personal_number_prefixes"].split())

    assert len(set(prefixes("2025-06-30"))) == 63
    assert prefixes("2025-06-30") == prefixes("2025-07-01")


def test_fifteen_meant_yen_bai_and_means_lao_cai():
    names = [row["name_vi"] for row in read("provinces") if row["code"] == "15"]

    assert names == ["Yên Bái", "Lào Cai"]


def test_a_port_joins_a_border_county_with_a_province_it_faces():
    areas = {row["code"]: row for row in read("areas")}

    for port in read("ports"):
        assert port["province"] in areas[port["county"]]["faces"].split()
        assert port["kind"] in {"road", "rail"}


def test_every_port_has_a_status_and_every_status_a_port():
    statuses = read("port_statuses")

    assert {row["port"] for row in statuses} == codes("ports")
    assert {row["status"] for row in statuses} <= {"open_international", "open_bilateral", "closed"}


def test_every_county_has_a_wage_class_with_a_floor_all_season():
    counties = {row["code"] for row in read("areas") if row["level"] == "county"}
    floors = {(row["area"], row["class"]) for row in read("wage_floors") if not row["valid_until"]}
    classes = read("wage_classes")

    assert {row["area"] for row in classes} == counties
    assert all((row["area"][:2] + "0000", row["class"]) in floors for row in classes)


def test_a_higher_class_never_earns_less():
    floors = sorted(read("wage_floors"), key=lambda row: (row["area"], row["valid_from"], row["class"]))

    for higher, lower in pairwise(floors):
        if (higher["area"], higher["valid_from"]) == (lower["area"], lower["valid_from"]):
            assert int(higher["monthly_fen"]) > int(lower["monthly_fen"])
            assert int(higher["hourly_fen"]) > int(lower["hourly_fen"])


def test_codes_have_their_standard_form():
    assert all(re.fullmatch("[A-T][0-9]{4}", code) for code in codes("industries"))
    assert all(re.fullmatch("[0-9]{4}", code) for code in codes("occupations"))
    assert all(re.fullmatch("[0-9]{6}", code) for code in codes("areas"))
    assert all(re.fullmatch("[a-z-]+", code) for code in codes("ports"))


def test_season_months_are_given_in_pairs():
    for row in read("industries"):
        months = [row["season_from_month"], row["season_until_month"]]
        assert months == ["", ""] or all(1 <= int(month) <= 12 for month in months)


def test_seasons_cross_the_year_and_do_not_overlap():
    seasons = read("seasons")

    for row in seasons:
        first, second = row["code"].split("-")
        assert row["filing_from"] < row["work_from"] < row["filing_until"] < row["work_until"]
        assert (row["work_from"][:4], row["work_until"][2:4]) == (first, second)
    assert all(earlier["work_until"] < later["filing_from"] for earlier, later in pairwise(seasons))


@pytest.mark.parametrize(
    ("country", "day"),
    [(c, d) for c in ("CN", "VN") for d in ("2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26")],
)
def test_both_countries_rest_on_the_first_day_of_the_lunar_year(country, day):
    kinds = {(row["country"], row["day"]): row["kind"] for row in read("holidays")}

    assert kinds[country, day] == "holiday"


def test_days_worked_in_exchange_fall_on_weekends():
    worked = [row["day"] for row in read("holidays") if row["kind"] == "working_day"]

    assert worked
    assert all(date.fromisoformat(day).isoweekday() > 5 for day in worked)


def test_days_off_in_exchange_fall_on_weekdays():
    off = [row["day"] for row in read("holidays") if row["kind"] == "day_off"]

    assert all(date.fromisoformat(day).isoweekday() < 6 for day in off)
