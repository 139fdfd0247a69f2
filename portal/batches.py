"""Long lists a batch at a time."""

from collections.abc import Iterator
from typing import Any

from django.db import models


def batches(rows: "models.QuerySet[Any]", size: int) -> Iterator[list[Any]]:
    """The rows, newest first, a batch at a time, each begun after the last of the one before."""
    rows = rows.order_by("-pk")
    batch = list(rows[:size])
    while batch:
        yield batch
        batch = list(rows.filter(pk__lt=batch[-1].pk)[:size]) if len(batch) == size else []
