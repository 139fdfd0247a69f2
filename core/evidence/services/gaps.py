"""Gaps: what a database that was put back has lost, shown by a witness's notes and vouched for by two persons."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import signing
from core.actors import Actor
from core.audit.services import act
from core.db import constraint, lock_one
from core.errors import Conflict, Invalid
from core.evidence.models import Checkpoint, Gap
from core.evidence.rules import notes
from core.permissions import Permission
from core.workflow import allow

MOST: Final = 20_000
"""Checkpoints of one gap: more than two months of them."""


def found() -> list[notes.Told]:
    """What the witnesses that keep files hold and the database does not, oldest first."""
    lost = dict[int, notes.Told]()
    for witness in settings.WITNESSES:
        if witness.startswith("file:"):
            lost |= {told.number: told for told in _newest_unknown(Path(witness.removeprefix("file:")))}
    return [lost[number] for number in sorted(lost)]


def propose(written: str, reason: str, *, by: Actor, at: datetime) -> Gap:
    """Put the first signature under a gap: the notes of the checkpoints that were lost, one after the other.

    Without notes, those that `found` finds. Refuses (`Invalid`) notes that this service never signed, or still has.
    """
    allow(Permission.ACKNOWLEDGE_GAP, by=by)
    lost = _read(written) if written.strip() else found()
    if not lost:
        raise Invalid("no_gap", _("No witness holds a checkpoint that is missing here: there is nothing to vouch for."))
    if Gap.objects.filter(is_acknowledged=None).exists():
        raise Conflict("gap_proposed", _("A gap is proposed already: decide that one first."))
    with act("propose_gap", by=by, numbers=[lost[0].number, lost[-1].number]), constraint(Gap, "gap_is_of_something"):
        gap = Gap(numbers=[told.number for told in lost], roots=[told.root for told in lost], reason=reason.strip())
        gap.propose(by=by, at=at)
        gap.save(force_insert=True)
    return gap


def acknowledge(gap_id: UUID, *, by: Actor, at: datetime) -> Gap:
    """Put the second signature, another person's of another unit: from now on checking knows the gap for what it is."""
    with constraint(Gap, "gap_two_persons"):
        return _decide(gap_id, True, by=by, at=at)


def decline(gap_id: UUID, *, by: Actor, at: datetime) -> Gap:
    """Leave it what it is, a fault; who proposed it may do so as well."""
    return _decide(gap_id, False, by=by, at=at)


def lost_roots() -> dict[int, frozenset[bytes]]:
    """The roots that two persons vouch were lost, by number."""
    lost = dict[int, set[bytes]]()
    for gap in Gap.objects.acknowledged():
        for number, root in zip(gap.numbers, gap.roots, strict=True):
            lost.setdefault(number, set()).add(bytes(root))
    return {number: frozenset(roots) for number, roots in lost.items()}


def _decide(gap_id: UUID, is_acknowledged: bool, *, by: Actor, at: datetime) -> Gap:
    with act("acknowledge_gap" if is_acknowledged else "decline_gap", by=by):
        gap = lock_one(Gap.objects.visible_to(by), gap_id)
        allow(Permission.ACKNOWLEDGE_GAP, by=by)
        if gap.decided_by is not None:
            raise Conflict("gap_decided", _("This gap was decided already."))
        gap.is_acknowledged = is_acknowledged
        gap.decide(by=by, at=at)
        gap.save()
        return gap


def _newest_unknown(folder: Path) -> Iterator[notes.Told]:
    known = dict(Checkpoint.objects.values_list("number", "root"))
    vouched = lost_roots()
    for path in sorted(folder.glob("*.note"), reverse=True):
        told = _genuine(path.read_text(encoding="utf-8"))
        if bytes(known.get(told.number, b"")) == told.root:
            return
        if told.root not in vouched.get(told.number, frozenset()):
            yield told


def _read(written: str) -> list[notes.Told]:
    lost = dict[int, notes.Told]()
    for note in _apart(written):
        told = _genuine(note)
        if Checkpoint.objects.filter(number=told.number, root=told.root).exists():
            raise Invalid(
                "not_lost",
                _("Checkpoint %(number)s is not lost: leave it out.") % {"number": told.number},
                field="notes",
            )
        lost[told.number] = told
    if len(lost) > MOST:
        raise Invalid("too_many", _("That is too many at once: hand in the notes in parts."), field="notes")
    return [lost[number] for number in sorted(lost)]


def _apart(written: str) -> Iterable[str]:
    """Notes that stand one after the other: each begins with the name of the record."""
    text = "\n" + "\n".join(line.rstrip() for line in written.strip().splitlines()) + "\n"
    start = f"\n{settings.EVIDENCE_ORIGIN}\n"
    first, *others = text.split(start)
    if first.strip() or not others:
        raise _no_note()
    return [start.lstrip() + each.rstrip("\n") + "\n" for each in others]


def _genuine(note: str) -> notes.Told:
    """What a note says that was signed here, with a key by which a checkpoint was signed."""
    try:
        told, name, signature = notes.read(note)
    except ValueError:
        raise _no_note() from None
    for key in {bytes(key) for key in Checkpoint.objects.values_list("key", flat=True).distinct()}:
        if name == notes.key_name(told.origin, key) and signing.verifier(signing.ED25519, key).verify(
            notes.text(told).encode(), signature
        ):
            return told
    raise _no_note()


def _no_note() -> Invalid:
    return Invalid(
        "not_a_note",
        _("This is no checkpoint that this service has signed: copy the witness's notes whole, with their last lines."),
        field="notes",
    )
