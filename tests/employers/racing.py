"""Many at once: threads with connections of their own, let go together."""

import threading
from collections.abc import Callable, Sequence

from django.db import connections


def race(runners: Sequence[Callable[[], object]]) -> list[object]:
    """Let all run at the same moment; give what each returned or raised."""
    barrier, outcomes = threading.Barrier(len(runners)), []

    def run(work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes.append(work())
        except Exception as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
