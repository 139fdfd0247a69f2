"""What one act costs: its statements and its time, for one filing and for a hundred."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests import factories

AT = factories.AT


@dataclass
class Heard:
    """The statements that went to the database, each with its seconds."""

    statements: list[tuple[str, float]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements.append((sql, time.perf_counter() - begun))
