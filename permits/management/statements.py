"""Statements of a long run: counted and timed, and not written down one by one."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Statements:
    """Counts the statements that pass and the seconds they take; a wrapper for Django's connections."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - begun
            self.count += 1


@contextmanager
def not_written_down() -> Iterator[None]:
    """Have a run's statements not kept as text: where DEBUG is on, Django writes down each in full, which takes as
    long as doing it."""
    # Only this connection, only for the run: settings stay as they are for everybody else.
    connection.make_debug_cursor = connection.make_cursor  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        del connection.make_debug_cursor
