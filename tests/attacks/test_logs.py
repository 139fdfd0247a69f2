"""No log line repeats a person's data: not of a fault, a refused form, a failing task or a refused row."""

import logging
import logging.config
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from celery.app.trace import build_tracer
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from config import logs
from config.celery import app
from portal.views import people
from tests import factories
from tests.factories import World
from tests.log_ins import enter
from workers.models import IdentityPaper

CANARY = "Nguyễn Chim Yến C9988776"
pytestmark = pytest.mark.django_db


@pytest.fixture(params=[True, False], ids=["machines", "people"])
def written(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """All that is logged meanwhile, in the form of a deployment and of a desk."""
    form: dict[str, Any] = logs.line(machine_readable=request.param)
    made = form.pop("()")(**form)
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(made)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_fault_tells_where_it_was_and_not_of_whom(
    world: World, written: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client(raise_request_exception=False)
    enter(browser, world.member("department", "officer"))

    def broken(*_given: Any, **_named: Any) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(people, "find_people", broken)
    answer = browser.post(reverse("portal:people"), {"text": CANARY})

    assert answer.status_code == 500
    assert "ValueError" in written.getvalue()
    assert "people.py" in written.getvalue()
    assert CANARY not in written.getvalue()
    assert CANARY not in answer.content.decode()


def test_a_refused_form_leaves_nothing_of_what_was_typed(world: World, written: StringIO) -> None:
    browser = Client()
    enter(browser, world.member("intermediary", "clerk"))

    answer = browser.post(reverse("portal:registration_new"), {"name": CANARY, "mrz": CANARY, "phone": CANARY})

    assert answer.status_code == 422
    assert CANARY not in written.getvalue()


def test_a_failing_task_tells_its_name_and_not_of_whom(written: StringIO) -> None:
    @app.task(name="tests.failing", throws=())  # type: ignore[untyped-decorator]
    def failing() -> None:
        raise RuntimeError(CANARY)

    build_tracer("tests.failing", failing, app=app, eager=False)("1", (), {}, {"hostname": "here"})
    del app.tasks["tests.failing"]

    assert "tests.failing" in written.getvalue()
    assert "RuntimeError" in written.getvalue()
    assert CANARY not in written.getvalue()


def test_what_the_database_refused_is_told_by_the_constraint(written: StringIO) -> None:
    worker = factories.worker()
    held = factories.paper(worker)
    try:
        with transaction.atomic():
            IdentityPaper.objects.create(
                worker=worker, kind=held.kind, number_sealed=b"", number_digest=held.number_digest, number_end="",
                expires_on=held.expires_on, recorded_at=held.recorded_at,
            )  # fmt: skip
    except IntegrityError:
        logging.getLogger("service").exception("An act failed")

    assert "identitypaper_of_one_person" in written.getvalue()
    assert bytes(held.number_digest).hex() not in written.getvalue()
    assert "Key (" not in written.getvalue()
