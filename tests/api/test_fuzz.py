"""Whatever is sent, by whomever: an answer that the description knows, never a failure of the service."""

import json
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.cache import cache
from hypothesis import HealthCheck, Phase, given, settings
from rest_framework.test import APIClient
from schemathesis.core import NotSet

from employers.enums import FilingStatus
from tests import factories
from tests.factories import World

EXAMPLES = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ROLES = [
    ("bureau", "approver"),
    ("intermediary", "clerk"),
    ("employer", "signatory"),
    ("operator", "administrator"),
    ("operator", "officer"),
]


@pytest.mark.drill
@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "role"), ROLES)
def test_nothing_that_is_sent_breaks_the_service(
    demand: World, program: Callable[..., APIClient], kind: str, role: str
) -> None:
    for status in FilingStatus:
        factories.filing(demand.mandate, status=status)
    client = program(demand.member(kind, role))
    client.raise_request_exception = False
    described = client.get("/api/v1/schema/?format=json").content
    answers: Counter[int] = Counter()
    broken: list[str] = []

    for operation in schemathesis.openapi.from_dict(json.loads(described)).get_all_operations():

        @EXAMPLES
        @given(case=operation.ok().as_strategy())
        def send(case: schemathesis.Case) -> None:
            cache.clear()
            body = "" if isinstance(case.body, NotSet) else json.dumps(case.body)
            address = f"{case.formatted_path}?{urlencode(case.query or {}, doseq=True)}"
            answer = client.generic(case.method, address, body, content_type="application/json")
            answers[answer.status_code] += 1
            if answer.status_code >= 500:
                broken.append(f"{case.method} {address} {body}: {answer.status_code}")

        send()

    assert broken == []
    assert answers[422] > 0 < answers[404]
