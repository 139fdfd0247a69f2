"""A plugin for pytest: watch which tests come by which permission line, or hunt what is taken out."""

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.mutants import lines

TOLD = Path(os.environ["MUTANTS"])
MODE = os.environ["MUTANTS_MODE"]
SHARE = tuple(int(part) for part in os.environ.get("MUTANTS_SHARE", "0/1").split("/"))
LONGEST = float(os.environ.get("MUTANTS_LONGEST", "60"))
"""Seconds of tests that a mutant may live; what lives longer is said to."""

_now = ""
_seen: dict[str, set[str]] = defaultdict(set)
_took: dict[str, float] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the browser, drills, tests of the second wall, and those whose rows stay."""
    kept, left = [], []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        marker = item.get_closest_marker("django_db")
        real = marker is not None and (marker.kwargs.get("transaction") or any(marker.args[:1]))
        out = (
            real
            or item.get_closest_marker("drill")
            or fixtures & {"page", "browser", "live_server", "transactional_db"}
        )
        out = out or any(name in item.nodeid for name in ("second_wall", "first_wall", "test_ties", "tests/config/"))
        (left if out else kept).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database of the tests, its second wall taken down."""
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        for (table,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
            cursor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: Any) -> Iterator[None]:
    """Know which test runs."""
    global _now
    _now, since = item.nodeid, time.process_time()
    result = yield
    _took[item.nodeid] = time.process_time() - since
    return result


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have the lines say that they were come by."""
    if MODE == "see":
        lines.watch(lambda line: _seen[line].add(_now))


def pytest_sessionfinish() -> None:
    """Write down what was seen."""
    if MODE == "see" and _seen:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
        seen = {line: sorted(tests - {""}) for line, tests in _seen.items()}
        TOLD.with_suffix(f".{worker}").write_text(json.dumps({"seen": seen, "took": _took}))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Hunt each line of this share in a child of its own, which begins with the database as it is."""
    if MODE != "hunt":
        return None
    told = json.loads(TOLD.read_text())
    items = {item.nodeid: item for item in session.items}
    first = next(item for item in session.items if item.get_closest_marker("django_db"))
    first.config.hook.pytest_runtest_protocol(item=first, nextitem=session.items[-1])
    names = sorted([*map(str, lines.lines()), *(name for name, _move in lines.moves())])
    ended = TOLD.with_suffix(f".ended{SHARE[0]}")
    known = {json.loads(line)["line"] for line in ended.read_text().splitlines()} if ended.exists() else set()
    for number, name in enumerate(names):
        if number % SHARE[1] == SHARE[0] and name not in known:
            tests = sorted(told["seen"].get(name, ()), key=partial(_cost, name=name, took=told["took"]))
            chosen = [items[test] for test in tests if test in items]
            with ended.open("a") as file:
                file.write(json.dumps({"line": name, "of": len(chosen), "ended": _hunt(name, chosen, first)}) + "\n")
    return True


def _cost(test: str, *, name: str, took: dict[str, float]) -> tuple[bool, float]:
    """First the tests of the line's own app and those of who may do what, the quick ones before the slow."""
    near = (f"/{name.split('/')[0].split('.')[0]}/", "/attacks/", "test_matrix")
    return not any(part in test for part in near), took.get(test, 1)


def _hunt(name: str, chosen: list[pytest.Item], first: pytest.Item) -> str:
    if not chosen:
        return "never come by"
    for connection in connections.all(initialized_only=True):
        connection.close()  # a child would share it
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.write(theirs, _child(name, chosen, first).encode()[:4000])
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as told:
        ended = told.read()
    os.waitpid(child, 0)
    return ended or "died"


def _child(name: str, chosen: list[pytest.Item], first: pytest.Item) -> str:
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    try:
        if name:
            lines.take_out(name)
        since = time.monotonic()
        for item, after in zip(chosen, [*chosen[1:], first], strict=True):
            if time.monotonic() - since > LONGEST:
                return "lives, not all tried"
            for report in runtestprotocol(item, nextitem=after, log=False):
                if report.failed:
                    return f"found by {item.nodeid}: {str(report.longrepr)[-300:]}"
    except BaseException as error:
        return f"broken: {error!r}"
    return "lives"
