"""Ways in: a person by session, a program by token, a stranger by nothing; the clock stands on the fixed day."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import translation
from rest_framework.test import APIClient

from accounts.models import Member
from accounts.services.tokens import digest_of
from api.throttling import Burst
from tests import factories
from tests.factories import AT
from tests.log_ins import enter


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    # What a request has said in one language must not be heard in the next test.
    with time_machine.travel(AT, tick=True), translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _nobody_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    # A test before may have shut the cache: here it is asked again.
    monkeypatch.setattr(Burst, "_silent_until", 0.0)


@pytest.fixture
def stranger() -> APIClient:
    return APIClient()


@pytest.fixture
def session() -> Callable[[Member], APIClient]:
    """A person who has logged in to the pages."""

    def log_in(member: Member) -> APIClient:
        client = APIClient()
        enter(client, member)
        return client

    return log_in


@pytest.fixture
def program() -> Callable[..., APIClient]:
    """A program with a token of its member; all the member's rights unless scopes are given."""

    def with_token(member: Member, *, scopes: list[str] | None = None, **given: object) -> APIClient:
        key = f"sp_{member.pk.hex}"
        wanted = sorted(map(str, member.permissions)) if scopes is None else scopes
        given.setdefault("expires_at", AT + timedelta(days=90))
        factories.token(member, scopes=wanted, digest=digest_of(key), **given)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        return client

    return with_token
