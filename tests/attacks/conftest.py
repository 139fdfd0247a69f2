"""Ways in for who tries what one should not: browsers and programs of members; the clock stands on the fixed day."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Member
from accounts.services.tokens import digest_of
from core.db import new_id
from tests import factories
from tests.factories import AT
from tests.log_ins import enter


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture(autouse=True)
def _nobody_counted() -> None:
    cache.clear()


@pytest.fixture
def visit(db: None) -> Callable[[Member], Client]:
    """A browser in which a member has logged in."""

    def logged_in(member: Member) -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        enter(client, member)
        return client

    return logged_in


@pytest.fixture
def program() -> Callable[..., APIClient]:
    """A program with a token of a member that has these scopes."""

    def with_token(member: Member, *scopes: str) -> APIClient:
        key = f"sp_{new_id().hex}"
        factories.token(member, scopes=scopes, digest=digest_of(key), expires_at=AT + timedelta(days=90))
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        return client

    return with_token
