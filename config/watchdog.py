"""Looks whether the clock still asks; from the web server, or as a second clock: `python -m config.watchdog`.

A clock that stands cannot say so itself. The web server looks when it is asked whether it is ready, at most once a
minute; the command looks once, names the jobs that are late, and ends with 1 where there are any.
"""

import logging
import os
import sys
import time
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone

from accounts.services.operators import alert_operators
from config.celery import TIMETABLE
from core.jobs import services as jobs

log = logging.getLogger(__name__)
EVERY: Final = 60
"""Seconds between two looks of one process."""
TO_BEGIN: Final = 45 * 60
"""Seconds after which every job should have run once, since none is asked for more seldom than every half hour."""
_started = _looked = time.monotonic()


def look(at: datetime, *, all_expected: bool) -> list[str]:
    """The jobs that are late; alerts say so to who keeps the service running, and close when they run again."""
    expected = [entry["task"].rpartition(".")[2] for entry in TIMETABLE.values()] if all_expected else ()
    late = jobs.late(at, expected=expected)
    alert_operators("job_late", "jobs.jobrun", dict.fromkeys(late, 1), at=at)
    return late


def look_now_and_then() -> None:
    """Look, unless this process did within the minute; what goes wrong with it is logged and nobody's trouble."""
    global _looked
    moment = time.monotonic()
    if settings.READ_ONLY or moment - _looked < EVERY:
        return
    _looked = moment
    try:
        late = look(timezone.now(), all_expected=moment - _started > TO_BEGIN)
    except Exception:
        log.exception("Nobody could look after the clock")
        return
    if late:
        log.error("Jobs are late", extra={"jobs": late})


def main() -> int:
    """Look once, and say what was found."""
    late = look(timezone.now(), all_expected=True)
    for job in late:
        print(job)  # noqa: T201
    return 1 if late else 0


if __name__ == "__main__":
    import django

    from core import reach

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    reach.by_default(reach.EVERYTHING)
    sys.exit(main())
