"""What came of a season: permits, persons, crossings, stays, alerts, cases and returns, beside what was granted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, F

from permits.management.replay.crews import Roster
from permits.management.replay.overstays import Held
from permits.management.replay.phases import Phases
from permits.management.replay.season import Ended
from permits.management.replay.shares import Measures
from permits.management.replay.standing import ONLOOKER
from permits.models import Anomaly, Arrival, Crossing, OverstayCase, Permit, Return, Stay

# Nobody sees all letters and alerts; the replay only counts them.
LETTERS = "SELECT channel, count(*) FROM notices_notice GROUP BY channel ORDER BY channel"
ALERTS = "SELECT kind, count(*) FROM alerts_alert GROUP BY kind ORDER BY kind"
OPEN_ALERTS = "SELECT kind, count(*) FROM alerts_alert WHERE closed_at IS NULL GROUP BY kind ORDER BY kind"
Refused = Mapping[tuple[str, int], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The sums of a season; `wrong` names what does not add up."""

    posts_granted: int
    permits: int
    persons: int
    came_back: int
    refused: Refused
    counts: dict[str, int]
    by_kind: dict[str, dict[str, int]]
    held: Held
    phases: Phases
    measures: Measures
    proofs: Sequence[str] = ()
    not_done: Sequence[tuple[str, str]] = ()
    wrong: list[str] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        """Whether there is a permit for every post granted, but for those refused by name, and all proofs hold."""
        return not self.wrong and not self.proofs and self.held.holds

    @property
    def seconds(self) -> float:
        """What all phases took, in all processes together."""
        return sum(phase.seconds for phase in self.phases.by_name.values())

    def written(self) -> dict[str, Any]:
        """The sums as plain values."""
        return {
            "posts_granted": self.posts_granted,
            "permits": self.permits,
            "persons": self.persons,
            "permits_of_people_who_came_back": self.came_back,
            **self.counts,
            **self.by_kind,
            "overstay_list": self.held.written(),
            "phases": {
                name: {
                    "seconds": round(one.seconds, 1),
                    "rows": one.rows,
                    "calls": one.calls,
                    "megabytes": one.megabytes,
                }
                for name, one in self.phases.by_name.items()
            },
            "milliseconds_a_permit": round(1000 * self.seconds / self.permits, 2) if self.permits else None,
            "refused_by_name": [
                {"case": case, "place": place, "field": where, "problem": why}
                for (case, place), (where, why) in self.refused.items()
            ],
            "not_done": [{"what": what, "problem": why} for what, why in self.not_done],
            "proofs_that_fail": list(self.proofs),
            "adds_up": self.adds_up,
            "what_does_not": self.wrong,
        }

    def text(self) -> str:
        """The sums for people."""
        lines = [
            f"Posts granted {self.posts_granted:,} = permits {self.permits:,} + refused by name {len(self.refused):,}",
            f"Persons {self.persons:,}; {self.came_back:,} permits went to people who came back",
            ", ".join(f"{name} {count:,}" for name, count in self.counts.items()),
        ]
        for kind, counted in self.by_kind.items():
            lines.append(f"{kind}: " + (", ".join(f"{name} {count:,}" for name, count in counted.items()) or "none"))
        return "\n".join([*lines, self._overstays(), self._phases(), self._check()])

    def _overstays(self) -> str:
        held = self.held
        ratios = "\n".join(f"  {name.replace('_', ' '):<38}{value:>8.4f}" for name, value in held.ratios.items())
        return (
            f"Overstay list: {held.cases:,} cases, {held.standing:,} stand; truly {held.overstays:,}; "
            f"without evidence {held.without_evidence:,}; confirmed by machine {held.confirmed_by_machine:,}\n{ratios}"
        )

    def _phases(self) -> str:
        lines = [f"{'phase':<28}{'seconds':>10}{'rows':>12}{'calls':>10}{'ms a row':>10}{'MB':>8}"]
        for name, one in self.phases.by_name.items():
            pace = f"{1000 * one.seconds / one.rows:,.2f}" if one.rows else ""
            lines.append(f"{name:<28}{one.seconds:>10,.1f}{one.rows:>12,}{one.calls:>10,}{pace:>10}{one.megabytes:>8,}")
        per = f"; {1000 * self.seconds / self.permits:,.2f} ms a permit" if self.permits else ""
        per += f"; {self.measures.statements:,} statements, at most {self.measures.megabytes:,} MB"
        return "\n".join([*lines, f"{'all processes together':<28}{self.seconds:>10,.1f} s{per}"])

    def _check(self) -> str:
        if self.adds_up:
            return "The season adds up to the unit, and the overstay list holds against the truth."
        return "THE SEASON DOES NOT ADD UP:\n  " + "\n  ".join(
            [*self.wrong[:50], *self.proofs[:50], *([] if self.held.holds else ["the overstay list"])]
        )


def outcome(found: Roster, held: Held, ended: Ended, measures: Measures, proofs: Sequence[str] = ()) -> Outcome:
    """Count what the database holds of a season."""
    refused = ended.refused
    source = found.profile.source
    permits = Permit.objects.visible_to(ONLOOKER).filter(filing__source=source)
    count, posts = permits.count(), found.permits
    wrong = (
        [] if count + len(refused) == posts else [f"permits: {count} + {len(refused)} refused, {posts} posts granted"]
    )
    by_filing = dict(permits.values_list("filing").annotate(Count("pk")).values_list("filing", "pk__count"))
    left_out = Counter(case for case, _place in refused)
    wrong += [
        f"{crew.case.number}: {by_filing.get(crew.filing, 0)} permits of {crew.size} posts"
        for crew in found.crews
        if by_filing.get(crew.filing, 0) + left_out[crew.case.number] != crew.size
    ]
    return Outcome(
        posts_granted=posts,
        permits=count,
        persons=permits.order_by().values("worker").distinct().count(),
        came_back=sum(len(crew.again) for crew in found.crews),
        refused=refused,
        counts=_counts(source),
        by_kind=_by_kind(source),
        held=held,
        phases=ended.phases,
        measures=measures,
        proofs=proofs,
        not_done=ended.not_done,
        wrong=wrong,
    )


def _counts(source: str) -> dict[str, int]:
    under = {"permit__filing__source": source}
    return {
        name: model.objects.visible_to(ONLOOKER).filter(**under).count()
        for name, model in (("crossings", Crossing), ("stays", Stay), ("arrivals", Arrival), ("returns", Return))
    } | {"letters": sum(_told(LETTERS).values())}


def _by_kind(source: str) -> dict[str, dict[str, int]]:
    under = {"permit__filing__source": source}
    cases = OverstayCase.objects.visible_to(ONLOOKER).filter(**under)
    return {
        "alerts": _told(ALERTS),
        "alerts_still_open": _told(OPEN_ALERTS),
        "anomalies": _counted(
            Anomaly.objects.visible_to(ONLOOKER).filter(crossing__permit__filing__source=source), "kind"
        ),
        "cases": _counted(cases, "status"),
        "cases_closed_because": _counted(cases.exclude(closing=""), "closing"),
        "returns_by_status": _counted(Return.objects.visible_to(ONLOOKER).filter(**under), "status"),
        "permits_by_status": _counted(Permit.objects.visible_to(ONLOOKER).filter(filing__source=source), "status"),
    }


def _told(statement: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return dict(cursor.fetchall())


def _counted(rows: Any, name: str) -> dict[str, int]:
    counted = rows.order_by().values(found=F(name)).annotate(number=Count("pk")).order_by("found")
    return {row["found"]: row["number"] for row in counted}
