"""Raising all alerts over a season of permits, against the same rows by a bare INSERT … SELECT."""

from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from permits.services.alerts import sweeps
from permits.services.alerts.raising import settle_each
from tests.bench import ground
from tests.bench.measure import timed, verdict
from tests.bench.season import TODAY, Season
from tests.factories import World, shanghai

SMALL, MIDDLE, LARGE = 20_000, 1_500_000, 2_000_000
ROUNDS = {SMALL: 15, MIDDLE: 3, LARGE: 1}
AT = shanghai(TODAY, 0, 5)
BARE = """
INSERT INTO bare_alert (kind, subject_type, subject_id, stage, organisation_id, area, params, also, raised_at)
SELECT %s, %s, found.subject_id::text, found.stage, found.organisation_id, found.area, found.params, found.also, %s
FROM ({found}) AS found (subject_id, stage, organisation_id, area, params, also)
"""


class Cost(NamedTuple):
    """Of one alert, in µs: raised and told to organisations, told to workers, too, and found again; against bare."""

    raised: float
    whole: float
    again: float
    ratio: float


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    say("Raising all alerts, one for every permit, with letters to organisations, against bare inserts")
    with ground.raw("owner") as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS bare_alert (LIKE alerts_alert INCLUDING ALL)")
    season = Season(world)
    cost: dict[int, Cost] = {}
    for number in (SMALL, MIDDLE, LARGE):
        season.grow_to(number)
        each = cost[number] = measure(number)
        say(f"  {number:9,} permits  {each.raised:6.1f} µs each")
        say(f"      told to workers, too: {each.whole:6.1f} µs each; nothing new to say: {each.again:5.1f} µs each")
        say(f"      against the bare inserts                       {verdict(each.ratio, 1.5, at_most=True)}")
    growth = cost[LARGE].raised / cost[SMALL].raised
    say(f"  a permit of {LARGE:,} against one of {SMALL:,}    {verdict(growth, 1.3, at_most=True)}")
    season.clear()


def measure(number: int) -> Cost:
    """What an alert costs with so many permits."""
    ours: list[float] = []
    bare: list[float] = []
    for turn in range(ROUNDS[number]):
        for contestant in (ours, bare) if turn % 2 else (bare, ours):
            empty()
            contestant.append(timed(raise_all) if contestant is ours else timed(insert_all))
    empty()
    whole = timed(lambda: sweeps.of_everything(at=AT))
    again = timed(lambda: sweeps.of_everything(at=AT))
    ratio = median(one / other for one, other in zip(ours, bare, strict=True))
    return Cost(*(seconds / number * 1e6 for seconds in (median(ours), whole, again)), ratio)


def raise_all() -> None:
    """As the clock does it, but for the letters to workers, which are rows of their own: two for each alert."""
    settle_each([replace(kind, to_worker=None) for kind in sweeps.ALL], at=AT)


def insert_all() -> None:
    """The same rows, found by the same statements and written by nothing more than an insert."""
    with ground.raw("owner") as connection:
        for kind in sweeps.ALL:
            found = kind.found(AT)
            values = [kind.name, kind.subject_type, AT, *found.params]
            connection.execute(BARE.format(found=found.sql).encode(), values)
            connection.commit()


def empty() -> None:
    """No alerts and no letters."""
    with ground.raw("owner") as connection:
        connection.autocommit = True
        connection.execute("TRUNCATE alerts_alert, notices_notice, bare_alert")
