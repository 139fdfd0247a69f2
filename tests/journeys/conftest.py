"""Everybody who takes part, each with a program of their own; the clock stands where the journey says."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from rest_framework.test import APIClient

from accounts.services.tokens import make
from core.dates import ZONE
from tests.factories import World

START = datetime(2026, 9, 1, 9, 0, tzinfo=ZONE)
Say = Callable[..., Any]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def say(demand: World, clock: time_machine.Traveller) -> Say:
    """`say("bureau.approver", "filings/…/grant/", posts=5)` posts as that role and gives the answer's body.

    With `read=True` it reads. The answer must be 2xx unless `expect` names another status.
    """
    cache.clear()
    clients: dict[tuple[str, str], APIClient] = {}

    def client(kind: str, role: str) -> APIClient:
        if (kind, role) not in clients:
            member = demand.member(kind, role)
            scopes = sorted(map(str, member.permissions))
            later = START + timedelta(days=300)
            _token, key = make("journey", by=member, at=START, expires_at=later, scopes=scopes)
            clients[kind, role] = APIClient(HTTP_AUTHORIZATION=f"Bearer {key}")
        return clients[kind, role]

    def spoken(who: str, path: str, *, expect: int = 0, **body: Any) -> Any:
        asker = APIClient() if who == "public" else client(*who.split("."))
        address = f"/api/v1/{path}"
        answer = asker.get(address) if body.pop("read", False) else asker.post(address, body, format="json")
        assert answer.status_code == expect if expect else 200 <= answer.status_code < 300, answer.content
        return answer.json() if answer.content else None

    return spoken
