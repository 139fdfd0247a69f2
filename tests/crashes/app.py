"""The service's own queue, for a drill only: its clock stands where the drill puts it, and its jobs stop where it says.

`-A tests.crashes.app`. What the service runs is `config.celery`; here `once` alone is wrapped, from outside.
"""

import os
import time
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import time_machine
from celery.signals import task_postrun, task_prerun
from celery.worker.request import Request

from config.celery import TIMETABLE, app

__all__ = ["app"]
django.setup()

from core.jobs import services  # noqa: E402 - after the setup

SIGNS = Path(os.environ["CRASH_SIGNS"])
"""A folder by which the drill and the processes of the worker understand each other."""
BEFORE_CLAIM, AFTER_CLAIM, AFTER_EFFECT, BEFORE_ACK, AFTER_ACK = POINTS = (
    "before the claim",
    "after the claim",
    "after the effect",
    "before the acknowledgement",
    "after the acknowledgement",
)
once = services.once
travelling: list[time_machine.travel] = []


def stop(point: str, job: str) -> None:
    """Say that the point is reached and stay there until the drill lets go; each plan holds once."""
    plan = SIGNS / f"{job}.plan"
    try:
        if plan.read_text() != point:
            return
        plan.rename(SIGNS / f"{job}.reached")
    except FileNotFoundError:
        return
    while not (SIGNS / f"{job}.go").exists():
        time.sleep(0.02)


def wait_for_its_turn(job: str) -> None:
    """While jobs are held, only the one whose turn it is begins."""
    while (SIGNS / "held").exists() and not (SIGNS / f"{job}.turn").exists():
        time.sleep(0.02)


def stopping(job: str, period: str, work: Callable[[], int], *, at: datetime) -> int:
    """Do the work as the service does, and stop where the drill wants it."""

    def worked() -> int:
        stop(AFTER_CLAIM, job)
        done = work()
        stop(AFTER_EFFECT, job)
        return done

    wait_for_its_turn(job)
    stop(BEFORE_CLAIM, job)
    done = once(job, period, worked, at=at)
    stop(BEFORE_ACK, job)
    return done


@task_prerun.connect  # type: ignore[untyped-decorator]
def travel(**_given: object) -> None:
    """Set the clock of the process that works; the queue's own stays where it is."""
    moment = datetime.fromisoformat((SIGNS / "clock").read_text())
    travelling.append(time_machine.travel(moment, tick=True))
    travelling[-1].start()


@task_postrun.connect  # type: ignore[untyped-decorator]
def come_back(**_given: object) -> None:
    """Set the clock right again."""
    while travelling:
        travelling.pop().stop()


acknowledge = Request.acknowledge


def acknowledged(request: Request) -> None:
    """Acknowledge, and say so."""
    acknowledge(request)
    (SIGNS / f"{request.name.rpartition('.')[2]}.acknowledged").touch()


Request.acknowledge = acknowledged
services.once = stopping
app.loader.import_default_modules()
for entry in TIMETABLE.values():
    module: Any = import_module(entry["task"].rpartition(".")[0])
    if hasattr(module, "once"):
        module.once = stopping
