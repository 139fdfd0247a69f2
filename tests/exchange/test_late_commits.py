"""The feed while transactions overlap: whoever follows its cursor misses nothing that was committed late."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from threading import Event as Signal
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Token
from core.audit.models import Event
from exchange.models import Entry
from exchange.services import feed
from papers.models import SigningKey
from permits.models import Permit
from tests import factories
from tests.core.races import race
from tests.exchange.verify_feed import verify
from tests.factories import AT, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
PATIENCE = 20


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEYS = tmp_path / "keys"
    settings.SIGNING_DRAWS = True


@pytest.fixture
def counterpart(world: World) -> Token:
    return factories.token(world.organisations["department"], roles=["officer"], scopes=["read_feed"])


@pytest.fixture
def permits(demand: World) -> list[Permit]:
    filing = factories.filing(demand.mandate, status="granted", posts=50)
    return [factories.permitted(filing, demand.intermediary) for _ in range(3)]


@contextmanager
def suspended_slowly(permit: Permit) -> Iterator[None]:
    """Suspend a permit in a transaction of another connection that is committed only when the block ends."""
    written, commit = Signal(), Signal()

    def write() -> None:
        try:
            with transaction.atomic():
                Permit.objects.filter(pk=permit.pk).update(status="suspended")
                written.set()
                assert commit.wait(PATIENCE)
        finally:
            connection.close()

    writer = Thread(target=write)
    writer.start()
    try:
        assert written.wait(PATIENCE)
        yield
    finally:
        commit.set()
        writer.join(PATIENCE)
    assert not writer.is_alive()


def suspensions() -> dict[str, int]:
    """The ids of the events of suspensions, by permit."""
    events = Event.objects.filter(subject_type="permits.permit", changes__status__1="suspended")
    return dict(events.values_list("subject_id", "pk"))


def test_what_is_committed_late_comes_behind_the_cursor_of_who_has_read_already(
    permits: list[Permit], counterpart: Token
) -> None:
    slow, quick, _other = permits
    feed.extend(at=AT)
    read = [feed.read(by=counterpart, at=AT)]

    with suspended_slowly(slow):
        Permit.objects.filter(pk=quick.pk).update(status="suspended")
        feed.extend(at=AT + timedelta(minutes=1))
        read.append(feed.read(by=counterpart, at=AT, after=read[-1]["until"]))
    feed.extend(at=AT + timedelta(minutes=2))
    read.append(feed.read(by=counterpart, at=AT, after=read[-1]["until"]))

    ids = suspensions()
    assert ids[str(slow.pk)] < ids[str(quick.pk)]
    numbers = dict(Entry.objects.values_list("event_id", "number"))
    assert (numbers[ids[str(quick.pk)]], numbers[ids[str(slow.pk)]]) == (4, 5)
    told = [[entry["permit"] for entry in json.loads(page["page"])["entries"]] for page in read]
    assert told[1:] == [[quick.reference], [slow.reference]]
    assert len(verify(read, {key.pk: bytes(key.public_key) for key in SigningKey.objects.all()})) == 5


def test_a_cursor_over_the_record_itself_would_have_missed_it(permits: list[Permit]) -> None:
    slow, quick, _other = permits
    seen = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]

    with suspended_slowly(slow):
        Permit.objects.filter(pk=quick.pk).update(status="suspended")
        first = list(Event.objects.filter(pk__gt=seen).values_list("subject_id", flat=True))
        seen = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]

    assert first == [str(quick.pk)]
    assert not Event.objects.filter(pk__gt=seen).exists()
    assert str(slow.pk) in suspensions()


def test_many_who_extend_it_at_once_write_each_event_once_and_without_a_gap(
    permits: list[Permit], counterpart: Token
) -> None:
    for permit in permits:
        Permit.objects.filter(pk=permit.pk).update(status="suspended")

    written = race(*[lambda: feed.extend(at=AT)] * 4)

    assert sorted(str(one) for one in written) == ["0", "0", "0", "6"]
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_without_its_lock_two_would_write_the_same_numbers(
    permits: list[Permit], counterpart: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, insert = Barrier(2), feed.insert_rows

    def together(entries: list[Entry]) -> None:
        both.wait(timeout=10)
        insert(entries)

    monkeypatch.setattr(feed, "LOCK", "SELECT 1")
    monkeypatch.setattr(feed, "insert_rows", together)

    ended = race(*[lambda: feed.extend(at=AT)] * 2)

    assert sorted(type(one).__name__ for one in ended) == ["IntegrityError", "int"]
