"""Each job, each period, once; what a crash leaves is done anew; what has fallen behind is told."""

import time
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, DataError, IntegrityError, OperationalError, connection

from core.dates import ZONE
from core.jobs import services
from core.jobs.models import JobRun
from core.jobs.rules import date_of, is_late, is_of_the_row, length_of, minute_of
from core.jobs.services import forget_old, late, latest, once
from tests import factories
from tests.core.races import race

AT = datetime(2026, 9, 1, 9, 47, 31, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("period", "name", "length"),
    [
        (minute_of(AT), "2026-09-01T09:47+08:00/PT1M", timedelta(minutes=1)),
        (minute_of(AT, every=10), "2026-09-01T09:40+08:00/PT10M", timedelta(minutes=10)),
        (minute_of(AT, every=60), "2026-09-01T09:00+08:00/PT60M", timedelta(hours=1)),
        (date_of(AT), "2026-09-01/P1D", timedelta(days=1)),
    ],
)
def test_a_period_names_its_start_and_its_length(period, name, length):
    assert (period, length_of(period)) == (name, length)
    assert len(period) <= JobRun._meta.get_field("period").max_length


def test_what_is_no_period_has_no_length():
    with pytest.raises(ValueError, match="not a period"):
        length_of("yesterday")


@pytest.mark.parametrize(("minutes", "behind"), [(30, False), (31, True)])
def test_a_job_is_late_after_three_periods(minutes, behind):
    assert is_late(minute_of(AT, every=10), AT, AT + timedelta(minutes=minutes)) is behind


@pytest.mark.parametrize(
    ("error", "is_so"),
    [
        (ValueError(), True),
        (IntegrityError(), True),
        (DataError(), True),
        (OperationalError(), False),
        (DatabaseError("server closed the connection unexpectedly"), False),
        (ConnectionResetError(), False),
    ],
)
def test_a_row_is_not_to_blame_for_a_server_that_is_away(error, is_so):
    assert is_of_the_row(error) is is_so


@pytest.mark.django_db
def test_a_period_is_worked_once_however_often_it_ticks():
    worked = []

    done = [once("sweep", "p1", lambda: worked.append(1) or 7, at=AT) for _ in range(3)]

    run = JobRun.objects.get()
    assert (done, worked) == ([7, 0, 0], [1])
    assert (run.job, run.period, run.started_at, run.done) == ("sweep", "p1", AT, 7)
    assert run.finished_at is not None


@pytest.mark.django_db
def test_the_next_period_and_another_job_are_worked_too():
    done = [once(job, period, lambda: 1, at=AT) for job, period in [("a", "p1"), ("a", "p2"), ("b", "p1")]]

    assert done == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_run_that_crashed_counts_for_nothing_and_is_done_anew():
    def crash():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once("sweep", "p1", crash, at=AT)
    assert JobRun.objects.get().finished_at is None

    assert once("sweep", "p1", lambda: 3, at=AT + timedelta(minutes=5)) == 3
    assert JobRun.objects.get().started_at == AT + timedelta(minutes=5)


@pytest.mark.django_db(transaction=True)
def test_a_crash_inside_a_transaction_lets_the_lock_go():
    def crash():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        return 0

    for _turn in range(2):
        with pytest.raises(Exception, match="zero"):
            once("sweep", "p1", crash, at=AT)

    assert race(lambda: once("sweep", "p1", lambda: 1, at=AT)) == [1]


@pytest.mark.django_db(transaction=True)
def test_two_clocks_that_tick_at_once_do_the_work_once():
    worked = []

    def work():
        worked.append(1)
        time.sleep(0.1)
        return 5

    outcomes = race(*[lambda: once("sweep", "p1", work, at=AT)] * 4)

    assert (sorted(outcomes), worked) == ([0, 0, 0, 5], [1])


@pytest.mark.django_db(transaction=True)
def test_two_periods_of_a_job_never_run_beside_each_other():
    running, most = [], []

    def work():
        running.append(1)
        most.append(len(running))
        time.sleep(0.1)
        running.pop()
        return 1

    race(lambda: once("sweep", "p1", work, at=AT), lambda: once("sweep", "p2", work, at=AT))

    assert set(most) == {1}


@pytest.mark.django_db
def test_jobs_that_missed_several_periods_are_late_and_those_that_never_ran():
    once("minutes", minute_of(AT), lambda: 1, at=AT)
    once("days", date_of(AT), lambda: 1, at=AT)

    assert late(AT + timedelta(hours=1), expected=["minutes", "days", "never"]) == ["minutes", "never"]
    assert late(AT + timedelta(minutes=2)) == []


@pytest.mark.django_db
def test_the_last_success_of_each_job_is_shown_to_who_runs_the_service(world):
    for hour in range(3):
        once("sweep", minute_of(AT + timedelta(hours=hour), every=60), lambda: 1, at=AT + timedelta(hours=hour))

    assert [run.started_at for run in latest(world.member("operator", "officer"))] == [AT + timedelta(hours=2)]
    assert latest(world.member("bureau", "approver")) == []


@pytest.mark.django_db
def test_old_runs_are_forgotten_except_each_jobs_last():
    JobRun.objects.bulk_create(
        JobRun(job=job, period=f"{day}", started_at=day, finished_at=day, done=0)
        for job in ("lively", "quiet")
        for day in [AT - timedelta(days=back) for back in ((0, 10, 31, 90) if job == "lively" else (60, 90))]
    )

    assert forget_old(at=AT) == 3
    assert {(run.job, (AT - run.started_at).days) for run in JobRun.objects.all()} == {
        ("lively", 0),
        ("lively", 10),
        ("quiet", 60),
    }


@pytest.mark.django_db
def test_the_tasks_run_their_job_and_name_the_period():
    from core.jobs.tasks import forget_old_runs
    from core.notices.tasks import deliver_notices

    assert (forget_old_runs(), deliver_notices()) == (0, 0)
    assert set(JobRun.objects.values_list("job", flat=True)) == {"forget_old_runs", "deliver_notices"}
    assert services.late(factories.AT + timedelta(days=4000)) == ["deliver_notices", "forget_old_runs"]
