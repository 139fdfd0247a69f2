"""Permits as PDF: how many a second from their records, against the same pages set from values that lie ready."""

import time
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from typing import Any

import typst
from django.utils import timezone

from papers.services.documents import typesetting
from papers.services.documents.fonts import FOLDER
from papers.services.documents.permits import said_by
from papers.services.documents.printing import print_each
from papers.services.documents.reading import NAMED, papers_of
from papers.services.proof.keys import rotate
from permits.models import Permit
from tests import factories
from tests.bench.measure import interleave, verdict
from tests.factories import World

CREW, A_TURN, ROUNDS, TURNS = 120, 40, 3, 3
GOAL, LONGEST = 0.7, 0.030
SERVICE, BARE = "service", "bare typst"


def run(world: World, say: Callable[[str], None]) -> None:
    """Put a crew's permits on paper in turn with a compiler that is handed everything."""
    say("== Permits as PDF: A4 with a card and its signed code, each a file of its own, one process")
    rotate(at=timezone.now() - timedelta(days=1))
    officer, keys, at = world.member("bureau", "approver"), _permits(world), timezone.now()
    turns = cycle(range(0, CREW, A_TURN))

    def service(number: int) -> None:
        start = next(turns)
        documents, left_out = print_each(keys[start : start + number], by=officer, at=at)
        assert len(list(documents)) == number
        assert not left_out

    bare = _bare(world, keys)
    service(A_TURN)
    bare(2)
    begun = time.process_time()
    service(A_TURN)
    each = (time.process_time() - begun) / A_TURN
    rates = interleave({SERVICE: (service, A_TURN), BARE: (bare, A_TURN)}, rounds=ROUNDS, turns=TURNS)
    say(f"  {rates.of(SERVICE):.0f} permits a second, the bare compiler {rates.of(BARE):.0f}")
    say(f"  against the bare compiler {verdict(rates.ratio(SERVICE, BARE), GOAL)}")
    say(f"  of one core for 1,000 permits: {1000 * each:.0f} seconds")
    say(f"  seconds of one core each, code and records included {verdict(each, LONGEST, at_most=True)}")


def _permits(world: World) -> list[Any]:
    today = timezone.localdate()
    filing = factories.filing(world.mandate, status="granted", posts=CREW, posts_granted=CREW)
    days = {"first_on": today, "last_on": today + timedelta(days=90)}
    return [factories.permitted(filing, world.intermediary, **days).pk for _ in range(CREW)]


def _bare(world: World, keys: list[Any]) -> Callable[[int], None]:
    """A compiler of its own that sets the same pages, whose words and codes were written down beforehand."""
    officer, at = world.member("bureau", "approver"), timezone.now()
    permits = list(Permit.objects.filter(pk__in=keys).select_related(*NAMED))
    papers = papers_of(permits, by=officer, at=at)
    pages = cycle([typesetting.written(dated=paper.issued, **said_by([paper])) for paper in papers])
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])
    compiler = typst.Compiler(root=str(typesetting.PAGES), font_paths=fonts)

    def bare(number: int) -> None:
        for _ in range(number):
            compiler.compile(
                input=str(typesetting.PAGES / "permit.typ"),
                format="pdf",
                sys_inputs=next(pages),
                pdf_standards=typesetting.STANDARDS,
            )

    return bare
