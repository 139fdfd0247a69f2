"""Whatever is sent, by whomever: an answer that the description knows, never a failure of the service."""

import json
import re
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
import schemathesis
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient
from schemathesis.core import NotSet

from accounts.services.tokens import digest_of
from employers.enums import FilingStatus
from tests import factories
from tests.api.records import records
from tests.api.test_matrix import ENDPOINTS, act_of
from tests.factories import AT, World
from workers.models import OneTimeCode, WorkerSession

# Eight roles by every door: few examples each, so that the whole drill stays under ten minutes.
EXAMPLES = settings(
    max_examples=6,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ROLES = [
    ("bureau", "approver"),
    ("intermediary", "clerk"),
    ("employer", "signatory"),
    ("department", "officer"),
    ("post", "officer"),
    ("operator", "administrator"),
    ("operator", "officer"),
    ("worker", "self"),
]
# What is done at once commits by itself, and cannot be undone from outside.
AT_ONCE = {each.path for each in ENDPOINTS if each.acts and act_of(each).at_once}


@pytest.mark.drill
@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "role"), ROLES)
def test_nothing_that_is_sent_breaks_the_service(
    demand: World, program: Callable[..., APIClient], kind: str, role: str
) -> None:
    for status in FilingStatus:
        factories.filing(demand.mandate, status=status)
    own = records(demand)
    client = in_session(own["workers"]) if kind == "worker" else program(demand.member(kind, role))
    client.raise_request_exception = False
    described = client.get("/api/v1/schema/?format=json").content
    answers: Counter[int] = Counter()
    broken: list[str] = []

    for operation in schemathesis.openapi.from_dict(json.loads(described)).get_all_operations():

        @EXAMPLES
        @given(case=operation.ok().as_strategy(), is_own=st.booleans())
        def send(case: schemathesis.Case, is_own: bool) -> None:
            cache.clear()
            if is_own:
                name_own(case, own)
            body = "" if isinstance(case.body, NotSet) else json.dumps(case.body)
            address = f"{case.formatted_path}?{urlencode(case.query or {}, doseq=True)}"
            with nullcontext() if door(case) in AT_ONCE else transaction.atomic():
                answer = client.generic(case.method, address, body, content_type="application/json")
                if door(case) not in AT_ONCE:
                    transaction.set_rollback(True)
            answers[answer.status_code] += 1
            if answer.status_code >= 500:
                broken.append(f"{case.method} {address} {body}: {answer.status_code}")

        send()

    assert broken == []
    assert answers[422] > 0 < answers[404]
    assert answers[401] == 0 < answers[200]


def in_session(worker: UUID) -> APIClient:
    """A worker who has come in by a one-time code, and may stay for as long as it takes."""
    until, key = AT + timedelta(days=1), f"ws_{worker.hex}"
    code = OneTimeCode.objects.create(worker_id=worker, way="sms", digest=b"c" * 32, given_at=AT, expires_at=until)
    WorkerSession.objects.create(worker_id=worker, code=code, digest=digest_of(key), opened_at=AT, expires_at=until)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


def door(case: schemathesis.Case) -> str:
    """The route of what is sent, as the router names it."""
    return re.sub(r"{\w+}", "{key}", case.operation.path).removeprefix("/api/v1/")


def name_own(case: schemathesis.Case, own: dict[str, Any]) -> None:
    """Let what is sent be about a record that is there: keys drawn at random name none."""
    kept = own.get(door(case).split("/")[0])
    for name in case.path_parameters or {}:
        if kept is not None:
            case.path_parameters[name] = str(kept)
