"""The bureau asks once for everything missing; its clock stands until the answer."""

from datetime import datetime
from typing import Any

import pytest

from core.dates import ZONE
from employers import tasks
from tests.api.steps import body
from tests.factories import World
from tests.journeys.conftest import Say

pytestmark = pytest.mark.django_db


def test_the_clock_stands_while_the_bureau_waits_for_an_answer(demand: World, say: Say, clock: Any) -> None:
    filing = say("intermediary.clerk", "filings/", **body(demand))
    address = f"filings/{filing['id']}"
    say("intermediary.clerk", f"{address}/file/")
    due = say("employer.signatory", f"{address}/confirm/", digest=filing["content_digest"])["due_on"]
    assert due == "2026-09-29"

    say("bureau.reviewer", f"{address}/request-information/", question="The lease of the dormitory, please.")
    letters = say("intermediary.clerk", "notices/", read=True)["results"]
    assert "filing_information_requested" in {letter["kind"] for letter in letters}

    # Weeks go by; nobody is late, since it is not the bureau's turn.
    clock.move_to(datetime(2026, 10, 12, 9, 0, tzinfo=ZONE))
    assert tasks.alert_overdue() == 0
    answered = say("intermediary.clerk", f"{address}/answer/", text="Attached to the letter of today.")
    assert answered["status"] == "submitted"
    assert answered["due_on"] > "2026-10-29"

    # Then it is the bureau that is late, and its alert says so.
    clock.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=ZONE))
    assert tasks.alert_overdue() == 1
    [alert] = say("bureau.reviewer", "alerts/", read=True)["results"]
    assert (alert["kind"], alert["subject_id"]) == ("decision_overdue", filing["id"])
