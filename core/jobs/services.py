"""Running what the clock asks: each job, each period, once; which have fallen behind, and what was left aside."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import note
from core.db import one_of
from core.errors import Forbidden
from core.jobs.models import JobRun, SetAside
from core.jobs.rules import is_late
from core.permissions import Permission

KEPT = timedelta(days=30)


def once(job: str, period: str, work: Callable[[], int], *, at: datetime) -> int:
    """Do a job's work unless it is being done or was done for that period; say how many rows it touched.

    Safe to call twice, from two clocks, or after a crash: a run that did not finish counts for nothing, and the
    next tick does the work anew. `work` finds its rows by their state, so a period that was missed is made up.
    """
    with alone(job) as is_ours:
        if not is_ours or not _begin(job, period, at):
            return 0
        done = work()
        JobRun.objects.filter(job=job, period=period).update(finished_at=Now(), done=done)
        return done


def latest(by: Actor) -> list[JobRun]:
    """The last finished run of each job, for who keeps the service running."""
    return list(JobRun.objects.visible_to(by).latest_successes())


def last_successes() -> dict[str, datetime]:
    """When each job last ended well."""
    return {run.job: run.finished_at for run in JobRun.objects.latest_successes() if run.finished_at}


def late(at: datetime, *, expected: Collection[str] = ()) -> list[str]:
    """The jobs that have missed several periods, and those `expected` that never succeeded."""
    last = {run.job: run for run in JobRun.objects.latest_successes()}
    behind = [job for job, run in last.items() if is_late(run.period, run.started_at, at)]
    return sorted([*behind, *(job for job in expected if job not in last)])


def set_aside(record: models.Model, verb: str, error: Exception) -> None:
    """Leave a record out of a move of the clock from now on, until somebody lets it be tried again."""
    kind, key = record._meta.label_lower, str(record.pk)
    given = {"error": type(error).__name__[:60]}
    SetAside.objects.get_or_create(subject_type=kind, subject_id=key, verb=verb, defaults=given)


@transaction.atomic
def try_again(set_aside_id: int, *, by: Actor) -> SetAside:
    """Let a record that was left aside be tried again at the next tick."""
    found = one_of(SetAside.objects.visible_to(by), set_aside_id)
    if Permission.REVIVE_NOTICES not in by.permissions:
        raise Forbidden("not_allowed", _("Your role does not allow this. Ask your administrator who may do it."))
    said = {"record": found.subject_id, "kind": found.subject_type, "move": found.verb}
    note("try_again", found._meta.label_lower, str(found.pk), by=by, **said)
    SetAside.objects.filter(pk=found.pk).delete()
    return found


def forget_old(*, at: datetime) -> int:
    """Delete the finished runs of more than a month ago, except each job's last."""
    kept = JobRun.objects.latest_successes().values("pk")
    old = JobRun.objects.filter(finished_at__isnull=False, started_at__lt=at - KEPT)
    return old.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()[0]


def _begin(job: str, period: str, at: datetime) -> bool:
    run, made = JobRun.objects.get_or_create(job=job, period=period, defaults={"started_at": at})
    if made:
        return True
    if run.finished_at is not None:
        return False
    return JobRun.objects.filter(pk=run.pk).update(started_at=at) == 1


@contextmanager
def alone(job: str) -> Iterator[bool]:
    """Hold a lock of that name while its work goes through its own transactions; the lock dies with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"job {job}"])
        [got] = cursor.fetchone() or (False,)
    try:
        yield bool(got)
    finally:
        if got and connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"job {job}"])
