"""Raising all alerts over a season of permits, against the same rows by a bare INSERT … SELECT."""

from collections.abc import Callable
from statistics import median

from permits.services.alerts import sweeps
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


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    say("Raising all alerts, one for every permit, with letters to organisations, against bare inserts")
    with ground.raw("owner") as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS bare_alert (LIKE alerts_alert INCLUDING ALL)")
    season, cost = Season(world), {}
    for number in (SMALL, MIDDLE, LARGE):
        season.grow_to(number)
        cost[number], ratio, again = measure(number)
        say(f"  {number:9,} permits  {cost[number]:6.1f} µs each; nothing new to say: {again:5.1f} µs each")
        say(f"      against the bare inserts                       {verdict(ratio, 1.5, at_most=True)}")
    say(f"  a permit of {LARGE:,} against one of {SMALL:,}    {verdict(cost[LARGE] / cost[SMALL], 1.3, at_most=True)}")
    season.clear()


def measure(number: int) -> tuple[float, float, float]:
    """What an alert costs in µs, how many times the bare insert that is, and what it costs where nothing is new."""
    ours: list[float] = []
    bare: list[float] = []
    for turn in range(ROUNDS[number]):
        for contestant in (ours, bare) if turn % 2 else (bare, ours):
            empty()
            contestant.append(timed(raise_all) if contestant is ours else timed(insert_all))
    empty()
    raise_all()
    again = timed(lambda: sweeps.of_everything(at=AT))
    return median(ours) / number * 1e6, median(o / b for o, b in zip(ours, bare, strict=True)), again / number * 1e6


def raise_all() -> None:
    """As the clock does it."""
    sweeps.of_everything(at=AT)


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
