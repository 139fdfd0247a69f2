"""A farm household is a person: what is known of it reaches nobody who need not know."""

import json

import pytest
from django.test import Client
from rest_framework.test import APIClient

from core.audit.models import Event
from core.notices.models import Notice
from employers.enums import EmployerKind
from employers.models import Employer
from employers.services.directory import corrections, parties
from employers.services.directory.details import EmployerDetails, FirstMember
from tests import factories
from tests.factories import AT, NINGMING, World

pytestmark = pytest.mark.django_db
NAME, ADDRESS, PHONE = "覃某某户", "那堪镇三组七号", "+86 771 5550123"


@pytest.fixture
def household(world: World, registrar) -> Employer:
    return parties.register_employer(
        EmployerDetails(
            kind=EmployerKind.HOUSEHOLD,
            name_zh=NAME,
            county=NINGMING,
            resident_number=factories.resident_number(),
            address=ADDRESS,
            phone=PHONE,
            member=FirstMember(email="head@example.org", name="覃某某"),
        ),
        by=registrar,
        at=AT,
    )


def said() -> str:
    """All that the record keeps for good."""
    events = Event.objects.values_list("changes", "details")
    letters = Notice.objects.values_list("params", flat=True)
    return json.dumps([*map(list, events), *letters], ensure_ascii=False)


def test_what_only_grows_never_holds_a_household_s_name_number_or_address(household, registrar, approver):
    number = factories.resident_number()
    new = {"name_zh": "覃某甲户", "resident_number": number}
    correction = corrections.propose_correction(household.pk, new, "a slip", by=registrar, at=AT)

    corrections.correct(correction.pk, by=approver, at=AT)

    kept = said()
    for secret in (NAME, "覃某甲户", "覃某某", ADDRESS, PHONE, number, "head@example.org"):
        assert secret not in kept
    assert f'"{number[-4:]}"' not in kept


def test_where_a_household_lodges_its_workers_is_not_kept_for_good(household):
    factories.filing(factories.mandate(household), status="submitted")

    kept = said()

    assert "职工宿舍" not in kept
    assert "村部旁" not in kept


def test_the_public_board_names_no_household_neither_as_page_nor_as_program(household):
    factories.filing(factories.mandate(household), status="granted")

    page, rows = Client().get("/board/"), APIClient().get("/api/v1/board/").json()["results"]

    assert len(rows) == 1
    assert NAME not in json.dumps(rows, ensure_ascii=False)
    assert NAME not in page.content.decode()


def test_an_intermediary_whose_mandate_ended_no_longer_reads_of_the_household(household, program):
    mandate = factories.mandate(household)
    filing = factories.filing(mandate, status="granted")
    clerk = factories.staff(mandate.intermediary.organisation)[mandate.intermediary_id]["clerk"]
    asking = program(clerk)
    seen = [f"/api/v1/{where}/" for where in (f"employers/{household.pk}", f"filings/{filing.pk}")]
    seen += [f"{seen[1]}{part}/" for part in ("history", "decisions", "assessments")]
    before = [asking.get(where).status_code for where in seen]
    type(mandate).objects.update(status="ended")

    after = [asking.get(where).status_code for where in seen]

    assert (set(before), set(after)) == ({200}, {404})
    assert asking.get("/api/v1/employers/").json()["results"] == []
