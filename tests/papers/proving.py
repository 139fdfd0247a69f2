"""A permit with its code, keys of the test's own, and what a post's device says of the code."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.dates import ZONE
from papers.services.proof import lists
from permits.models import Permit, Variation
from tests import factories
from tests.factories import World
from tests.permits import border
from verifier.check import Answer, Question, check
from verifier.lists import read_keys, read_statuses

AT = datetime(2026, 11, 20, 8, 0, tzinfo=ZONE)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """A folder of keys of this test's own."""
    settings.SIGNING_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def held(demand: World) -> Permit:
    permit = border.permit(demand)
    factories.paper(permit.worker, number="C1234821") if not permit.worker.papers.exists() else None
    return permit


def judged(code: str, at: datetime = AT, **asked: str) -> Answer:
    """What a post's device says that fetched the lists just now."""
    lists.publish(at=at)
    known = read_keys(bytes(lists.key_list(at=at).body))
    statuses = read_statuses(bytes(lists.status_list(at=at).body), known)
    return check(code, Question(int(at.timestamp()), **asked), known, statuses)


def suspend(permit: Permit) -> None:
    Permit.objects.filter(pk=permit.pk).update(status="suspended")


def seen(code: str, at: datetime) -> str:
    """What a device answers that asks for the lists, which nobody has published since."""
    known = read_keys(bytes(lists.key_list(at=at).body))
    answer = check(
        code, Question(int(at.timestamp())), known, read_statuses(bytes(lists.status_list(at=at).body), known)
    )
    return answer.reason or answer.answer


def vary(permit: Permit) -> None:
    """Change the port, as a granted variation does."""
    Variation.objects.create(
        permit=permit, status="granted", reason="x", asked_at=AT, effective_on=AT.date(), agreed_at=AT
    )
    Permit.objects.filter(pk=permit.pk).update(ports=["hekou"])
