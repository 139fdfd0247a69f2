"""What is known of a stay that went past its last lawful day: each thing with its day, by whom, and since when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.dates import day_of
from core.errors import Sentence
from permits.models import AbsenceReport, Crossing, Extension, OverstayCase, OverstayConfirmation
from permits.rules.cases import closing_for_exit


@dataclass(frozen=True, slots=True)
class Known:
    """One thing: the day it is about, what it is, who said so, and when they told."""

    on: date
    what: Sentence
    whom: Sentence = ""
    told_at: datetime | None = None
    note: str = ""


LOOKED_FOR: dict[str, Sentence] = {
    "exits_until": _("An exit at any port, from any post, device or file of the other side"),
    "receipts_on": _("An extension that was asked for in time"),
    "closed_ports_on": _("Ports that were closed"),
    "force_majeure_on": _("An event that extends permits"),
}
BUREAU, CLOCK, WORKER = _("the bureau"), _("the clock, from the records"), _("the worker")


def known_of(
    case: OverstayCase,
    crossings: Iterable[Crossing],
    extensions: Iterable[Extension],
    absences: Iterable[AbsenceReport],
    confirmations: Iterable[OverstayConfirmation],
) -> list[Known]:
    """All that is known, by the day it is about."""
    found = [
        *(_crossing(one) for one in crossings),
        *(_extension(one) for one in extensions),
        *(_absence(one) for one in absences),
        *_of_case(case),
        *(one for confirmation in confirmations for one in _confirmation(confirmation)),
    ]
    return sorted(found, key=lambda one: (one.on, str(one.told_at or "")))


def missing_of(case: OverstayCase) -> list[tuple[Sentence, str]]:
    """What was looked for in vain when the case began, each with the day or moment up to which."""
    looked = case.evidence.get("looked_for", {})
    return [(words, str(looked[name])[:10]) for name, words in LOOKED_FOR.items() if looked.get(name)]


def _crossing(one: Crossing) -> Known:
    words = _("Entry at %(port)s") if one.direction == "in" else _("Exit at %(port)s")
    said = str(words) % {"port": one.port.name}
    whom = f"{one.get_source_display()}, {one.organisation.name}"
    return Known(day_of(one.occurred_at), said, whom, one.told_at, str(_("taken back")) if one.is_void else "")


def _extension(one: Extension) -> Known:
    said = _("Extension: %(status)s")
    shown = str(said) % {"status": one.get_status_display()}
    return Known(day_of(one.asked_at), shown, _("who holds or got the permit"), one.asked_at, one.reason)


def _absence(one: AbsenceReport) -> Known:
    said = _("Absence: %(kind)s (%(status)s)")
    shown = str(said) % {"kind": one.get_kind_display(), "status": one.get_status_display()}
    return Known(one.since_on, shown, one.permit.employer.organisation.name, one.reported_at, one.note)


def _of_case(case: OverstayCase) -> Iterator[Known]:
    if case.permit is not None:
        yield Known(day_of(case.permit.issued_at), _("Permit issued"), BUREAU, case.permit.issued_at)
    yield Known(case.last_lawful_on, _("Last lawful day, by the counting rule"), CLOCK, case.suspected_at)
    yield Known(
        day_of(case.suspected_at), _("No exit was seen by then: a person has to look"), CLOCK, case.suspected_at
    )
    if case.notified_at:
        yield Known(day_of(case.notified_at), _("The worker was told, in Vietnamese"), BUREAU, case.notified_at)
    if case.contested_at:
        yield Known(day_of(case.contested_at), _("The worker answered"), WORKER, case.contested_at, case.contest)
    if case.left_on:
        late = closing_for_exit(case.left_on, case.last_lawful_on) == "left_late"
        yield Known(case.left_on, _("Exit, after the last lawful day") if late else _("Exit, in time"), "", None)
    if case.closed_at:
        said = str(_("Case closed: %(reason)s")) % {"reason": case.get_closing_display()}
        yield Known(day_of(case.closed_at), said, BUREAU if case.note else CLOCK, case.closed_at, case.note)


def _confirmation(one: OverstayConfirmation) -> Iterator[Known]:
    yield Known(
        day_of(one.proposed_at), _("Confirmation proposed: first signature"), BUREAU, one.proposed_at, one.reason
    )
    if one.decided_at:
        words: Any = _("Proposal declined") if one.is_declined else _("Confirmed: second signature")
        yield Known(day_of(one.decided_at), words, BUREAU, one.decided_at)
