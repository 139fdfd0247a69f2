"""Decisions that can be proved: which acts on which records are decisions, and who is given their proofs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model, QuerySet

from core.actors import Actor
from core.errors import Conflict, NotFound
from core.evidence.services import proofs
from core.evidence.services.proofs import Decision
from employers.models import Filing
from permits.models import AbsenceReport, OverstayCase, Permit, PermitApplication
from portal import records
from portal.words import NO_SUCH_RECORD, NOT_SEALED_YET


@dataclass(frozen=True, slots=True)
class Kind:
    """Records of one kind: those that somebody sees, and the acts on them that are decisions."""

    records: Callable[[Actor], "QuerySet[Any]"]
    verbs: frozenset[str]


KINDS: Final[Mapping[str, Kind]] = {
    "filing": Kind(lambda by: Filing.objects.visible_to(by), frozenset({"grant", "refuse", "close"})),
    "application": Kind(lambda by: PermitApplication.objects.visible_to(by), frozenset({"issue", "refuse"})),
    "permit": Kind(
        lambda by: Permit.objects.visible_to(by),
        frozenset({"issue", "suspend", "reinstate", "extend", "vary", "revoke", "end", "surrender"}),
    ),
    "absence": Kind(lambda by: AbsenceReport.objects.visible_to(by), frozenset({"uphold", "find_false"})),
    "case": Kind(lambda by: OverstayCase.objects.visible_to(by), frozenset({"confirm", "close", "clear"})),
}


def decided(kind: str, record: Model) -> dict[str, Any]:
    """The decisions on a record that a page shows, for its template."""
    found: list[Decision] = proofs.decisions(record, KINDS[kind].verbs)
    return {"decided": found, "decided_kind": kind, "decided_on": record.pk}


def proof_of(kind: str, pk: object, seq: int, *, by: Actor) -> dict[str, Any]:
    """The proof of one decision, for who sees the record: any other is not there."""
    if kind not in KINDS:
        raise NotFound("not_found", NO_SUCH_RECORD)
    record = records.one(KINDS[kind].records(by), pk)
    if seq not in {one.seq for one in proofs.decisions(record, KINDS[kind].verbs)}:
        raise NotFound("not_found", NO_SUCH_RECORD)
    proof = proofs.of_decision(record, seq, KINDS[kind].verbs, by=by)
    if proof is None:
        raise Conflict("not_sealed_yet", NOT_SEALED_YET)
    return proof
