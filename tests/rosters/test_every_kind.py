"""What holds for rosters of every kind: their templates, what is told of a row at once, and the file that is marked."""

import io

import openpyxl
import pytest
from django.urls import reverse

from rosters.models import RosterRow
from rosters.rules.sheets import read
from rosters.rules.tables import laid_out
from rosters.services.kinds import KINDS
from rosters.services.workbooks import marked
from tests import factories
from tests.factories import World
from tests.portal.conftest import Visit, clock, visit
from tests.rosters.files import WORKERS, as_xlsx, person, tried

__all__ = ["clock", "visit"]

pytestmark = pytest.mark.django_db
HANDED_IN_BY = {
    "workers": ("intermediary", "clerk"),
    "evidence": ("intermediary", "clerk"),
    "offers": ("intermediary", "clerk"),
    "clearances": ("department", "officer"),
    "returns": ("department", "officer"),
    "crossings": ("post", "officer"),
    "arrivals": ("employer", "clerk"),
}
FAULTY = {
    "workers": (WORKERS, person(1, born="17", province="Atlantis", number="12")),
    "evidence": (
        ("person_number", "requirement", "issuer", "number", "valid_from", "valid_until"),
        ["W-1", "swimming", "Nobody's", "7" * 61, "17", "2020-01-01"],
    ),
    "offers": (("person_number", "filing", "valid_until"), ["W-1", "DF-1", "17"]),
    "clearances": (("person_number", "decision", "contract_number"), ["W-1", "maybe", "x" * 41]),
    "returns": (("person_number", "paper_number"), ["W-1", True]),
    "crossings": (
        ("key", "direction", "occurred_at", "port", "person_number"),
        ["1", "sideways", "2026-11-15 07:10", "atlantis", "W-1"],
    ),
    "arrivals": (("permit_number", "arrived_on", "registered_on"), ["WP-1", "17", "the day after"]),
}
"""A row of each kind in which at least one cell cannot be read, and something else is wrong."""
TOLD = {
    "workers": {
        ("birth_date", "day_as_number"),
        ("province", "no_such_province"),
        ("paper_number", "paper_number_length"),
    },
    "evidence": {
        ("person_number", "person_number_unreadable"),
        ("requirement", "no_such_requirement"),
        ("number", "too_long"),
        ("valid_from", "day_as_number"),
        ("valid_until", "evidence_over"),
    },
    "offers": {
        ("person_number", "person_number_unreadable"),
        ("filing", "no_such_filing"),
        ("valid_until", "day_as_number"),
    },
    "clearances": {
        ("person_number", "person_number_unreadable"),
        ("decision", "not_among"),
        ("contract_number", "too_long"),
    },
    "returns": {("person_number", "person_number_unreadable"), ("paper_number", "not_text")},
    "crossings": {
        ("direction", "not_among"),
        ("occurred_at", "moment"),
        ("port", "port_unknown"),
        ("person_number", "person_number_unreadable"),
    },
    "arrivals": {("permit_number", "no_such_permit"), ("arrived_on", "day_as_number"), ("registered_on", "day")},
}


def test_every_kind_is_held_to_this() -> None:
    assert set(KINDS) == set(HANDED_IN_BY) == set(FAULTY) == set(TOLD)


@pytest.mark.parametrize("language", ["en", "zh-hans", "vi"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_template_is_one_that_is_taken_in_again(kind: str, language: str, visit: Visit, world: World) -> None:
    browser, table = visit(world.member(*HANDED_IN_BY[kind])), KINDS[kind].table
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = language

    sheet = read(browser.get(reverse("portal:roster_template", args=[kind])).content, f"{kind}.xlsx", knows=table.knows)

    layout = laid_out(table, sheet.headings)
    assert (list(layout.places), layout.extra) == ([column.name for column in table.columns], [])
    assert [column.name for column in table.columns if column.example and not column.parse(column.example)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_is_wrong_with_a_row_is_told_at_once_and_marked_for_each_reader(kind: str, demand: World) -> None:
    factories.port("aidian")
    clerk = demand.member(*HANDED_IN_BY[kind])
    headings, row = FAULTY[kind]
    roster = tried(kind, as_xlsx(headings, [row]), clerk, name="a.xlsx")
    [kept] = RosterRow.objects.with_faults().filter(roster=roster)
    assert {(column, code) for column, code, *_ in kept.problems} == TOLD[kind]

    remarks = set()
    for language in ("en", "zh-hans", "vi"):
        content = marked(roster, language=language)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        coloured = {cell.column for cell in sheet[2] if cell.comment}
        assert coloured == {1 + roster.columns.index(column) for column, _code in TOLD[kind]}
        remarks.add(str(sheet.cell(2, len(roster.columns) + 1).value))
        again = tried(kind, content, clerk, name="marked.xlsx")
        [same] = RosterRow.objects.with_faults().filter(roster=again)
        assert {(column, code) for column, code, *_ in same.problems} == TOLD[kind]
    assert len(remarks) == 3
