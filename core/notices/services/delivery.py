"""Delivering what is due: claim a letter, hand it to its way out, write down what became of it."""

import json
import logging
import time
from datetime import datetime

from core.actors import CLOCK
from core.audit.services import act
from core.notices.enums import Channel
from core.notices.models import Notice
from core.notices.rules import BACK_OFF, next_try
from core.notices.services.adapters import adapter_of
from core.notices.services.letters import render
from core.notices.services.outgoing import Undelivered
from core.sealing import unseal

log = logging.getLogger(__name__)

LONGEST = 120.0
# The places that telephones of persons, and what a letter says only once, are sealed for.
PHONE = "worker.phone"
SECRET = "notice.params"  # noqa: S105 - a place, not a password


def deliver_due(at: datetime, *, limit: int = 500) -> int:
    """Deliver the letters that are due, one to a transaction, and say how many arrived.

    A letter is claimed by moving it to its next try before anything is sent: a crash, or a second run at the same
    time, finds it only then. An address that failed is left alone for the rest of the run.
    """
    arrived, failing, stop = 0, set[str](), time.monotonic() + LONGEST
    for _turn in range(limit):
        notice = _claim(at, failing)
        if notice is None or time.monotonic() > stop:
            break
        problem = _send(notice, at)
        _settle(notice, problem, at)
        if problem is None:
            arrived += 1
        elif notice.channel == Channel.WEBHOOK:
            failing.add(notice.address)
    return arrived


def _claim(at: datetime, failing: set[str]) -> Notice | None:
    with act("deliver", by=CLOCK):
        due = Notice.objects.due(at).exclude(channel=Channel.WEBHOOK, address__in=failing)
        notice = due.select_for_update(skip_locked=True).first()
        if notice is not None:
            notice.attempts += 1
            notice.due_at = next_try(notice.attempts, at) or at + BACK_OFF[-1]
            notice.save(update_fields=["attempts", "due_at"])
        return notice


def _send(notice: Notice, at: datetime) -> Undelivered | None:
    try:
        adapter_of(notice.channel)(notice, render(_opened(notice)), at=at)
    except Undelivered as problem:
        return problem
    except Exception as error:
        # Whatever else goes wrong with one letter must not keep the others from going out.
        log.exception("A letter could not be sent", extra={"notice": str(notice.pk)})
        return Undelivered(type(error).__name__)
    return None


def _opened(notice: Notice) -> Notice:
    """The letter with what is kept of it only encrypted; nothing of that is ever saved."""
    if notice.sealed_address is not None:
        notice.address = unseal(notice.sealed_address, PHONE)
    if notice.sealed_params is not None:
        notice.params = notice.params | json.loads(unseal(notice.sealed_params, SECRET))
    return notice


def _settle(notice: Notice, problem: Undelivered | None, at: datetime) -> None:
    with act("deliver", by=CLOCK):
        mine = Notice.objects.filter(pk=notice.pk, attempts=notice.attempts)
        if problem is None:
            mine.update(delivered_at=at, due_at=None, last_error="", sealed_params=None)
        elif problem.final or next_try(notice.attempts, at) is None:
            mine.update(dead_at=at, due_at=None, last_error=str(problem)[:300], sealed_params=None)
        else:
            mine.update(last_error=str(problem)[:300])
