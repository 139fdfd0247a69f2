"""What is told of crossings: uploaded day by day and port by port, by posts and by the other side, as fate has it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import partial
from uuid import UUID

from accounts.enums import Role
from core.errors import Refusal
from permits.enums import Direction, Source
from permits.management.replay.batches import each, grouped, in_batches
from permits.management.replay.fates import Fate, Side, Told
from permits.management.replay.ground import Ground
from permits.management.replay.hands import Hand
from permits.management.replay.intake import at
from permits.management.replay.people import lot
from permits.management.replay.phases import Phases
from permits.management.replay.profile import Profile
from permits.services.border import crossings
from permits.services.border.crossings import Claim

AT_ONCE = 1000
UPLOADED = time(20)
SOURCES = {Side.POST: Source.POST, Side.COUNTERPART: Source.COUNTERPART}


@dataclass(slots=True)
class Border:
    """What will be told on which day, under which permit."""

    profile: Profile
    ground: Ground
    phases: Phases
    told: dict[date, list[tuple[UUID, Told]]] = field(default_factory=lambda: defaultdict(list))
    refused: list[tuple[str, str]] = field(default_factory=list)

    def expect(self, hand: Hand, fate: Fate, *, since: date) -> None:
        """Note what will be told of the holder of a permit, from a day on."""
        if hand.permit is not None:
            for one in fate.told:
                if one.on >= since:
                    self.told[one.on].append((hand.permit, one))

    def on(self, day: date) -> None:
        """Upload what is told on a day, in no order."""
        due = self.told.pop(day, [])
        lot(self.profile.source, "upload", day).shuffle(due)
        for (side, port), rows in grouped(due, lambda one: (one[1].side, one[1].port)):
            for batch in in_batches(rows, AT_ONCE):
                with self.phases.measured(f"crossings: {side.value}", len(batch)):
                    each(batch, partial(self._upload, side, port, day), self._refuse)

    def _upload(self, side: Side, port: str, day: date, rows: Sequence[tuple[UUID, Told]]) -> None:
        claims = [
            Claim(
                permit=permit,
                direction=Direction(one.direction),
                port=port,
                occurred_at=one.at,
                source=SOURCES[side],
                key=one.key,
            )
            for permit, one in rows
        ]
        crossings.record_each(claims, by=self.ground.posts[port][Role.OFFICER], at=at(day, UPLOADED))

    def _refuse(self, row: tuple[UUID, Told], refusal: Refusal) -> None:
        self.refused.append((row[1].key, str(refusal)))
