"""The settings that lost work or opened doors elsewhere are pinned."""

import re

import celery
import kombu
import pytest
import yaml
from django.conf import settings
from django.db import connection, connections

from config.celery import TIMETABLE, app
from config.env import BASE


def test_a_killed_worker_gives_its_task_back() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.broker_transport_options["unacked_restore_interval"] == 10
    assert app.conf.broker_transport_options["unacked_restore_throttle"] == 1
    assert min(celery.VERSION, kombu.VERSION)[:2] >= (5, 7)


def test_no_task_runs_long_enough_to_be_given_out_twice() -> None:
    places = {
        app.conf.visibility_timeout,
        app.conf.broker_transport_options["visibility_timeout"],
        app.conf.result_backend_transport_options["visibility_timeout"],
    }

    assert places == {900}
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < 900 / 4
    assert app.conf.worker_soft_shutdown_timeout > app.conf.task_time_limit


def test_a_silent_broker_is_noticed_within_seconds() -> None:
    options = app.conf.broker_transport_options
    assert max(options["socket_timeout"], options["socket_connect_timeout"]) <= 5
    assert app.conf.redis_socket_timeout <= 5


def test_the_queue_carries_json_and_brings_nothing_back() -> None:
    assert app.conf.accept_content == app.conf.result_accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.task_ignore_result
    assert not app.conf.result_backend


def test_every_tick_goes_stale() -> None:
    assert all(entry["options"]["expires"] > 0 for entry in TIMETABLE.values())
    assert app.conf.beat_schedule is TIMETABLE


def test_the_cache_and_the_queue_do_not_share_a_database() -> None:
    assert settings.CACHES["default"]["LOCATION"] != settings.CELERY_BROKER_URL


@pytest.mark.django_db
def test_the_application_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
        role, owned = cursor.fetchone()
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        (powerful,) = cursor.fetchone()

    assert role == settings.APP_ROLE
    assert owned == 0
    assert not powerful


@pytest.mark.django_db(databases=["default", "owner"])
def test_owner_and_application_meet_in_one_database() -> None:
    names = set()
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_database()")
            names.add(cursor.fetchone()[0])

    assert len(names) == 1


@pytest.mark.django_db
def test_a_query_of_the_application_ends_in_time() -> None:
    with connection.cursor() as cursor:
        limits = []
        for name in ("statement_timeout", "lock_timeout", "client_connection_check_interval"):
            cursor.execute(f"SHOW {name}")
            limits.append(cursor.fetchone()[0])

    assert limits == ["30s", "10s", "5s"]


def test_the_lock_files_name_no_host() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (BASE / name).read_text()


def test_the_development_lock_holds_all_of_the_other() -> None:
    pins = [
        {line.split(" ")[0] for line in (BASE / name).read_text().splitlines() if "==" in line}
        for name in ("requirements.lock", "requirements-dev.lock")
    ]

    assert pins[0] <= pins[1]


def test_the_containers_wait_for_each_other_and_show_one_port() -> None:
    services = yaml.safe_load((BASE / "docker-compose.yml").read_text())["services"]

    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert set(services) == {"web", "worker", "beat", "migrate", "db", "backup", "redis"}
    assert all("healthcheck" in service for name, service in services.items() if name != "migrate")
    assert services["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert len(ports) == 1
    assert "DATABASE_OWNER_URL" not in services["web"]["environment"]


def test_every_value_that_settings_read_is_documented_and_reaches_the_containers() -> None:
    settings_read = (BASE / "config/settings.py").read_text()
    read = set(re.findall(r'(?:env|flag|number|words|key|secret|server)\("([A-Z_]+)"', settings_read))
    manual = (BASE / "docs/operations.md").read_text()
    compose = (BASE / "docker-compose.yml").read_text()

    assert {name for name in read if f"`{name}`" not in manual} == set()
    assert {name for name in read if f" {name}: " not in compose} == {"DEBUG", "APP_ROLE"}


def test_every_variable_of_the_containers_is_in_the_example() -> None:
    example = (BASE / ".env.example").read_text()
    compose = (BASE / "docker-compose.yml").read_text()
    wanted = {part.split(":")[0].split("}")[0] for part in compose.split("${")[1:]}

    assert {name for name in wanted if f"\n{name}=" not in example} == set()
