"""How long a run waits for the database."""

import time
from collections.abc import Callable
from typing import Any


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
