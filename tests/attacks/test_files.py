"""Files of lists: above a size they take two persons of two units, and every copy says whose it is."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Export, Member
from accounts.services import exports
from core.audit.models import Event
from core.errors import Forbidden, Invalid, NotFound
from portal.sheets import write
from tests import factories
from tests.factories import World
from tests.portal.conftest import Visit

pytestmark = pytest.mark.django_db
MADE = {"file_kind": "csv", "language": "en"}


@pytest.fixture(autouse=True)
def _small(settings: Any, demand: World) -> None:
    settings.EXPORT_ALONE_UP_TO = 1
    filing = factories.filing(demand.mandate, status="granted", posts=20)
    for _ in range(3):
        factories.permitted(filing, demand.intermediary)


def _asked(by: Member, **how: Any) -> Export:
    export = exports.ask("permits", "", **MADE | how, by=by, at=timezone.now())
    exports.make_due(write, at=timezone.now())
    export.refresh_from_db()
    return export


def test_a_large_file_waits_for_a_second_person_and_is_then_made(demand: World) -> None:
    approver, reviewer = demand.member("bureau", "approver"), demand.member("bureau", "reviewer")
    export = _asked(approver)
    assert (export.made_at, export.rows, export.parts.count(), export.tries) == (None, 3, 0, 1)
    assert exports.make_due(write, at=timezone.now()) == 0

    exports.release(export.pk, by=reviewer, at=timezone.now())
    assert exports.make_due(write, at=timezone.now()) == 1

    export.refresh_from_db()
    assert (export.decided_by, export.parts.count()) == (reviewer.pk, 2)
    released = Event.objects.get(subject_id=str(export.pk), verb="release_export")
    assert released.actor_id == reviewer.pk


def test_nobody_releases_their_own_file_nor_one_of_another_office(demand: World) -> None:
    approver = demand.member("bureau", "approver")
    export = _asked(approver)

    with pytest.raises(NotFound):
        exports.release(export.pk, by=approver, at=timezone.now())
    with pytest.raises(NotFound):
        exports.release(export.pk, by=demand.member("oversight", "auditor"), at=timezone.now())
    with pytest.raises(Forbidden):
        exports.release(export.pk, by=demand.member("bureau", "clerk"), at=timezone.now())


def test_a_colleague_of_the_same_unit_or_the_same_log_in_does_not_count(demand: World) -> None:
    approver, reviewer = demand.member("bureau", "approver"), demand.member("bureau", "reviewer")
    export = _asked(approver)
    own_unit, reviewer.unit = reviewer.unit, approver.unit
    with pytest.raises(Invalid):
        exports.release(export.pk, by=reviewer, at=timezone.now())

    reviewer.unit, reviewer.login = own_unit, approver.login
    with pytest.raises(Invalid):
        exports.release(export.pk, by=reviewer, at=timezone.now())

    export.refresh_from_db()
    assert export.decided_by is None


@pytest.mark.parametrize(
    "forged", [{"made_at": timezone.now()}, {"proposed_by": "00000000-0000-7000-8000-000000000000"}]
)
def test_the_database_itself_refuses_a_large_file_of_one_person(demand: World, forged: dict[str, Any]) -> None:
    export = _asked(demand.member("bureau", "approver"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(**forged)


def test_a_party_takes_out_its_own_list_alone(demand: World) -> None:
    assert _asked(demand.member("intermediary", "clerk")).made_at is not None


def test_the_page_shows_colleagues_files_and_releases_them(demand: World, visit: Visit) -> None:
    approver, reviewer = demand.member("bureau", "approver"), demand.member("bureau", "reviewer")
    export = _asked(approver)
    address = reverse("portal:export_release", args=[export.pk])
    assert address not in visit(approver).get(reverse("portal:exports")).content.decode()
    assert address not in visit(demand.member("bureau", "clerk")).get(reverse("portal:exports")).content.decode()

    browser = visit(reviewer)
    assert address in browser.get(reverse("portal:exports")).content.decode()
    assert browser.post(address).status_code == 302
    assert browser.post(reverse("portal:export_fetch", args=[export.pk])).status_code == 404

    export.refresh_from_db()
    assert export.decided_by == reviewer.pk


@pytest.mark.parametrize("file_kind", ["csv", "xlsx"])
def test_every_row_every_sheet_and_the_name_say_whose_copy_it_is(
    demand: World, visit: Visit, settings: Any, file_kind: str
) -> None:
    settings.EXPORT_ALONE_UP_TO = 100
    member = demand.member("bureau", "approver")
    export = _asked(member, file_kind=file_kind)

    answer = visit(member).post(reverse("portal:export_fetch", args=[export.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert export.number in answer["Content-Disposition"]
    assert str(member.pk) in answer["Content-Disposition"]
    if file_kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert export.number in str(sheet.oddFooter.left.text)
        rows = [[str(cell) for cell in row] for row in list(sheet.values)[1:]]
    assert len(rows) == 3
    assert all(export.number in row[-1] and member.name in row[-1] for row in rows)


def test_a_file_whose_days_are_over_is_released_by_nobody(demand: World) -> None:
    export = _asked(demand.member("bureau", "approver"))

    with pytest.raises(NotFound):
        exports.release(export.pk, by=demand.member("bureau", "reviewer"), at=timezone.now() + timedelta(days=4))
