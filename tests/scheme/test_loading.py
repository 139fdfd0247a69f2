"""The data files load whole, once, and a bad one leaves nothing behind."""

import csv
import json
import shutil
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from core.audit.models import Event
from core.errors import Invalid
from scheme.models import Area, Holiday, Industry, Port, PortStatus, Province, Requirement, RuleSet, WageFloor
from scheme.services.loading import load_reference
from scheme.services.reference import end
from tests.factories import DATA

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def rewrite(folder, name, change):
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def refused(folder):
    with pytest.raises(Invalid) as refusal:
        load_reference(folder)
    assert Area.objects.count() == 0
    assert not Event.objects.filter(verb="load_reference").exists()
    return [problem.field for problem in refusal.value.problems]


def test_every_row_of_every_file_is_loaded():
    loaded = {file.file: file.new for file in load_reference(DATA)}

    assert (loaded["areas.csv"], Area.objects.count()) == (28, 28)
    assert (loaded["provinces.csv"], Province.objects.count()) == (87, 87)
    assert (loaded["holidays.csv"], Holiday.objects.count()) == (146, 146)
    assert (loaded["requirements.csv"], Requirement.objects.count()) == (28, 28)
    assert RuleSet.objects.get().parameters["minimum_age"] == 18


def test_cells_mean_what_their_columns_say():
    load_reference(DATA)

    ningming = Area.objects.get(pk="451422")
    assert (ningming.faces, ningming.is_border, ningming.parent_id) == (["20", "22"], True, "451400")
    cane = Industry.objects.get(pk="A0133")
    assert (cane.season_from_month, cane.season_until_month, cane.valid_from) == (11, 4, date(2016, 1, 1))
    assert Province.objects.get(code="08", valid_until=None).personal_number_prefixes == ["002", "008"]
    assert Port.objects.get(pk="aidian").province_code == "20"
    assert WageFloor.objects.filter(province_id="450000", valid_until=None).count() == 3
    assert Requirement.objects.filter(choice="identity").exists()


def test_a_second_run_changes_nothing():
    load_reference(DATA)
    events = Event.objects.count()

    loaded = load_reference(DATA)

    assert {(file.new, file.changed, file.kept) for file in loaded} == {(0, 0, 0)}
    assert Event.objects.count() == events


def test_every_row_is_an_event_of_the_clock():
    load_reference(DATA)

    events = Event.objects.filter(verb="load_reference")
    assert events.count() == sum(file.same for file in load_reference(DATA))
    assert set(events.values_list("login", "actor_id")) == {("clock", None)}


def test_a_changed_cell_changes_its_row_alone(folder):
    load_reference(DATA)
    rewrite(folder, "wage_floors", lambda rows: rows[-1].__setitem__(2, "999900"))

    loaded = {file.file: file for file in load_reference(folder)}

    assert (loaded["wage_floors.csv"].changed, loaded["wage_floors.csv"].same) == (1, 14)
    assert WageFloor.objects.filter(monthly_fen=999900).count() == 1
    last = Event.objects.order_by("id").last()
    assert (last.subject_type, list(last.changes)) == ("scheme.wagefloor", ["monthly_fen"])


def test_what_an_operator_has_edited_is_kept(operator_officer):
    load_reference(DATA)
    open_now = PortStatus.objects.get(port_id="aidian", valid_until=None)
    end("port_statuses", open_now.pk, on=date(2026, 12, 1), by=operator_officer)

    loaded = {file.file: file for file in load_reference(DATA)}

    assert (loaded["port_statuses.csv"].kept, loaded["port_statuses.csv"].changed) == (1, 0)
    open_now.refresh_from_db()
    assert open_now.valid_until == date(2026, 12, 1)


def test_the_number_of_queries_does_not_grow_with_the_rows(folder, django_assert_max_num_queries):
    for name in ("holidays", "provinces", "occupations"):
        rewrite(folder, name, lambda rows: rows.__delitem__(slice(5, None)))
    with django_assert_max_num_queries(87) as few:
        load_reference(folder)

    with django_assert_max_num_queries(len(few) + 6):
        load_reference(DATA)


@pytest.mark.parametrize(
    ("name", "column", "cell", "said"),
    [
        ("wage_floors", 2, "much", "wage_floors.csv:2:monthly_fen"),
        ("wage_floors", 2, "-5", "wage_floors.csv:2:hourly_fen"),
        ("wage_floors", 0, "990000", "wage_floors.csv:2:area"),
        ("wage_floors", 4, "2026-02-30", "wage_floors.csv:2:valid_from"),
        ("wage_floors", 5, "2019-01-01", "wage_floors.csv:2:valid_until"),
        ("wage_floors", 6, "sure", "wage_floors.csv:2:confidence"),
        ("areas", 7, "maybe", "areas.csv:2:is_pilot"),
        ("areas", 3, "", "areas.csv:2:name_zh"),
        ("areas", 4, "Qua\u0309ng Ta\u0302y", "areas.csv:2:name_vi"),
        ("areas", 4, " Quảng Tây", "areas.csv:2:name_vi"),
        ("areas", 5, "A" * 121, "areas.csv:2:name_en"),
        ("industries", 4, "13", "industries.csv:2:season_until_month"),
        ("requirements", 1, "7", "requirements.csv:2:rule_set"),
        ("requirements", 6, "someday", "requirements.csv:2:due"),
        ("port_statuses", 1, "open", "port_statuses.csv:2:status"),
        ("holidays", 1, "1 January", "holidays.csv:2:day"),
    ],
)
def test_a_bad_cell_is_refused_by_file_line_and_column(folder, name, column, cell, said):
    rewrite(folder, name, lambda rows: rows[1].__setitem__(column, cell))

    found = refused(folder)

    assert said in found


def test_all_that_is_wrong_is_told_at_once(folder):
    rewrite(folder, "seasons", lambda rows: rows[1].__setitem__(4, "soon"))
    rewrite(folder, "holidays", lambda rows: rows[3].__setitem__(2, "feast"))

    assert refused(folder) == ["seasons.csv:2:filing_from", "holidays.csv:4:kind"]


def test_a_row_that_is_there_twice_is_refused(folder):
    rewrite(folder, "occupations", lambda rows: rows.append(list(rows[1])))

    assert refused(folder) == ["occupations.csv:14:code"]


def test_rows_that_overlap_are_refused(folder):
    rewrite(folder, "wage_floors", lambda rows: rows[1].__setitem__(5, ""))

    assert refused(folder) == ["wage_floors.csv:5:valid_from"]


@pytest.mark.parametrize("change", [lambda rows: rows[2].pop(), lambda rows: rows[2].append("more")])
def test_a_row_with_too_many_or_too_few_cells_is_refused(folder, change):
    rewrite(folder, "ports", change)

    assert refused(folder)[0] == "ports.csv:3:"


def test_a_missing_and_an_unknown_column_are_refused(folder):
    rewrite(folder, "ports", lambda rows: rows[0].__setitem__(4, "sort"))

    assert refused(folder)[:2] == ["ports.csv:1:sort", "ports.csv:1:kind"]


def test_a_missing_file_is_refused(folder):
    (folder / "ports.csv").unlink()

    assert "ports.csv:0:" in refused(folder)


@pytest.mark.parametrize("content", [b"code,name\n\xff\xfe", b'code,"name\n'])
def test_a_file_that_cannot_be_read_is_refused(folder, content):
    (folder / "ports.csv").write_bytes(content)

    assert any(field.startswith("ports.csv") for field in refused(folder))


@pytest.mark.parametrize("content", ["{}", "[1]", "[", '[{"code": "scheme"}]'])
def test_rule_sets_that_cannot_be_read_are_refused(folder, content):
    (folder / "rule_sets.json").write_text(content, encoding="utf-8")

    assert any(field.startswith(("rule_sets.json", "requirements.csv")) for field in refused(folder))


def test_a_bad_parameter_is_named(folder):
    path = folder / "rule_sets.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"hours_a_day": "8"', '"hours_a_day": 8', 1), "utf-8")

    assert "rule_sets.json:1:parameters.hours.hours_a_day" in refused(folder)


def test_a_version_of_a_rule_set_is_never_edited(folder):
    load_reference(DATA)
    path = folder / "rule_sets.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    entries[0]["parameters"]["minimum_age"] = 20
    path.write_text(json.dumps(entries), encoding="utf-8")

    with pytest.raises(Invalid) as refusal:
        load_reference(folder)

    assert [problem.field for problem in refusal.value.problems] == ["rule_sets.json:1:parameters"]


def test_the_command_prints_the_counts_of_each_file(capsys):
    call_command("load_reference")

    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["seasons.csv", "3", "0", "0", "0"]
    assert len(lines) == 14


def test_the_command_names_every_bad_cell(folder):
    rewrite(folder, "seasons", lambda rows: rows[1].__setitem__(4, "soon"))

    with pytest.raises(CommandError, match=r"seasons\.csv, row 2, column “filing_from”"):
        call_command("load_reference", "--dir", folder)
