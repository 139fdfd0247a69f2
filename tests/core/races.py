"""Real threads with connections of their own, let go at one moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def race(*runners: Callable[[], T]) -> list[T | Exception]:
    """Let all runners start at once, each on its own connection; give what each returned or raised."""
    barrier = Barrier(len(runners))

    def run(runner: Callable[[], T]) -> T | Exception:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return runner()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(runners)) as pool:
        return list(pool.map(run, runners))
