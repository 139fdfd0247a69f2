"""A broker and cache that take connections and say nothing: no page and no answer to a program waits for them."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.services.tokens import digest_of
from api.throttling import Burst
from config.cache import Pool
from config.local.ports import HERE
from tests import factories
from tests.factories import AT, World
from tests.log_ins import enter

FEW = 4.0
"""Seconds that somebody waits at the longest, whatever a page asks of the cache."""
PUBLIC = ["start", "board", "register", "season", "permit_check", "decision_times", "login"]
PAGES = ["home", "filings", "licences", "mandates", "quotas", "organisations", "account", "rosters", "notices"]
PASSWORD = "long enough to be one"


@pytest.fixture
def silent(db: None, settings: Any) -> Iterator[None]:
    """A server that takes every connection and never answers, in the place of the real one."""
    Client().get(reverse("portal:board"))  # what a web server loads at its first page is loaded
    held: list[socket.socket] = []
    server = socket.create_server((HERE, 0))

    def take() -> None:
        with suppress(OSError):
            while True:
                held.append(server.accept()[0])

    thread = threading.Thread(target=take)
    thread.start()
    address = f"redis://{HERE}:{server.getsockname()[1]}/0"
    settings.REDIS_URL = settings.CELERY_BROKER_URL = address
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": address}}
    yield
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()
    for one in held:
        one.close()


def waited(ask: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> tuple[int, float]:
    """What is answered to who meets the silence first, and after how many seconds."""
    monkeypatch.setattr(Burst, "_silent_until", 0.0)
    for pool in list(cache._cache._pools.values()):
        pool._silent_until = 0.0
    begun = time.monotonic()
    return ask().status_code, time.monotonic() - begun


def test_every_kind_of_page_answers_soon(
    demand: World, client: Client, silent: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.filing(demand.mandate, status="granted")
    reviewer = enter(Client(), demand.member("bureau", "reviewer"))
    asked = [(client, page) for page in PUBLIC] + [(reviewer, page) for page in PAGES if page != "rosters"]
    asked.append((enter(Client(), demand.member("operator", "officer")), "jobs"))

    found = {
        page: waited(lambda who=who, page=page: who.get(reverse(f"portal:{page}")), monkeypatch) for who, page in asked
    }

    assert {page: status for page, (status, _seconds) in found.items()} == dict.fromkeys(found, 200)
    assert {page: seconds for page, (_status, seconds) in found.items() if seconds > FEW} == {}


def test_who_logs_in_or_writes_is_answered_soon(
    demand: World, client: Client, silent: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = demand.member("bureau", "reviewer")
    member.password = make_password(PASSWORD)
    member.save()
    clerk = enter(Client(), demand.member("intermediary", "clerk"))

    said = {"email": member.email, "password": PASSWORD, "next": "/filings/"}
    logged_in = waited(lambda: client.post(reverse("portal:login"), said), monkeypatch)
    wrong = waited(lambda: Client().post(reverse("portal:login"), said | {"password": "wrong"}), monkeypatch)
    empty = waited(lambda: clerk.post(reverse("portal:filing_new"), {}), monkeypatch)
    tongue = waited(lambda: clerk.post(reverse("set_language"), {"language": "vi"}), monkeypatch)

    assert [logged_in[0], wrong[0], empty[0], tongue[0]] == [302, 422, 422, 302]
    assert max(logged_in[1], wrong[1], empty[1], tongue[1]) < FEW


def test_programs_are_answered_soon_whether_they_read_or_write(
    demand: World, client: Client, silent: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = demand.member("intermediary", "clerk")
    key = f"sp_{member.pk.hex}"
    factories.token(
        member, scopes=sorted(map(str, member.permissions)), digest=digest_of(key), expires_at=AT.replace(year=2036)
    )
    bearer = {"authorization": f"Bearer {key}"}
    asks: dict[str, Callable[[], Any]] = {
        "a stranger's look": lambda: client.get("/api/v1/seasons/"),
        "a program's list": lambda: client.get("/api/v1/filings/", headers=bearer),
        "a filing that is not one": lambda: client.post("/api/v1/filings/", {}, "application/json", headers=bearer),
    }

    found = {name: waited(ask, monkeypatch) for name, ask in asks.items()}

    assert [status for status, _seconds in found.values()] == [200, 200, 422]
    assert {name: seconds for name, (_status, seconds) in found.items() if seconds > FEW} == {}


def test_who_finds_the_cache_silent_spares_the_next_ones(silent: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def counted() -> Any:
        for _turn in range(50):
            with suppress(Exception):
                cache.get("anything")
        return type("Answer", (), {"status_code": 0})

    assert waited(counted, monkeypatch)[1] < FEW
    assert isinstance(cache._cache._get_connection_pool(write=False), Pool)


def test_readiness_says_soon_that_the_broker_is_silent(db: None, client: Client, silent: None) -> None:
    begun = time.monotonic()
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database": True, "broker": False})
    assert time.monotonic() - begun < 2 * FEW
