"""The profile's tables: every code in them is one of the scheme's, and nothing falls between them."""

import csv
from pathlib import Path

from permits.management.replay import profile
from permits.management.replay.profile import PROFILES

ROOT = Path(__file__).parents[2]
US = profile.load("us-h2a")


def codes(name: str, **wanted: str) -> set[str]:
    with (ROOT / "scheme" / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"] for row in csv.DictReader(stream) if wanted.items() <= row.items()}


def test_every_state_stands_for_a_county_of_the_scheme() -> None:
    assert set(US.counties.values()) <= codes("areas", level="county")
    assert len(US.counties) == 55


def test_every_occupation_is_one_of_the_schemes_and_no_code_is_left_without() -> None:
    assert {code for _start, code in US.tables["soc_to_isco"]} <= codes("occupations")
    assert US.occupation("99-9999.99") == US.occupation("") != ""


def test_every_trade_is_one_of_the_schemes() -> None:
    named = {code for name in ("crop_to_industry", "naics_to_industry") for _word, code in US.tables[name]}

    assert named | {US.given["industry_where_nothing_is_said"]} <= codes("industries")


def test_no_word_is_told_twice_and_none_is_hidden_by_one_before_it() -> None:
    words = [word for word, _industry in US.tables["crop_to_industry"]]
    hidden = [
        (before, word)
        for place, word in enumerate(words)
        for before in words[:place]
        if word.startswith(before) and dict(US.tables["crop_to_industry"])[before] != US.industry(word, "", "")
    ]

    assert len(words) == len(set(words))
    assert hidden == []


def test_every_line_of_the_statement_can_be_told() -> None:
    assert all("{" not in line for line in US.statement())
    assert len(US.statement()) == len(US.given["statement"])


def test_no_real_file_is_part_of_the_project() -> None:
    kept = {path.name for path in PROFILES.rglob("*") if path.is_file()}

    assert kept == {"profile.json", *(f"{name}.csv" for name in profile.TABLES)}
