"""Counting statements, for acts on many."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def statements() -> Callable[[Callable[[], object]], int]:
    """How many statements an act takes."""

    def statements(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as taken:
            act()
        return len(taken)

    return statements
