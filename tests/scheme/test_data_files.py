"""The reference data holds together: codes resolve, names are well formed, spans do not overlap."""

import csv
import json
import re
import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "scheme" / "data"
TABLES = sorted(FOLDER.glob("*.csv"))
CONFIDENCE = {"source", "unverified", "to_check"}
KEYS = {
    "areas": ["code"],
    "provinces": ["code"],
    "ports": ["code"],
    "port_statuses": ["port"],
    "industries": ["code"],
    "occupations": ["code"],
    "seasons": ["code"],
    "wage_classes": ["area"],
    "wage_floors": ["area", "class"],
    "requirements": ["rule_set", "version", "permit_class", "code", "area"],
    "holidays": ["country", "day"],
    "emergency_numbers": ["code"],
}


def read(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rule_sets():
    return json.loads((FOLDER / "rule_sets.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_every_file_is_written_in_composed_characters(path):
    text = path.read_text(encoding="utf-8")

    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_row_is_whole_and_trimmed(path):
    rows = read(path.stem)

    assert rows
    for row in rows:
        assert None not in row
        assert all(cell is not None and cell == cell.strip() for cell in row.values())


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_row_says_how_sure_it_is(path):
    assert {row.get("confidence", "source") for row in read(path.stem)} <= CONFIDENCE


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_spans_of_one_code_do_not_overlap(path):
    spans = {}
    for row in read(path.stem):
        key = tuple(row[column] for column in KEYS[path.stem])
        span = (row.get("valid_from") or "0001-01-01", row.get("valid_until") or "9999-12-31")
        spans.setdefault(key, []).append(tuple(map(date.fromisoformat, span)))

    for found in spans.values():
        assert all(start <= end for start, end in found)
        assert all(earlier[1] < later[0] for earlier, later in pairwise(sorted(found)))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_name_is_in_its_own_script(path):
    for row in read(path.stem):
        assert re.search("[一-鿿]", row.get("name_zh", "有"))
        assert not re.search("[一-鿿]", row.get("name_vi", "") + row.get("name_en", ""))
        assert row.get("name_vi", "Có") != ""
        assert row.get("name_en", "Yes") != ""


def test_requirements_name_a_rule_set_and_one_of_its_classes():
    areas = {row["code"] for row in read("areas")} | {""}
    known = {(row["code"], str(row["version"])): row["parameters"] for row in rule_sets()}

    for row in read("requirements"):
        parameters = known[row["rule_set"], row["version"]]
        assert row["permit_class"] in parameters["permit_classes"]
        assert row["area"] in areas
        assert row["kind"] in {"paper", "insurance", "health", "training"}
        assert row["due"] in {"application", "entry", "arrival"}


def test_the_papers_of_a_class_are_those_it_lets_choose():
    classes = rule_sets()[0]["parameters"]["permit_classes"]
    rows = read("requirements")

    for name, terms in classes.items():
        offered = {r["code"] for r in rows if r["permit_class"] == name and r["choice"] == "identity"}
        assert offered == set(terms["papers"])


def test_a_rule_set_holds_every_number_of_the_scheme():
    [scheme] = rule_sets()
    found = scheme["parameters"]

    assert (found["minimum_age"], found["paper_margin_days"], found["worker_cost_share_fen"]) == (18, 30, 0)
    stays = {name: terms["longest_stay_days"] for name, terms in found["permit_classes"].items()}
    assert stays == {"commuter": 0, "short": 30, "seasonal": 180}
    assert found["quota_thresholds_percent"] == [80, 95, 100]
    assert set(found["fee_ceilings"]["worker_fen"]) == set(found["cost_heads"])
    assert set(found["fee_ceilings"]["worker_fen"].values()) == {0}


def test_no_number_of_a_rule_set_is_a_float():
    def leaves(value):
        if isinstance(value, dict | list):
            for part in value.values() if isinstance(value, dict) else value:
                yield from leaves(part)
        else:
            yield value

    assert not [leaf for leaf in leaves(rule_sets()) if isinstance(leaf, float)]


def test_every_file_is_explained():
    explained = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert all(f"`{path.name}`" in explained for path in FOLDER.iterdir() if path.suffix != ".md")
