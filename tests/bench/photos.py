"""Finding the photos that show what a new one shows, among all that were handed in, against looking at every one."""

import random
from collections.abc import Callable
from importlib import import_module
from statistics import median
from typing import Final

from django.db import connection
from django.utils import timezone

from attachments.models import Attachment
from attachments.services import comparing
from attachments.services.likeness import APART, BANDS, likeness_of
from tests.attachments.portraits import portrait, saved
from tests.bench import ground
from tests.bench.measure import processed, verdict
from tests.factories import World

FACES: Final = 2_000
NUMBERS: Final = (15_000, 150_000)
BATCH, ROUNDS = 100, 3
BARE = """
SELECT count(*) FROM attachments_attachment AS kept
WHERE kept.kind = 'photo' AND (
    SELECT sum(bit_count((mine # yours)::bit(64))) FROM unnest(%s::bigint[], kept.likeness) AS both_ (mine, yours)
) <= %s
"""


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out.

    So many faces cannot be drawn in a reasonable time: each photo takes every band of its bits from one of those that
    were, so that more photos share a band here than would of so many persons.
    """
    say(f"Photos held against all others, the bits of {FACES:,} made-up portraits mixed")
    bands = [known for seed in range(FACES) if (known := likeness_of(saved(portrait(seed))))]
    each: dict[int, float] = {}
    for number in NUMBERS:
        _fill(world, bands, number)
        ours, bare = zip(*(_round() for _ in range(ROUNDS)), strict=True)
        each[number] = median(ours)
        say(f"  {number:9,} photos  {each[number]:6.2f} ms of the processor each, by {_way()}")
        ratio = median(one / other for one, other in zip(ours, bare, strict=True))
        say(f"      against looking at every one                   {verdict(ratio, 0.1, at_most=True)}")
    small, large = (each[number] for number in NUMBERS)
    say(f"  among ten times as many                        {verdict(large / small, 10, at_most=True)}")


def _fill(world: World, bands: list[list[int]], number: int) -> None:
    by, chance = world.member("intermediary", "clerk"), random.Random(number)
    missing = number - Attachment.objects.count()
    at = timezone.now()
    for start in range(0, missing, 2_000):
        Attachment.objects.bulk_create(
            Attachment(
                kind="photo",
                media="image/jpeg",
                size=1,
                digest=(number + start + one).to_bytes(8),
                organisation=by.organisation,
                handed_in_by=by.pk,
                handed_in_at=at,
                compared_at=at,
                likeness=[chance.choice(bands)[band] for band in range(BANDS)],
            )
            for one in range(min(2_000, missing - start))
        )
    ground.statistics("attachments_attachment")


def _round() -> tuple[float, float]:
    """Milliseconds a photo, ours and by looking at every one."""
    asked = list(Attachment.objects.order_by("?")[:BATCH])
    ours = sum(processed(lambda: comparing._pairs([one.pk for one in asked]))) / BATCH
    with connection.cursor() as cursor:
        bare = sum(processed(lambda: cursor.execute(BARE, [asked[0].likeness, APART])))
    return ours, bare


def _way() -> str:
    """How the database finds them, in the function that asks beyond the wall."""
    query = import_module("attachments.migrations.0004_walled").ALIKE
    photo = Attachment.objects.values_list("pk", flat=True)[:1].get()
    asked = (
        query.replace("= asked", f"= '{photo}'").replace("<> asked", f"<> '{photo}'").replace("LIMIT most", "LIMIT 50")
    )
    with ground.raw("owner") as owner:
        plan = "\n".join(line for (line,) in owner.execute(f"EXPLAIN {asked}".encode()).fetchall())
    return "its index" if "Bitmap Index Scan on attachment_alike" in plan else "no index"
