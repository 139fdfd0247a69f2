"""Figures that may be some minutes old: counted once for whoever sees the same, told as of when, lost without harm."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.urls import reverse

from portal import lately as figures
from portal.lately import lately
from tests.factories import AT, World
from tests.portal.conftest import Visit

LATER = AT + timedelta(minutes=4)


class Count:
    """Counts how often it was asked, and answers with it."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> int:
        self.asked += 1
        return self.asked


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, counted_anew: None) -> LocMemCache:
    """A cache of this test alone, in which figures are kept for five minutes."""
    own = LocMemCache(request.node.name, {})
    monkeypatch.setattr(figures, "cache", own)
    monkeypatch.setattr(figures, "SECONDS", 300)
    return own


def _told(count: Count, world: World, *, kind: str = "bureau", at: datetime = AT) -> tuple[int, datetime]:
    found = lately("figure", count, by=world.member(kind, "approver" if kind == "bureau" else "officer"), at=at)
    return found.value, found.at


def test_a_figure_is_counted_once_and_told_as_of_when(world: World) -> None:
    count = Count()

    assert _told(count, world) == (1, AT)
    assert _told(count, world, at=LATER) == (1, AT)


def test_each_organisation_has_its_own(world: World) -> None:
    count = Count()

    assert _told(count, world) == (1, AT)
    assert _told(count, world, kind="department", at=LATER) == (2, LATER)


def test_a_figure_that_is_nothing_is_kept_like_any_other(world: World) -> None:
    asked: list[None] = []
    by = world.member("bureau", "approver")

    for _ in range(2):
        assert lately("nothing", lambda: asked.append(None), by=by, at=AT).value is None

    assert len(asked) == 1


def test_it_is_counted_anew_when_its_minutes_are_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    count, begun = Count(), time.time()
    _told(count, world)

    monkeypatch.setattr(time, "time", lambda: begun + 299)
    assert _told(count, world) == (1, AT)
    monkeypatch.setattr(time, "time", lambda: begun + 301)
    assert _told(count, world, at=LATER) == (2, LATER)


@pytest.mark.parametrize("broken", ["get", "set"])
def test_without_the_cache_every_visit_counts(
    world: World, kept: LocMemCache, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def silent(*_given: Any, **_named: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(kept, broken, silent)
    count = Count()

    assert _told(count, world) == (1, AT)
    assert _told(count, world, at=LATER) == (2, LATER)


def test_a_home_and_the_season_say_as_of_when_their_large_numbers_are(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))
    cache.clear()

    home, season = (browser.get(reverse(f"portal:{page}")) for page in ("home", "season"))

    said = f"{AT:%H:%M}</time>"
    assert said in home.content.decode()
    assert said in season.content.decode()
    assert home.context["as_of"] == browser.get("/").context["as_of"]


def test_a_home_without_large_numbers_says_nothing_of_them(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("post", "officer"))

    assert browser.get("/").context["as_of"] is None
