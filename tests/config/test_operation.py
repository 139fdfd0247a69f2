"""What whoever runs the service sees of it, and the state in which it only shows."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from config.env import BASE
from config.metrics import REQUESTS
from core.notices.enums import Channel
from core.notices.services.outbox import Envelope, queue_each
from tests import factories
from tests.log_ins import enter

TOKEN = "to read the metrics"


@pytest.mark.django_db
def test_metrics_are_not_there_for_who_brings_no_token(client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer else"}).status_code == 404


@pytest.mark.django_db
def test_metrics_count_requests_by_the_name_of_their_address(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    REQUESTS.clear()
    letter = Envelope("filing_submitted", Channel.EMAIL, "en", "employers.filing", "1", address="a@example.org")
    queue_each([letter], at=factories.AT)
    for number in ("A1", "B2"):
        client.get(f"/permit-check/?page={number}")

    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()

    assert 'permits_http_request_seconds_count{method="GET",route="portal:permit_check",status="200"} 2.0' in text
    assert "A1" not in text
    assert "permits_database_up 1.0" in text
    assert "permits_letters_due 1.0" in text
    assert "permits_jobs_late" in text


@pytest.fixture
def only_reading(settings: Any) -> Callable[[], None]:
    """From now on the database takes nothing, as on a connection opened for reading only."""

    def close() -> None:
        settings.READ_ONLY = True
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET TRANSACTION READ ONLY")

    return close


@pytest.mark.django_db
def test_what_only_reads_is_shown_and_says_that_nothing_can_be_changed(
    client: Client, only_reading: Callable[[], None]
) -> None:
    enter(client, factories.member(factories.organisation("bureau"), "officer"))
    only_reading()

    for address in ("/", "/filings/", "/permit-check/", "/account/"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "everything can be read, nothing can be changed" in page.content.decode()


@pytest.mark.django_db
def test_what_would_change_something_is_refused_in_the_form_of_its_door(
    client: Client, only_reading: Callable[[], None]
) -> None:
    by = factories.member(factories.organisation("bureau"), "officer")
    enter(client, by)
    only_reading()

    page = client.post("/account/", {"language": "vi"}, headers={"Accept-Language": "vi"})
    answer = client.post("/api/v1/filings/", {}, content_type="application/json")

    assert (page.status_code, answer.status_code) == (503, 503)
    assert page["Retry-After"] == answer["Retry-After"] == "120"
    assert answer.json()["errors"][0]["code"] == "reading_only"
    assert client.post("/i18n/", {"language": "vi"}).status_code == 302


@pytest.mark.django_db
def test_a_reading_that_leaves_a_trace_waits_too(client: Client, only_reading: Callable[[], None]) -> None:
    enter(client, factories.member(factories.organisation("department"), "officer"))
    person = factories.worker(factories.province("20"))
    only_reading()

    assert client.get(f"/people/{person.pk}/").status_code == 503


def test_a_deployment_is_checked_without_a_warning(tmp_path: Path) -> None:
    values = {
        "DEBUG": "",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SIGNING_KEYS": str(tmp_path),
        "ALLOWED_HOSTS": "permits.example.org",
        "BEHIND_PROXY": "1",
    }
    words = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(words, cwd=BASE, env=os.environ | values, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    weak = subprocess.run(words, cwd=BASE, env=os.environ | values | {"SECRET_KEY": "secret"}, capture_output=True)
    assert weak.returncode != 0


def test_a_program_that_asks_without_tls_is_refused_and_told_and_a_page_is_led_to_it(
    db: None, client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    key = {"Authorization": "Bearer sp_1234567890"}
    plain, page = client.get("/api/v1/filings/", headers=key), client.get("/board/")
    safe = client.get("/api/v1/filings/", headers=key, secure=True)

    assert (plain.status_code, plain.json()["code"], plain.get("Location")) == (403, "plain_http", None)
    assert (page.status_code, page["Location"]) == (301, "https://testserver/board/")
    assert safe.status_code == 401
    assert "sp_1234567890" not in caplog.text
