"""Ten million rows are changed in every way that docs/migrations.md allows, and nobody at work waits a second."""

import json
import sys

import pytest

from tests.config.places import Place

pytestmark = [
    pytest.mark.drill,
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="runs servers of its own"),
]
PATIENCE = 1.0  # seconds that a request may take


def test_nobody_waits_while_ten_million_rows_are_changed(place: Place) -> None:
    place.serve("data")
    place.manage("migrate", "--verbosity", "0")

    steps = [json.loads(line) for line in place.run(sys.executable, "-m", "tests.config.migrating").splitlines()]

    for step in steps:
        print("{step:30} took {took:7.2f} s, {requests:5} requests, the longest {longest:.3f} s".format(**step))  # noqa: T201
    assert len(steps) == 11
    assert sum(step["requests"] for step in steps) > 1000
    assert [step for step in steps if step["failed"] or step["longest"] > PATIENCE] == []
