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
    if worker:  # the session that started this worker has brought up the sandbox; here only the numbers differ
        number = 2 * int(worker.removeprefix("gw")) + 2
        os.environ["REDIS_URL"] = redis_database(os.environ["REDIS_URL"], number)
    else:
        try:
            SESSION.enter_context(sandbox())
        except Failed as failure:
            raise pytest.UsageError(str(failure)) from failure
    return (yield)


def pytest_configure() -> None:
    """Compile the languages, and make passwords cheap: who may come in is tested, not how long it takes."""
    from django.conf import settings
    from django.core.management import call_command, get_commands

    from core import reach

    reach.by_default(reach.EVERYTHING)  # tests look from everywhere; requests begin as strangers all the same
    settings.PASSWORD_HASHERS = FAST
    if "PYTEST_XDIST_WORKER" not in os.environ and "compile_messages" in get_commands():
        call_command("compile_messages", verbosity=0)


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


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Have the application leave the test database before its owner drops it."""
    value = yield
    if fixturedef.argname == "django_db_setup":
        fixturedef.addfinalizer(leave_the_database)
    return value


def leave_the_database() -> None:
    """Close the application's connection, which Django does not know to be on the owner's database."""
    from django.db import connections

    connections["default"].close()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Throw the sandbox away, after the test databases in it."""
    SESSION.close()
