"""The moves of a permit and of what is asked about it, each with its form and the service that makes it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.permissions import Permission as P
from core.workflow import Transition, Workflow
from permits.enums import PermitStatus
from permits.services.lifetime import end_requests, extensions, permits, renewals, variations
from portal.choosing import MoveEach
from portal.forms import permits as forms
from portal.forms.moves import Nothing, Reason
from portal.moves import Move

OPEN = frozenset({PermitStatus.ISSUED, PermitStatus.SUSPENDED})
ASKING = Workflow(
    Transition("ask_extension", OPEN, None, P.ASK_EXTENSION),
    Transition("ask_variation", OPEN, None, P.APPLY_PERMIT),
    Transition("ask_end", OPEN, None, P.ASK_END),
    Transition("decline_revocation", OPEN, None, P.REVOKE_PERMIT),
)
"""What begins another record about a permit: the permit itself does not move."""


def _is_proposed(permit: Any) -> bool:
    return bool(permit.is_revocation_proposed)


def _is_not_proposed(permit: Any) -> bool:
    return not permit.is_revocation_proposed


def _is_asked_by_us(request: Any) -> bool:
    return bool(request.is_ours)


def _key(given: dict[str, Any], name: str = "offer") -> UUID | None:
    return UUID(given[name]) if given.get(name) else None


MOVES = {
    "suspend": Move(
        Reason,
        lambda pk, given, by, at: permits.suspend_each([pk], reason=given["reason"], by=by, at=at),
        _("The permit is suspended; all concerned are told."),
        back="reinstate",
    ),
    "reinstate": Move(
        Nothing,
        lambda pk, given, by, at: permits.reinstate_each([pk], by=by, at=at),
        _("The permit is in force again; all concerned are told."),
    ),
    "propose_revocation": Move(
        forms.ProposeRevocation,
        lambda pk, given, by, at: permits.propose_revocation(pk, **given, by=by, at=at),
        _("The revocation was proposed. A colleague of another unit decides."),
        _is_not_proposed,
    ),
    "revoke": Move(
        Nothing,
        lambda pk, given, by, at: permits.decide_revocation(pk, by=by, at=at),
        _("The permit was revoked; all concerned are told."),
        _is_proposed,
    ),
    "decline_revocation": Move(
        Nothing,
        lambda pk, given, by, at: permits.decline_revocation(pk, by=by, at=at),
        _("The permit stays as it was."),
        _is_proposed,
    ),
    "ask_extension": Move(
        forms.AskExtension,
        lambda pk, given, by, at: extensions.ask(
            pk, ends_on=given["ends_on"], reason=given["reason"], offer_id=_key(given), by=by, at=at
        ),
        _("The extension was asked for; its receipt is below."),
    ),
    "ask_variation": Move(
        forms.AskVariation,
        lambda pk, given, by, at: variations.ask(
            pk,
            effective_on=given["effective_on"],
            reason=given["reason"],
            offer_id=_key(given),
            worksites=[UUID(key) for key in given.get("worksites", [])],
            ports=given.get("ports", []),
            by=by,
            at=at,
        ),
        _("The variation was asked for; the worker is asked to agree."),
    ),
    "ask_end": Move(
        forms.AskEnd,
        lambda pk, given, by, at: end_requests.ask(pk, **given, by=by, at=at),
        _("The end was asked for; the worker is told, and an officer answers on the day named below."),
    ),
}
EACH = {
    "suspend": MoveEach(
        P.SUSPEND_PERMIT,
        lambda ids, given, by, at: permits.suspend_each(ids, reason=given["reason"], by=by, at=at),
        _("Permits suspended: %(count)s."),
        forms.SuspendMany,
    ),
    "reinstate": MoveEach(
        P.SUSPEND_PERMIT,
        lambda ids, given, by, at: permits.reinstate_each(ids, by=by, at=at),
        _("Permits in force again: %(count)s."),
    ),
}
RENEWAL_EACH = {
    "confirm": MoveEach(
        P.ISSUE_PERMIT,
        lambda ids, given, by, at: renewals.confirm_each(ids, by=by, at=at),
        _("Permits renewed: %(count)s. All concerned are told."),
    ),
    "decline": MoveEach(
        P.ISSUE_PERMIT,
        lambda ids, given, by, at: renewals.decline_each(ids, by=by, at=at),
        _("Renewals declined: %(count)s. These permits run out on their last days."),
    ),
}

EXTENSION_MOVES = {
    "grant": Move(
        forms.Comment,
        lambda pk, given, by, at: extensions.grant(pk, comment=given["comment"], by=by, at=at),
        _("The permit's last day was moved; all concerned are told."),
    ),
    "refuse": Move(
        forms.Why,
        lambda pk, given, by, at: extensions.refuse(pk, comment=given["comment"], by=by, at=at),
        _("The last day stays; who asked is told why."),
    ),
    "withdraw": Move(
        Nothing,
        lambda pk, given, by, at: extensions.withdraw(pk, by=by, at=at),
        _("The request was taken back."),
        _is_asked_by_us,
    ),
}
VARIATION_MOVES = {
    "grant": Move(
        forms.Comment,
        lambda pk, given, by, at: variations.grant(pk, comment=given["comment"], by=by, at=at),
        _("The permit was varied; all concerned are told."),
        lambda variation: variation.agreed_at is not None,
    ),
    "refuse": Move(
        forms.Why,
        lambda pk, given, by, at: variations.refuse(pk, comment=given["comment"], by=by, at=at),
        _("The permit stays as it is; who asked is told why."),
    ),
    "withdraw": Move(
        Nothing,
        lambda pk, given, by, at: variations.withdraw(pk, by=by, at=at),
        _("The request was taken back."),
        _is_asked_by_us,
    ),
}
END_MOVES = {
    "grant": Move(
        forms.Comment,
        lambda pk, given, by, at: end_requests.grant(pk, comment=given["comment"], by=by, at=at),
        _("The permit has ended; all concerned are told."),
        lambda wish: wish.is_due,
    ),
    "refuse": Move(
        forms.Why,
        lambda pk, given, by, at: end_requests.refuse(pk, comment=given["comment"], by=by, at=at),
        _("The permit goes on; who asked is told why."),
        lambda wish: wish.is_due,
    ),
    "withdraw": Move(
        Nothing,
        lambda pk, given, by, at: end_requests.withdraw(pk, by=by, at=at),
        _("The request was taken back."),
        _is_asked_by_us,
    ),
}
RENEWAL_MOVES = {
    "confirm": Move(
        Nothing,
        lambda pk, given, by, at: renewals.confirm_each([pk], by=by, at=at),
        _("The next permit was issued; all concerned are told."),
    ),
    "decline": Move(
        Nothing,
        lambda pk, given, by, at: renewals.decline_each([pk], by=by, at=at),
        _("The permit runs out on its last day."),
    ),
}
