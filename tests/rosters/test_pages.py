"""The pages of rosters: hand in, look at the trial, apply, fetch the marked file, undo."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Member
from rosters.models import Roster
from rosters.services import progress
from tests import factories
from tests.factories import World
from tests.portal.conftest import Visit, clock, visit
from tests.rosters.files import AT, WORKERS, applied, as_csv, person, tried

__all__ = ["clock", "visit"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(world: World) -> None:
    factories.rule_set()
    factories.season()


def posted(content: bytes, name: str = "list.csv") -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, content), "season": str(factories.season().pk)}


def test_a_small_roster_is_tried_applied_and_undone_while_one_waits(visit: Visit, intermediary_clerk: Member) -> None:
    browser = visit(intermediary_clerk)

    answer = browser.post(
        reverse("portal:roster_new", args=["workers"]), posted(as_csv(WORKERS, [person(1), person(2, born="17 May")]))
    )
    roster = Roster.objects.get()
    page = browser.get(answer["Location"]).content.decode()

    assert roster.status == "tried"
    assert "This is no day: write it as 2026-11-15 or 15/11/2026." in page
    assert "Date of birth" in page
    for verb, status in (("apply_rows", "applied"), ("undo_rows", "undone")):
        browser.post(reverse("portal:roster_move", args=[roster.pk, verb]))
        roster.refresh_from_db()
        assert roster.status == status
        assert browser.get(reverse("portal:roster", args=[roster.pk])).status_code == 200


def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(visit: Visit, intermediary_clerk: Member) -> None:
    browser = visit(intermediary_clerk)

    answer = browser.post(reverse("portal:roster_new", args=["workers"]), posted(b"PK\x03\x04 and no more", "a.xlsx"))

    assert answer.status_code == 422
    assert "The file is damaged or no spreadsheet" in answer.content.decode()
    assert not Roster.objects.exists()


def test_the_marked_file_has_the_faulty_rows_and_what_to_change(visit: Visit, intermediary_clerk: Member) -> None:
    rows = [person(1), person(2, born="17"), person(3, name="=1+1")]
    roster = tried("workers", as_csv(WORKERS, rows), intermediary_clerk)

    answer = visit(intermediary_clerk).get(reverse("portal:roster_marked", args=[roster.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]

    assert sheet.max_row == 3
    assert sheet["A3"].value == "'=1+1"
    comment = sheet["C2"].comment
    assert comment is not None
    assert "This is a number and no day" in comment.text
    assert sheet["C2"].fill.start_color.rgb == "FFFBE3E0"
    assert "Date of birth: " in str(sheet.cell(2, len(WORKERS) + 1).value)


def test_a_corrected_marked_file_can_be_handed_in_again(visit: Visit, intermediary_clerk: Member) -> None:
    roster = tried("workers", as_csv(WORKERS, [person(1), person(2, born="17")]), intermediary_clerk)
    answer = visit(intermediary_clerk).get(reverse("portal:roster_marked", args=[roster.pk]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    book.worksheets[0]["C2"].value = "1972-03-12"
    corrected = io.BytesIO()
    book.save(corrected)

    again = tried("workers", corrected.getvalue(), intermediary_clerk, name="marked.xlsx")

    assert (again.counts, again.extra) == ({"good": 1}, [])


def test_faulty_rows_are_leafed_through_in_the_order_of_the_file(visit: Visit, intermediary_clerk: Member) -> None:
    rows = [person(serial, born="17") for serial in range(45)]
    roster = tried("workers", as_csv(WORKERS, rows), intermediary_clerk)
    browser, address = visit(intermediary_clerk), reverse("portal:roster", args=[roster.pk])

    first = browser.get(address).context["page"]
    second = browser.get(address + first.following).context["page"]

    assert [row.line for row in first.rows] == list(range(2, 42))
    assert [row.line for row in second.rows] == list(range(42, 47))


def test_the_page_of_a_roster_at_work_shows_how_far_it_is_and_is_loaded_anew_at_its_end(
    visit: Visit, intermediary_clerk: Member
) -> None:
    roster = tried("workers", as_csv(WORKERS, [person(1), person(2)]), intermediary_clerk)
    browser, address = visit(intermediary_clerk), reverse("portal:roster", args=[roster.pk])
    Roster.objects.filter(pk=roster.pk).update(status="undoing", done=0, applied_at=AT)
    roster.refresh_from_db()
    progress.tell(roster, 1, of=2)

    page = browser.get(address).content.decode()
    part = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    Roster.objects.filter(pk=roster.pk).update(status="undone")
    over = browser.get(address, headers={"HX-Request": "true"})

    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert part.startswith('<div class="panel" id="progress"')
    assert '<progress class="wide" max="2" value="1"' in part
    assert (over["HX-Refresh"], over.content) == ("true", b"")
    assert "every 2s" not in browser.get(address).content.decode()


def test_others_rosters_are_not_there_and_other_kinds_are_refused(
    visit: Visit, intermediary_clerk: Member, post_officer: Member, employer_signatory: Member
) -> None:
    roster = applied(tried("workers", as_csv(WORKERS, [person(1)]), intermediary_clerk), intermediary_clerk)
    gate = visit(post_officer)

    assert gate.get(reverse("portal:roster", args=[roster.pk])).status_code == 404
    assert gate.get(reverse("portal:roster_marked", args=[roster.pk])).status_code == 404
    assert gate.post(reverse("portal:roster_move", args=[roster.pk, "undo_rows"])).status_code == 404
    assert gate.get(reverse("portal:roster_new", args=["workers"])).status_code == 403
    assert visit(employer_signatory).get(reverse("portal:rosters")).status_code == 403


def test_the_list_asks_as_much_for_many_as_for_one(
    visit: Visit, intermediary_clerk: Member, django_assert_max_num_queries: object
) -> None:
    for serial in range(3):
        tried("workers", as_csv(WORKERS, [person(serial)]), intermediary_clerk, at=AT)
    browser = visit(intermediary_clerk)
    browser.get(reverse("portal:rosters"))

    with django_assert_max_num_queries(8):  # type: ignore[operator]
        browser.get(reverse("portal:rosters"))
