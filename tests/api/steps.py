"""What programs send, for tests that begin further on."""

import json
from typing import Any

from tests.employers.steps import sized
from tests.factories import World


def body(world: World, posts: int = 10, **given: Any) -> dict[str, Any]:
    """The content of a lawful filing, as it is sent."""
    return sized(world, posts).written() | given


def problem(answer: Any) -> tuple[int, set[str]]:
    """The status of a refusal, and the fields it names."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    said = json.loads(answer.content)
    assert said["status"] == answer.status_code
    assert said["detail"]
    assert "Traceback" not in answer.content.decode()
    return answer.status_code, {error["field"] for error in said["errors"]}
