"""What the clock asks every day of a season: the jobs of the timetable, over all records."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from permits.services.alerts import sweeps
from permits.services.follow_up import cases, returns
from permits.services.lifetime import lapses, renewals
from workers.services.agreement import offers


@dataclass(frozen=True, slots=True)
class Job:
    """One job; those of one group follow each other, different groups may run side by side."""

    name: str
    group: int
    work: Callable[..., Any]


JOBS = (
    Job("clear cases", 0, cases.clear_due),
    Job("note exits", 0, cases.note_exits),
    Job("suspect", 0, cases.suspect_due),
    Job("tell", 0, cases.tell_due),
    Job("run out", 0, lapses.close_run_out),
    Job("returns", 0, returns.note_exits),
    Job("lapse offers", 0, offers.lapse_unanswered),
    Job("propose renewals", 0, renewals.propose_due),
    Job("lapse renewals", 0, renewals.lapse_due),
    Job("alerts of permits", 1, sweeps.of_permits),
    Job("alerts of evidence", 1, sweeps.of_evidence),
    Job("alerts of arrivals", 1, sweeps.of_arrivals),
    Job("alerts of exits", 1, sweeps.of_exits),
    Job("alerts of decisions", 1, sweeps.of_decisions),
)
