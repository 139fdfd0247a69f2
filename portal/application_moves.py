"""The moves of an application that its page offers, and those of many at once, each with its service."""

from django.utils.translation import gettext_lazy as _

from core.permissions import Permission as P
from permits.enums import ApplicationStatus as S
from permits.services.application import applications
from permits.services.lifetime import issuing
from portal.choosing import MoveEach
from portal.forms import permits as forms
from portal.forms.moves import Answer, Nothing, Question
from portal.moves import Move


def _is_ours(application) -> bool:  # type: ignore[no-untyped-def]
    return bool(application.is_ours)


MOVES = {
    "edit": Move(
        forms.EditApplication,
        lambda pk, given, by, at: applications.edit(pk, **given, by=by),
        _("The draft was changed."),
        _is_ours,
    ),
    "submit": Move(
        Nothing,
        lambda pk, given, by, at: applications.submit_each([pk], by=by, at=at),
        _("The application was put before the bureau."),
        _is_ours,
        back="withdraw",
    ),
    "request_information": Move(
        Question,
        lambda pk, given, by, at: applications.request_information(pk, question=given["question"], by=by, at=at),
        _("The question was sent; the clock stands still."),
    ),
    "answer": Move(
        Answer,
        lambda pk, given, by, at: applications.answer(pk, text=given["text"], by=by, at=at),
        _("The answer was sent; the clock runs again."),
        _is_ours,
    ),
    "issue": Move(
        Nothing, lambda pk, given, by, at: issuing.issue_each([pk], by=by, at=at), _("The permit was issued.")
    ),
    "refuse": Move(
        forms.RefuseApplication,
        lambda pk, given, by, at: issuing.refuse_each({pk: given["refusal"]}, by=by, at=at),
        _("The application was refused; the parties are told what to change."),
    ),
    "withdraw": Move(
        Nothing,
        lambda pk, given, by, at: applications.withdraw_each([pk], by=by, at=at),
        _("The application was withdrawn."),
        _is_ours,
    ),
}

EACH = {
    "issue": MoveEach(
        P.ISSUE_PERMIT,
        lambda ids, given, by, at: issuing.issue_each(ids, by=by, at=at),
        _("Permits issued: %(count)s."),
    ),
    "refuse": MoveEach(
        P.ISSUE_PERMIT,
        lambda ids, given, by, at: issuing.refuse_each(dict.fromkeys(ids, given["refusal"]), by=by, at=at),
        _("Applications refused: %(count)s. The parties are told what to change."),
        forms.RefuseMany,
    ),
    "submit": MoveEach(
        P.APPLY_PERMIT,
        lambda ids, given, by, at: applications.submit_each(ids, by=by, at=at),
        _("Applications put before the bureau: %(count)s."),
    ),
    "withdraw": MoveEach(
        P.APPLY_PERMIT,
        lambda ids, given, by, at: applications.withdraw_each(ids, by=by, at=at),
        _("Applications withdrawn: %(count)s."),
    ),
}
CHOSEN_IN = {P.ISSUE_PERMIT: {S.SUBMITTED}, P.APPLY_PERMIT: {S.DRAFT, S.SUBMITTED, S.INFORMATION_REQUESTED}}
"""Where an application stands when the holder of a permission can choose it for a move."""
