"""Whoever goes from answer to answer in the running service is given what its description says, and never a failure."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from hypothesis import HealthCheck, Phase, given, settings
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from employers.enums import FilingStatus
from tests import factories
from tests.api.records import records
from tests.api.test_fuzz import ROLES, in_session, name_own
from tests.factories import World

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
KEPT = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
DRAWN = {
    "database": None,
    "derandomize": True,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}
LONGEST = 120
"""Seconds that an answer may take: a machine shared with others stands still now and then."""


class Walker:
    """One role's way through the service: what it was answered, and where the description is broken."""

    def __init__(self, address: str, client: APIClient) -> None:
        self.headers = {"Authorization": client._credentials["HTTP_AUTHORIZATION"]}
        self.schema: Any = schemathesis.openapi.from_url(
            f"{address}/api/v1/schema/?format=json", headers=self.headers, timeout=LONGEST
        )
        self.answers: Counter[int] = Counter()
        self.broken: list[str] = []

    def judge(self, case: schemathesis.Case, response: Any) -> None:
        """Note what was answered, and every way in which the description says otherwise."""
        self.answers[response.status_code] += 1
        try:
            case.validate_response(response, checks=KEPT)
        except* Exception as found:
            told = f"{case.method} {response.request.url} {response.status_code}"
            self.broken.extend(f"{told}: {str(each)[:600]}" for each in found.exceptions)


@pytest.fixture(params=ROLES, ids="-".join)
def walker(
    request: Any, demand: World, program: Callable[..., APIClient], live_server: LiveServer
) -> tuple[Walker, dict[str, Any]]:
    kind, role = request.param
    for status in FilingStatus:
        factories.filing(demand.mandate, status=status)
    own = records(demand)
    client = in_session(own["workers"]) if kind == "worker" else program(demand.member(kind, role))
    return Walker(live_server.url, client), own


def test_every_reading_is_as_described(walker: tuple[Walker, dict[str, Any]]) -> None:
    walks, own = walker
    for operation in walks.schema.include(method="GET").get_all_operations():

        @settings(max_examples=2, **DRAWN)
        @given(case=operation.ok().as_strategy())
        def read(case: schemathesis.Case) -> None:
            cache.clear()
            name_own(case, own)
            walks.judge(case, case.call(headers=walks.headers, timeout=LONGEST))

        read()

    assert walks.broken == []
    assert walks.answers[401] == 0 < walks.answers[200]


def test_every_step_from_an_answer_to_the_next_is_as_described(walker: tuple[Walker, dict[str, Any]]) -> None:
    walks, _own = walker
    doors: set[str] = set()

    class Walk(walks.schema.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
            cache.clear()
            return {"headers": walks.headers, "timeout": LONGEST}

        def validate_response(self, response: Any, case: schemathesis.Case, *_given: Any, **_named: Any) -> None:
            walks.judge(case, response)
            doors.add(f"{case.method} {case.operation.path}")

    Walk.run(settings=settings(max_examples=40, stateful_step_count=10, **DRAWN))

    assert walks.broken == []
    assert walks.answers[401] == 0 < walks.answers[200]
    assert any(door.startswith("POST") and "{key}" in door for door in doors)
