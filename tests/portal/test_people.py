"""People: found by whatever one has at hand, opened for who may, corrected by two persons, merged by two persons."""

from typing import Any

import pytest
from django.urls import reverse

from core.audit.models import Event
from tests import factories
from tests.api.people_records import people_records
from tests.factories import AT, World
from tests.portal.conftest import Visit
from workers.models import Duplicate, IdentityPaper, Merge, RemovalBan, Worker, WorkerCorrection
from workers.rules.codes import person_number

SIGNED: dict[str, Any] = {}


def signed(world: World) -> dict[str, Any]:
    """The first signature of the department's officer."""
    officer = world.member("department", "officer")
    return {
        "proposed_by": officer.pk,
        "proposed_unit": officer.unit_id,
        "proposed_login": officer.login,
        "proposed_at": AT,
    }


@pytest.fixture
def records(demand: World) -> dict[str, Any]:
    """The key of one record of every kind about one worker of this world."""
    return people_records(demand, signed(demand))


SEEN = {
    "bureau": ("approver", {"people", "registrations", "duplicates", "offers"}),
    "intermediary": (
        "clerk",
        {"people", "registrations", "evidence_new", "registration_new", "offers", "named_requests"},
    ),
    "employer": ("signatory", {"people", "registrations", "offers", "named_requests"}),
    "department": (
        "officer",
        {"people", "registrations", "clearances", "evidence_new", "duplicates", "offers", "counter"},
    ),
    "protection": ("officer", {"people", "counter", "complaints", "cost_statements"}),
    "oversight": ("auditor", {"people", "registrations", "duplicates", "offers", "complaints", "cost_statements"}),
}


@pytest.mark.parametrize("kind", SEEN)
def test_each_list_opens_for_whom_it_is_meant(demand: World, records: dict[str, Any], visit: Visit, kind: str) -> None:
    role, pages = SEEN[kind]
    browser = visit(demand.member(kind, role))

    answers = {page: browser.get(reverse(f"portal:{page}")).status_code for page in pages}

    assert answers == dict.fromkeys(pages, 200)
