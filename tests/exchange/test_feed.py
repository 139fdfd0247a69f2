"""The feed between the authorities: all that happens to permits, in one order, signed, and nothing about persons."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Member, Token
from core.audit.models import Event
from core.errors import Forbidden
from exchange.models import Entry
from exchange.services import feed
from papers.models import SigningKey
from permits.models import Permit
from tests import factories
from tests.exchange.verify_feed import verify
from tests.factories import AT, World


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEYS = tmp_path / "keys"
    settings.SIGNING_DRAWS = True


@pytest.fixture
def counterpart(world: World) -> Token:
    return factories.token(world.organisations["department"], roles=["officer"], scopes=["read_feed"])


def permits_of(demand: World, number: int) -> list[Permit]:
    filing = factories.filing(demand.mandate, status="granted", posts=50)
    return [factories.permitted(filing, demand.intermediary) for _ in range(number)]


def pages(by: Token, *, limit: int) -> list[dict[str, Any]]:
    found = [feed.read(by=by, at=AT, after=0, limit=limit)]
    while json.loads(found[-1]["page"])["entries"]:
        found.append(feed.read(by=by, at=AT, after=found[-1]["until"], limit=limit))
    return found


def public_keys() -> dict[str, bytes]:
    return {key.pk: bytes(key.public_key) for key in SigningKey.objects.all()}


def test_what_happens_to_a_permit_is_told_in_order_and_proves_itself(
    demand: World, counterpart: Token, approver: Member
) -> None:
    [first, _second] = permits_of(demand, 2)
    feed.extend(at=AT)
    Permit.objects.filter(pk=first.pk).update(status="suspended")
    Permit.objects.filter(pk=first.pk).update(status="issued")
    Permit.objects.filter(pk=first.pk).update(last_on=first.last_on + timedelta(days=1))
    Permit.objects.filter(pk=first.pk).update(status="revoked", ended_on=first.last_on, end_reason="revoked")
    feed.extend(at=AT)

    told = verify(pages(counterpart, limit=2), public_keys())

    kinds = [entry["kind"].removeprefix("permit_") for entry in told if entry["permit"] == first.reference]
    assert kinds == ["issued", "suspended", "reinstated", "extended", "ended"]
    assert told[0]["last_on"] == first.last_on.isoformat()
    assert [entry["number"] for entry in told] == [1, 2, 3, 4, 5, 6]


def test_nothing_in_the_feed_says_who_a_permit_is_for(demand: World, counterpart: Token) -> None:
    [permit] = permits_of(demand, 1)
    feed.extend(at=AT)

    said = feed.read(by=counterpart, at=AT)["page"]

    assert set(json.loads(said)["entries"][0]) == {"number", "kind", "permit", "happened_at", "last_on"}
    assert permit.worker.name not in said
    assert str(permit.worker_id) not in said
    assert str(permit.pk) not in said


def test_extending_twice_adds_nothing(demand: World) -> None:
    permits_of(demand, 3)

    assert (feed.extend(at=AT), feed.extend(at=AT)) == (3, 0)


def test_an_event_that_is_committed_late_is_told_later_and_not_missed(demand: World, counterpart: Token) -> None:
    permits = permits_of(demand, 2)
    late, early = [Event.objects.get(subject_type="permits.permit", subject_id=str(one.pk)) for one in permits]
    # The event with the smaller id was not there yet when the feed was extended.
    digest = feed.chained(
        b"",
        told := {
            "number": 1,
            "kind": "permit_issued",
            "permit": permits[1].reference,
            "happened_at": early.at.isoformat(timespec="microseconds"),
            "last_on": None,
        },
    )  # type: ignore[union-attr]
    Entry.objects.create(
        number=1,
        event_id=early.pk,
        kind=told["kind"],
        permit=told["permit"],
        happened_at=early.at,
        added_at=AT,
        digest=digest,
    )

    feed.extend(at=AT + timedelta(minutes=1))

    assert list(Entry.objects.order_by("number").values_list("number", "event_id")) == [(1, early.pk), (2, late.pk)]
    assert len(verify(pages(counterpart, limit=1), public_keys())) == 2


def test_a_page_that_was_changed_or_left_out_is_found(demand: World, counterpart: Token) -> None:
    permits_of(demand, 3)
    feed.extend(at=AT)
    told = pages(counterpart, limit=1)
    changed = {**told[1], "page": told[1]["page"].replace("permit_issued", "permit_ended")}

    with pytest.raises(InvalidSignature):
        verify([told[0], changed, *told[2:]], public_keys())
    with pytest.raises(ValueError, match="missing"):
        verify([told[0], *told[2:]], public_keys())
    with pytest.raises(ValueError, match="missing"):
        verify([told[1], told[0]], public_keys())


def test_an_entry_is_never_changed_or_removed(demand: World) -> None:
    permits_of(demand, 1)
    feed.extend(at=AT)

    for statement in ("UPDATE exchange_entry SET kind = 'permit_ended'", "DELETE FROM exchange_entry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert Entry.objects.get().kind == "permit_issued"


def test_only_a_program_of_the_counterpart_with_that_scope_reads_it(world: World, counterpart: Token) -> None:
    department, bureau = world.organisations["department"], world.organisations["bureau"]
    others = [
        world.member("department", "officer"),
        factories.token(world.member("department", "officer"), scopes=["read_feed"]),
        factories.token(department, roles=["officer"], scopes=["record_crossing"]),
        factories.token(bureau, roles=["reviewer"], scopes=["read_feed"]),
        world.member("oversight", "auditor"),
    ]

    feed.read(by=counterpart, at=AT)

    for other in others:
        with pytest.raises(Forbidden):
            feed.read(by=other, at=AT)


def test_a_page_costs_the_same_however_long_it_is(demand: World, counterpart: Token) -> None:
    permits_of(demand, 1)
    feed.extend(at=AT)
    feed.read(by=counterpart, at=AT)
    costs = []

    for number in (0, 12):
        permits_of(demand, number)
        feed.extend(at=AT)
        with CaptureQueriesContext(connection) as queries:
            feed.read(by=counterpart, at=AT)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_the_feed_is_read_by_the_api(demand: World, counterpart: Token) -> None:
    permits_of(demand, 2)
    feed.extend(at=AT)
    client = APIClient()
    client.force_authenticate(counterpart)

    answer = client.get("/api/v1/feed/?limit=1")
    following = client.get(f"/api/v1/feed/?after={answer.json()['until']}")

    assert answer.status_code == 200
    assert len(verify([answer.json(), following.json()], public_keys())) == 2
    assert Event.objects.filter(verb="read_feed").count() == 2
