"""What tests of pages share: browsers of members, a world with something of everything, and its quotas."""

from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import Member
from core.alerts.models import Alert
from employers.models import Filing
from portal import lately
from tests import factories
from tests.factories import AT, World
from tests.log_ins import enter

Visit = Callable[[Member], Client]


@pytest.fixture(autouse=True)
def clock() -> object:
    """The doors read the clock: it stands at the factories' moment and goes on from there."""
    with time_machine.travel(AT, tick=True) as stopped:
        yield stopped


@pytest.fixture(autouse=True)
def counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every figure is counted at every visit."""
    monkeypatch.setattr(lately, "SECONDS", 0)


@pytest.fixture
def visit(db: None) -> Visit:
    """A browser in which a member has logged in."""

    def logged_in(member: Member) -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        enter(client, member)
        return client

    return logged_in


@pytest.fixture
def demand(world: World) -> World:
    """The world with rules, quotas, wage floors and an alert, so that every act can be done."""
    factories.rule_set()
    factories.wage_floors()
    factories.quotas(ceiling=300)
    factories.industry()
    factories.occupation()
    Alert.objects.create(
        kind="licence_ending",
        subject_type="employers.licence",
        subject_id=str(world.intermediary.licences.get().pk),
        organisation_id=world.intermediary.pk,
        params={"until": "2026-10-01"},
        raised_at=datetime.fromisoformat("2026-09-01T08:00:00+08:00"),
    )
    return world


@pytest.fixture
def submitted(demand: World) -> Filing:
    """A filing that the bureau can decide."""
    return factories.filing(demand.mandate, status="submitted", posts=20)
