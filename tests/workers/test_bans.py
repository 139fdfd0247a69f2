"""Removal bans last as many years as the rules allow, and are lifted with a reason."""

from datetime import date

import pytest

from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid
from tests import factories
from tests.factories.common import AT
from tests.factories.people import offer, registration, worker
from workers.services.identity import bans


@pytest.fixture
def person(demand, world):
    someone = worker()
    offer(
        registration(someone, world.partner, factories.season()),
        factories.filing(world.mandate, status="granted", posts_granted=10),
    )
    return someone


@pytest.fixture
def ban(person, approver):
    def ban(**given):
        values = {
            "from_on": date(2026, 8, 1),
            "years": 3,
            "legal_basis": "出境入境管理法第62条",
            "by": approver,
            "at": AT,
        }
        return bans.record_ban(person.pk, **(values | given))

    return ban


def test_a_ban_of_three_years_ends_the_day_before_its_anniversary(ban):
    assert ban().until_on == date(2029, 7, 31)


def test_a_ban_that_begins_on_a_leap_day_ends_on_the_last_of_february(ban):
    assert ban(from_on=date(2024, 2, 29), years=1).until_on == date(2025, 2, 28)


@pytest.mark.parametrize(("years", "is_deportation"), [(0, False), (6, False), (5, True), (11, True)])
def test_years_outside_the_law_are_refused(ban, years, is_deportation):
    with pytest.raises(Invalid) as refusal:
        ban(years=years, is_deportation=is_deportation)

    assert refusal.value.code == "ban_years"


def test_a_deportation_keeps_out_for_ten_years(ban):
    assert ban(years=10, is_deportation=True).until_on == date(2036, 7, 31)


def test_only_who_keeps_bans_records_them(ban, reviewer):
    with pytest.raises(Forbidden):
        ban(by=reviewer)


def test_a_ban_is_lifted_once_and_the_reason_stays_out_of_the_events(ban, approver):
    kept = ban()

    bans.lift_ban(kept.pk, reason="Canari: the decision was quashed", by=approver, at=AT)

    kept.refresh_from_db()
    assert (kept.lifted_at, kept.lift_reason) == (AT, "Canari: the decision was quashed")
    assert "Canari" not in "".join(str(event.changes) for event in Event.objects.all())
    with pytest.raises(Conflict):
        bans.lift_ban(kept.pk, reason="again", by=approver, at=AT)
