"""A clock that stands is told by the web server, which does not need it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from config import watchdog
from core.alerts.models import Alert
from core.jobs.rules import minute_of
from core.jobs.services import once
from tests.factories import AT, World
from tests.log_ins import enter


def ran(job: str, hours_ago: int = 0) -> None:
    at = AT - timedelta(hours=hours_ago)
    once(job, minute_of(at), lambda: 1, at=at)


def test_a_job_that_stands_still_is_alerted_to_who_runs_the_service_and_closes_by_itself(world: World) -> None:
    ran("deliver_notices", hours_ago=2)
    ran("make_exports")

    assert watchdog.look(AT, all_expected=False) == ["deliver_notices"]

    operator = world.member("operator", "officer")
    [alert] = Alert.objects.visible_to(operator).open()
    assert (alert.kind, alert.subject_id) == ("job_late", "deliver_notices")
    assert not Alert.objects.visible_to(world.member("bureau", "approver")).open().exists()
    page = enter(Client(), operator).get(reverse("portal:jobs")).content.decode()
    assert "A job is late" in page

    ran("deliver_notices")

    assert watchdog.look(AT, all_expected=False) == []
    assert not Alert.objects.open().exists()


def test_where_the_clock_never_asked_all_jobs_are_late(world: World) -> None:
    assert len(watchdog.look(AT, all_expected=True)) == len(watchdog.TIMETABLE)


def test_the_web_server_looks_when_it_is_asked_whether_it_is_ready(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran("deliver_notices", hours_ago=24 * 365 * 9)
    monkeypatch.setattr(watchdog, "_looked", watchdog._looked - watchdog.EVERY)

    assert client.get("/readyz").status_code == 200
    assert Alert.objects.open().filter(kind="job_late", subject_id="deliver_notices").exists()

    Alert.objects.all().delete()
    client.get("/readyz")

    assert not Alert.objects.exists()  # it has looked within the minute


def test_what_goes_wrong_with_looking_makes_nobody_unready(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any, **_named: Any) -> None:
        raise ValueError

    monkeypatch.setattr(watchdog, "look", broken)
    monkeypatch.setattr(watchdog, "_looked", watchdog._looked - watchdog.EVERY)

    assert client.get("/readyz").status_code == 200
