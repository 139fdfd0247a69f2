"""Lists taken out as files: made in the background, told when ready, fetched by their owner while it may see all."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

import portal
from accounts.models import Export, ExportPart, Member
from accounts.services import exports
from core.audit.models import Event
from core.errors import Conflict
from core.notices.models import Notice
from employers.models import Filing, Mandate
from permits.models import Arrival, Permit
from portal import sheets
from portal.exports import LISTS
from portal.sheets import guarded, write
from portal.views.requests import KINDS
from tests import factories
from tests.factories import World
from tests.portal.conftest import Visit


@pytest.fixture
def filing(demand: World) -> Filing:
    """A granted filing."""
    return factories.filing(demand.mandate, status="granted", posts=20)


@pytest.fixture
def held(demand: World, filing: Filing) -> list[Permit]:
    """Some permits of its crew."""
    return [factories.permitted(filing, demand.intermediary) for _ in range(3)]


def _ask(browser: Client, kind: str, file_kind: str = "csv", asked: str = "") -> Export:
    answer = browser.post(reverse("portal:export_make", args=[kind]), {"file_kind": file_kind, "asked": asked})
    assert answer.status_code == 302
    return Export.objects.order_by("-pk")[0]


def _made(browser: Client, kind: str, file_kind: str = "csv", asked: str = "") -> Export:
    export = _ask(browser, kind, file_kind, asked)
    exports.make_due(write, at=timezone.now())
    export.refresh_from_db()
    return export


def _fetched(browser: Client, export: Export) -> bytes:
    answer = browser.post(reverse("portal:export_fetch", args=[export.pk]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def _table(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_list_is_taken_out_narrowed_as_its_page_is(
    demand: World, filing: Filing, held: list[Permit], visit: Visit
) -> None:
    held[0].worker.permits.update(permit_class="short")
    browser = visit(demand.member("bureau", "approver"))

    export = _made(browser, "permits", asked="permit_class=seasonal&after=zz")
    heading, *rows = _table(_fetched(browser, export))

    assert heading[:3] == ["Permit", "Worker", "Person number"]
    assert {row[0] for row in rows} == {held[1].reference, held[2].reference}
    assert rows[0][6] == held[0].first_on.isoformat()


def test_a_sheet_holds_days_as_days_and_numbers_as_numbers(demand: World, filing: Filing, visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))

    content = _fetched(browser, _made(browser, "filings", "xlsx"))

    sheet = load_workbook(io.BytesIO(content)).active
    heading, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    said = dict(zip(heading, row, strict=True))
    assert said["Number"] == filing.reference
    assert said["Posts"] == 20
    assert said["First day"].date() == filing.starts_on


ASKED_BY = {
    "clearances": ("department", "officer"),
    "complaints": ("protection", "officer"),
    "cost_statements": ("protection", "officer"),
    "devices": ("post", "officer"),
    "rosters": ("intermediary", "clerk"),
}


@pytest.mark.parametrize("kind", sorted(LISTS))
@pytest.mark.parametrize("file_kind", ["csv", "xlsx"])
def test_every_list_can_be_taken_out(
    demand: World, held: list[Permit], visit: Visit, kind: str, file_kind: str
) -> None:
    member = demand.member(*ASKED_BY.get(kind, ("bureau", "approver")))
    browser, rows = visit(member), LISTS[kind].rows(member, QueryDict()).count()

    export = _made(browser, kind, file_kind)

    assert export.made_at is not None
    assert export.rows == rows + (kind == "exports")
    assert len(_fetched(browser, export)) > 20


PAGED = "portal/parts/pages.html"
WITHOUT_A_FILE = {
    "alerts.html": "an alert is gone when its cause is; the list of what it is about can be taken out",
    "board.html": "open to strangers, who have no account to which a file could be given; filings can be taken out",
    "register.html": "open to strangers, who have no account to which a file could be given; licences can be taken out",
    "checkpoints.html": "open to strangers, who have no account; each can be taken as its note, all by the interface",
    "gaps.html": "what two operators vouched for; the restores of a service's whole life",
    "evidence_new.html": "ticks people of the list of registrations, which can be taken out, as can all evidence",
    "filing_offers.html": "ticks people of the list of registrations, which can be taken out",
    "jobs.html": "what the operator looks after now: letters that were given up",
    "service_tokens.html": "the few keys of one's own programs",
    "webhook.html": "what was lately sent to one's own program, to be sent again",
    "roster.html": "rows to be corrected: they are fetched as the file itself, marked",
    "reference_rows.html": "the agreement's own data, which come from files",
}


def _templates() -> dict[str, str]:
    folder = Path(portal.__file__).parent / "templates" / "portal"
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.html"))}


def _kinds(template: str) -> set[str]:
    found = set(re.findall(r'parts/export\.html" with kind="(\w+)"', template))
    return found | ({kind.list for kind in KINDS} if 'parts/export.html" with kind=kind.list' in template else set())


def test_every_list_in_pages_has_the_buttons_to_take_it_out_or_a_reason_why_not() -> None:
    paged = {name: text for name, text in _templates().items() if PAGED in text}

    without = {name for name, text in paged.items() if not _kinds(text) - {"evidence"}}

    assert len(paged) > 30
    assert without == set(WITHOUT_A_FILE)


def test_every_list_that_is_declared_has_its_buttons_on_a_page_and_no_page_has_others() -> None:
    offered = {kind for text in _templates().values() for kind in _kinds(text)}

    assert offered == set(LISTS)


def test_headings_are_in_the_language_of_who_asked(demand: World, held: list[Permit], visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))
    browser.cookies["django_language"] = "vi"

    export = _made(browser, "filings")

    assert export.language == "vi"
    assert "Người sử dụng lao động" in _table(_fetched(browser, export))[0]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_a_name_that_is_a_formula_is_led_in_by_an_apostrophe_in_both_kinds_of_file(
    demand: World, held: list[Permit], visit: Visit
) -> None:
    held[0].worker.name = '=HYPERLINK("http://x")'
    held[0].worker.save()
    browser = visit(demand.member("bureau", "approver"))

    table = _table(_fetched(browser, _made(browser, "permits")))
    sheet = load_workbook(io.BytesIO(_fetched(browser, _made(browser, "permits", "xlsx")))).active

    assert '\'=HYPERLINK("http://x")' in {row[1] for row in table}
    assert {cell.data_type for cell in sheet["B"]} == {"s"}
    assert '\'=HYPERLINK("http://x")' in {cell.value for cell in sheet["B"]}


def test_a_notice_tells_only_who_asked_that_it_is_ready(demand: World, held: list[Permit], visit: Visit) -> None:
    asker, other = demand.member("bureau", "approver"), demand.member("bureau", "reviewer")

    export = _made(visit(asker), "permits")

    letters = Notice.objects.filter(kind="export_ready", subject_id=str(export.pk))
    assert letters.visible_to(asker).count() == 1
    assert not letters.visible_to(other).exists()


def test_a_file_is_its_owners_alone(demand: World, held: list[Permit], visit: Visit) -> None:
    export = _made(visit(demand.member("bureau", "approver")), "permits")
    colleague = visit(demand.member("bureau", "reviewer"))

    assert colleague.post(reverse("portal:export_fetch", args=[export.pk])).status_code == 404
    assert list(colleague.get(reverse("portal:exports")).context["page"].rows) == []


def test_a_file_with_rows_one_no_longer_sees_is_not_given(demand: World, held: list[Permit], visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    Permit.objects.update(registrar=demand.partner)
    export = _made(browser, "permits")
    before = _fetched(browser, export)
    Mandate.objects.update(status="ended")

    answer = browser.post(reverse("portal:export_fetch", args=[export.pk]))

    assert all(one.reference.encode() in before for one in held)
    assert answer.status_code == 409


def test_an_export_shows_how_far_it_is_and_what_became_of_it(demand: World, held: list[Permit], visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))
    export = _ask(browser, "permits")
    address = reverse("portal:exports")

    waiting = browser.get(address).content.decode()
    Export.objects.update(rows=3)
    ExportPart.objects.create(export=export, keys=[held[0].pk], content=b"x")
    begun = browser.get(address).content.decode()
    early = browser.post(reverse("portal:export_fetch", args=[export.pk]))
    exports.make_due(write, at=timezone.now())
    ready = browser.get(address).content.decode()

    assert "waits to be made" in waiting
    assert '<progress max="3" value="1"' in begun
    assert early.status_code == 409
    assert "Fetch the file" in ready


def test_one_that_cannot_be_made_is_given_up_and_keeps_no_other_waiting(
    demand: World, held: list[Permit], visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visit(demand.member("bureau", "approver"))
    large, small = _ask(browser, "permits"), _ask(browser, "filings")
    monkeypatch.setattr(sheets, "LARGEST", 1)

    made = [exports.make_due(write, at=timezone.now()) for _ in range(4)]

    large.refresh_from_db()
    small.refresh_from_db()
    assert made == [1, 0, 0, 0]
    assert (large.is_given_up, large.tries, small.made_at is not None) == (True, 3, True)
    assert "could not be made" in browser.get(reverse("portal:exports")).content.decode()


def test_one_that_was_begun_and_broken_off_is_begun_anew(demand: World, held: list[Permit], visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))
    export = _ask(browser, "permits")
    ExportPart.objects.create(export=export, keys=[held[0].pk], content=b"half a file")

    exports.make_due(write, at=timezone.now())

    export.refresh_from_db()
    assert b"half a file" not in _fetched(browser, export)


def test_nothing_is_made_for_who_may_not_act_any_more(demand: World, held: list[Permit], visit: Visit) -> None:
    member = demand.member("bureau", "approver")
    _ask(visit(member), "permits")
    Member.objects.filter(pk=member.pk).update(closed_at=factories.AT)

    assert exports.make_due(write, at=timezone.now()) == 0


def test_asking_and_fetching_are_on_record_and_files_are_dropped_when_their_days_are_over(
    demand: World, held: list[Permit], visit: Visit
) -> None:
    browser = visit(demand.member("bureau", "approver"))
    export = _made(browser, "permits")
    _fetched(browser, export)

    dropped = [exports.forget_over(at=timezone.now() + timedelta(days=days)) for days in (2, 4, 4)]

    verbs = Event.objects.of(export).values_list("verb", flat=True)
    assert dropped == [0, 1, 0]
    assert {"ask_export", "make_export", "fetch_export", "forget_exports"} <= set(verbs)
    assert not ExportPart.objects.exists()


def test_nobody_asks_for_more_than_some_at_once(demand: World, visit: Visit) -> None:
    member = demand.member("bureau", "approver")
    browser = visit(member)
    for _ in range(5):
        _ask(browser, "permits")

    answer = browser.post(reverse("portal:export_make", args=["permits"]), {"file_kind": "csv"})

    assert answer.status_code == 409
    with pytest.raises(Conflict):
        exports.ask("permits", "", file_kind="csv", language="en", by=member, at=timezone.now())


@pytest.mark.parametrize("kind", ["complaints", "cost_statements", "clearances", "devices"])
def test_a_list_that_is_not_for_somebody_cannot_be_taken_out_either(demand: World, visit: Visit, kind: str) -> None:
    browser = visit(demand.member("employer", "signatory"))

    answer = browser.post(reverse("portal:export_make", args=[kind]), {"file_kind": "csv"})

    assert answer.status_code in (403, 404)
    assert not Export.objects.exists()


def test_a_file_stays_ones_own_when_a_row_has_moved_on_since(demand: World, held: list[Permit], visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))
    export = _made(browser, "arrivals")

    Arrival.objects.create(permit=held[0], arrived_on=held[0].first_on, reported_at=timezone.now())

    assert export.rows == 3
    assert held[0].reference.encode() in _fetched(browser, export)


def test_a_list_that_is_none_is_not_there(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))

    assert browser.post(reverse("portal:export_make", args=["secrets"])).status_code == 404


def test_writing_costs_queries_by_the_batch_and_loses_no_row(
    demand: World, filing: Filing, held: list[Permit], visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visit(demand.member("bureau", "approver"))
    monkeypatch.setattr(sheets, "BATCH", 2)
    for _ in range(4):
        factories.permitted(filing, demand.intermediary)

    export = _made(browser, "permits")
    rows = _table(_fetched(browser, export))[1:]

    assert {row[0] for row in rows} == {str(one) for one in Permit.objects.select_related("season")}
    assert len(rows) == export.rows == 7


def test_the_list_of_files_costs_the_same_however_long_it_is(demand: World, visit: Visit) -> None:
    member = demand.member("bureau", "approver")
    browser = visit(member)
    costs = []
    for number in (1, 6):
        for _ in range(number):
            exports_made: dict[str, Any] = {"tries": 1, "rows": 1, "made_at": timezone.now()}
            Export.objects.create(
                member=member,
                organisation=member.organisation,
                proposed_by=member.pk,
                proposed_login="session",
                proposed_at=timezone.now(),
                kind="permits",
                file_kind="csv",
                language="en",
                asked_at=timezone.now(),
                expires_at=timezone.now(),
                **exports_made,
            )
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("portal:exports")).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
