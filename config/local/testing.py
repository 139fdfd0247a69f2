"""A plugin for pytest: one sandbox a session, brought up before Django's settings are read."""

import os
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from config.env import redis_database
from config.local.processes import Failed
from config.local.sandbox import sandbox

SESSION = ExitStack()
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Bring up the sandbox; a wrapper, since pytest-django reads the settings in the first plain hook."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if (
        worker
    ):  # the session that started this worker has brought up the sandbox; here only the numbers differ
        number = 2 * int(worker.removeprefix("gw")) + 2
        os.environ["REDIS_URL"] = redis_database(os.environ["REDIS_URL"], number)
    else:
        try:
            SESSION.enter_context(sandbox())
        except Failed as failure:
            raise pytest.UsageError(str(failure)) from failure
    return (yield)


def pytest_configure() -> None:
    """Make passwords cheap: what is tested is who may come in, not how long it takes."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = FAST


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests with real transactions clean up as the owner, since the application may not empty tables."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        real = marker is not None and (marker.kwargs.get("transaction") or any(marker.args[:1]))
        real = real or bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))
        if real and not (marker and "databases" in marker.kwargs):
            mark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
            item.add_marker(mark, append=False)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Throw the sandbox away, after the test databases in it."""
    SESSION.close()
