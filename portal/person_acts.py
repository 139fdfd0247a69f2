"""What can be done to a person's record, each act with its form, the service that does it, and who may."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.permissions import Permission as P
from portal.forms import people as forms
from portal.moves import Move
from workers.services.identity import bans, corrections, papers
from workers.services.identity.details import NewPaper
from workers.services.registration import evidence

PAPER = ("kind", "mrz", "number", "issued_on", "expires_on")


def _add_paper(pk: UUID, given: dict[str, Any], by: Any, at: Any) -> Any:
    return papers.add_paper(pk, NewPaper(**{name: given[name] for name in PAPER}), by=by, at=at)


ADD_PAPER = Move(forms.AddPaper, _add_paper, _("The paper was added."), back="void_paper")
ACTS: dict[str, tuple[P, Move]] = {
    "correct_worker": (
        P.CORRECT_WORKER,
        Move(
            forms.Decide,
            lambda pk, given, by, at: corrections.correct_worker(given["correction"], by=by, at=at),
            _("The person's record was corrected."),
            lambda worker: worker.correction is not None,
        ),
    ),
    "drop_correction": (
        P.CORRECT_WORKER,
        Move(
            forms.Decide,
            lambda pk, given, by, at: corrections.drop_correction(given["correction"], by=by),
            _("The correction was taken back."),
            lambda worker: worker.correction is not None,
        ),
    ),
    "propose_correction": (
        P.CORRECT_WORKER,
        Move(
            forms.Correct,
            lambda pk, given, by, at: corrections.propose_correction(
                pk, given["values"], given["reason"], by=by, at=at
            ),
            _("The correction was proposed. A colleague of another unit makes it."),
            lambda worker: worker.correction is None,
            back="drop_correction",
        ),
    ),
    "change_phone": (
        P.CORRECT_WORKER,
        Move(
            forms.Phone,
            lambda pk, given, by, at: corrections.change_phone(pk, given["phone"], by=by, at=at),
            _("The telephone was changed; codes go there from now on."),
        ),
    ),
    "add_paper": (P.CORRECT_WORKER, ADD_PAPER),
    "void_paper": (
        P.CORRECT_WORKER,
        Move(
            forms.VoidPaper,
            lambda pk, given, by, at: papers.void_paper(UUID(given["which"]), from_on=given["from_on"], by=by, at=at),
            _("The paper was declared void."),
            lambda worker: bool(worker.valid_papers),
        ),
    ),
    "withdraw_evidence": (
        P.RECORD_EVIDENCE,
        Move(
            forms.WithdrawEvidence,
            lambda pk, given, by, at: evidence.withdraw_evidence(UUID(given["which"]), by=by, at=at),
            _("The evidence was taken back."),
            lambda worker: bool(worker.valid_evidence),
        ),
    ),
    "record_ban": (
        P.KEEP_BANS,
        Move(
            forms.RecordBan,
            lambda pk, given, by, at: bans.record_ban(
                pk,
                from_on=given["from_on"],
                years=given["years"],
                legal_basis=given["legal_basis"],
                is_deportation=given["is_deportation"],
                by=by,
                at=at,
            ),
            _("The removal ban was recorded."),
            back="lift_ban",
        ),
    ),
    "lift_ban": (
        P.KEEP_BANS,
        Move(
            forms.LiftBan,
            lambda pk, given, by, at: bans.lift_ban(UUID(given["which"]), reason=given["reason"], by=by, at=at),
            _("The removal ban was lifted."),
            lambda worker: bool(worker.running_bans),
        ),
    ),
}


def acts_of(kind: str) -> dict[str, tuple[P, Move]]:
    """The acts there are for a kind of organisation: an intermediary adds papers with its own right."""
    return ACTS | {"add_paper": (P.REGISTER_WORKER, ADD_PAPER)} if kind == "intermediary" else ACTS
