"""A filing refused, and filed anew as the refusal says."""

import pytest

from tests.api.steps import body
from tests.factories import World
from tests.journeys.conftest import Say

pytestmark = pytest.mark.django_db


def test_a_refusal_says_what_to_change_and_the_next_filing_passes(demand: World, say: Say) -> None:
    # Everything that is missing is told at once, in the reader's own field names.
    draft = say("intermediary.clerk", "filings/", **body(demand, 20, lodgings=[], wage_fen=9_000))
    refused = say("intermediary.clerk", f"filings/{draft['id']}/file/", expect=422)
    assert {error["field"] for error in refused["errors"]} == {"lodgings", "wage_fen"}

    filing = say("intermediary.clerk", "filings/", **body(demand, 20))
    address = f"filings/{filing['id']}"
    say("intermediary.clerk", f"{address}/file/")
    say("employer.signatory", f"{address}/confirm/", digest=filing["content_digest"])
    say("bureau.approver", f"{address}/refuse/", reason_code="locals_available", comment="12 applied in August")

    read = say("intermediary.clerk", f"{address}/", read=True)
    assert (read["status"], read["reason_code"]) == ("refused", "locals_available")
    late = say("bureau.approver", f"{address}/grant/", posts=8, expect=409)
    assert late["code"] == "too_late"

    # The mandate is free again, and a filing for the rest goes through.
    again = say("intermediary.clerk", "filings/", **body(demand, 8))
    say("intermediary.clerk", f"filings/{again['id']}/file/")
    say("employer.signatory", f"filings/{again['id']}/confirm/", digest=again["content_digest"])
    assert say("bureau.approver", f"filings/{again['id']}/grant/", posts=8)["status"] == "granted"
