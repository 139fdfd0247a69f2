"""An intermediary's licence is suspended: its accounts are shut from the next request on, its filings are listed."""

import pytest

from employers.models import Licence
from tests.api.steps import body
from tests.factories import World
from tests.journeys.conftest import Say

pytestmark = pytest.mark.django_db


def test_a_suspension_works_on_the_very_next_request_and_can_be_lifted(demand: World, say: Say) -> None:
    filing = say("intermediary.clerk", "filings/", **body(demand))
    say("intermediary.clerk", f"filings/{filing['id']}/file/")
    licence = Licence.objects.get(intermediary=demand.intermediary)

    say("bureau.approver", f"licences/{licence.pk}/suspend/", reason="bond called and not renewed")

    say("intermediary.clerk", f"filings/{filing['id']}/", read=True, expect=401)
    say("intermediary.clerk", "filings/", **body(demand), expect=401)
    [affected] = say("bureau.approver", f"licences/{licence.pk}/affected/", read=True)["results"]
    assert affected["filing"] == filing["id"]
    told = {letter["kind"] for letter in say("employer.signatory", "notices/", read=True)["results"]}
    assert "licence_suspended" in told
    [entry] = [row for row in say("public", "register/", read=True)["results"] if row["number"] == licence.number]
    assert entry["status"] == "suspended"

    say("bureau.approver", f"licences/{licence.pk}/reinstate/")

    assert say("intermediary.clerk", f"filings/{filing['id']}/", read=True)["status"] == "awaiting_employer"
