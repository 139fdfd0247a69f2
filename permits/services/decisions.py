"""Decisions that can be proved: which acts on which records are decisions, and who is given their proofs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Conflict, NotFound
from core.evidence.services import proofs
from core.evidence.services.proofs import Decision
from employers.models import Filing, Licence
from permits.models import (
    AbsenceReport,
    EndRequest,
    Extension,
    ForceMajeure,
    OverstayCase,
    Permit,
    PermitApplication,
    Renewal,
    Variation,
)

NOT_SEALED_YET: Final = _("This is not sealed yet: come back in a few minutes.")


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
    "licence": Kind(
        lambda by: Licence.objects.visible_to(by),
        frozenset({"activate", "refuse", "suspend", "reinstate", "revoke"}),
    ),
    "extension": Kind(lambda by: Extension.objects.visible_to(by), frozenset({"grant", "refuse", "reverse"})),
    "variation": Kind(lambda by: Variation.objects.visible_to(by), frozenset({"grant", "refuse"})),
    "end_request": Kind(lambda by: EndRequest.objects.visible_to(by), frozenset({"grant", "refuse"})),
    "renewal": Kind(lambda by: Renewal.objects.visible_to(by), frozenset({"confirm", "decline"})),
    "force_majeure": Kind(
        lambda by: ForceMajeure.objects.visible_to(by),
        frozenset({"approve", "decline", "reverse", "decline_reversal"}),
    ),
    "case": Kind(lambda by: OverstayCase.objects.visible_to(by), frozenset({"confirm", "close", "clear"})),
}


def decided(kind: str, record: Model) -> dict[str, Any]:
    """The decisions on a record that a page shows, for its template."""
    found: list[Decision] = proofs.decisions(record, KINDS[kind].verbs)
    return {"decided": found, "decided_kind": kind, "decided_on": record.pk}


def decisions_on(kind: str, pk: UUID, *, by: Actor) -> list[Decision]:
    """The decisions on a record, for who sees it."""
    return proofs.decisions(_seen(kind, pk, by=by), KINDS[kind].verbs)


def proof_of(kind: str, pk: UUID, seq: int, *, by: Actor) -> dict[str, Any]:
    """The proof of one decision, for who sees the record: any other is not there."""
    record = _seen(kind, pk, by=by)
    if seq not in {one.seq for one in proofs.decisions(record, KINDS[kind].verbs)}:
        raise NotFound
    proof = proofs.of_decision(record, seq, KINDS[kind].verbs, by=by)
    if proof is None:
        raise Conflict("not_sealed_yet", NOT_SEALED_YET)
    return proof


def _seen(kind: str, pk: UUID, *, by: Actor) -> Model:
    record: Model | None = KINDS[kind].records(by).filter(pk=pk).first() if kind in KINDS else None
    if record is None:
        raise NotFound
    return record
