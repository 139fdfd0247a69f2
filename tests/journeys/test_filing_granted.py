"""A filing granted: from the employer's mandate to letters, the board, the statement, and posts that go back unused."""

from datetime import datetime
from typing import Any

import pytest

from core.dates import ZONE
from core.notices.models import Notice
from employers import tasks
from tests.api.steps import body
from tests.factories import World
from tests.journeys.conftest import Say

pytestmark = pytest.mark.django_db


def test_a_filing_is_granted_and_what_nobody_uses_goes_back(demand: World, say: Say, clock: Any) -> None:
    mandate = say(
        "employer.signatory",
        "mandates/",
        employer=str(demand.employer.pk),
        intermediary=str(demand.partner.pk),
        cap=200,
        starts_on="2026-09-01",
        ends_on="2027-06-30",
        industries=["A0133"],
    )
    filing = say("partner.clerk", "filings/", **body(demand, 120))
    address = f"filings/{filing['id']}"
    assert (filing["status"], filing["mandate"]) == ("draft", mandate["id"])

    # Nobody but its writer sees a draft.
    say("employer.signatory", f"{address}/", read=True, expect=404)
    say("bureau.reviewer", f"{address}/", read=True, expect=404)
    say("partner.clerk", f"{address}/file/")

    # The employer reads it and confirms exactly that.
    read = say("employer.signatory", f"{address}/", read=True)
    say("employer.signatory", f"{address}/confirm/", digest="0" * 64, expect=409)
    say("employer.signatory", f"{address}/confirm/", digest=read["content_digest"])

    # A hundred and twenty posts take two persons of the bureau.
    alone = say("bureau.approver", f"{address}/grant/", posts=120, expect=422)
    assert alone["code"] == "second_signature"
    say("bureau.reviewer", f"{address}/recommend/", outcome="grant", posts=120)
    granted = say("bureau.approver", f"{address}/grant/", posts=120)
    assert (granted["status"], granted["posts_held"]) == ("granted", 120)

    # Both parties are told; the board shows the posts to everybody.
    letters = say("employer.signatory", "notices/", read=True)["results"]
    assert {letter["kind"] for letter in letters} >= {"filing_awaiting_employer", "filing_granted"}
    [open_demand] = say("public", "board/", read=True)["results"]
    assert (open_demand["reference"], open_demand["posts_held"]) == (granted["reference"], 120)

    # The statement of every quota above it adds up again from the ledger.
    for statement in say("public", "quota-statements/?season=2026-27", read=True)["results"]:
        assert statement["agrees"]
        assert statement["counters"]["reserved"] == 120

    # Nobody takes the posts up: when their date has gone by they go back by themselves.
    clock.move_to(datetime(2026, 12, 16, 0, 10, tzinfo=ZONE))
    assert tasks.release_unused() == 1
    assert say("employer.signatory", f"{address}/", read=True)["status"] == "closed"
    assert {row["reserved"] for row in say("public", "quotas/", read=True)["results"]} == {0}
    assert Notice.objects.filter(kind="filing_closed", organisation_id=demand.employer.pk).exists()

    # What became of it, from first to last.
    story = say("oversight.auditor", f"{address}/history/", read=True)["results"]
    assert [step["verb"] for step in story] == ["draft", "file", "confirm", "recommend", "grant", "release"]
