"""Whom an organisation's provider means: confirmed once by the member, and from then on by the provider's own name."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Identity, IdentityProvider, Member
from accounts.services.providers import REFUSED, Told
from core import sealing
from core.actors import PUBLIC
from core.audit.services import act, note, record
from core.db import constraint
from core.errors import Conflict, Invalid
from core.reach import Beyond, beyond
from core.workflow import demand_fresh

PLACE: Final = "accounts_identity.subject"
CONFIRM_WITHIN: Final = timedelta(minutes=10)
LATE = _("This took too long: log in by your organisation again, then confirm.")
OTHER = _("Your organisation's log-in named another account: log in with that one, or leave this as it is.")


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody a provider named for the first time: which member it seems to be, until they confirm it."""

    member: str
    organisation: str
    issuer: str
    subject: str
    email: str
    until: int

    def written(self) -> dict[str, Any]:
        """As a session keeps it."""
        return asdict(self)


def recognise(told: Told, *, at: datetime) -> Member | Met:
    """The member whom the provider means; or, the first time, whom it may mean. Raises `Invalid` where nobody."""
    with beyond(Beyond.LOGGING_IN):
        able = Member.objects.able_to_act(at).filter(organisation=told.organisation_id)
        theirs = {"identity__issuer": told.issuer, "identity__subject": _digest(told.subject)}
        known: Member | None = able.select_related("organisation", "unit").filter(**theirs).first()
        # An address that was handed on to somebody else finds an account that is taken, and opens nothing.
        free = able.filter(identity=None, email=told.email).first() if known is None and told.email else None
    if known is not None:
        record("log_in_by_provider", known, by=known)
        return known
    if free is None:
        note("log_in_failed", "accounts.identityprovider", str(told.organisation_id), by=PUBLIC)
        raise Invalid("provider_refused", REFUSED)
    until = int((at + CONFIRM_WITHIN).timestamp())
    subject = _digest(told.subject).hex()
    return Met(str(free.pk), str(told.organisation_id), told.issuer, subject, told.email, until)


def confirm(met: Met, *, by: Member, at: datetime) -> Identity:
    """Let what the provider calls one stand for one's account from now on; who confirms has just proved who it is."""
    demand_fresh(by=by)
    if at.timestamp() > met.until:
        raise Conflict("provider_late", LATE)
    if (str(by.pk), str(by.organisation_id)) != (met.member, met.organisation):
        raise Conflict("provider_other", OTHER)
    with act("confirm_identity", by=by):
        list(Member.objects.filter(pk=by.pk).select_for_update(of=("self",)))
        standing = IdentityProvider.objects.filter(organisation=by.organisation_id, issuer=met.issuer, is_active=True)
        if not standing.exists() or Identity.objects.filter(member=by).exists():
            raise Conflict("provider_late", LATE)
        with constraint(Identity, "identity_of_one_member"):
            return Identity.objects.create(
                member=by,
                organisation_id=by.organisation_id,
                issuer=met.issuer,
                subject=bytes.fromhex(met.subject),
                bound_at=at,
            )


def forget(*, by: Member) -> None:
    """Let one's provider stand for one's account no more."""
    demand_fresh(by=by)
    with act("forget_identity", by=by):
        Identity.objects.filter(member=by).delete()


def held(*, by: Member) -> Identity | None:
    """By which provider a member has confirmed to be known."""
    return Identity.objects.filter(member=by).first()


def many(organisation_id: UUID) -> int:
    """How many of an organisation's members have confirmed whom its provider means."""
    with beyond(Beyond.COUNTING):
        return Identity.objects.filter(organisation=organisation_id).count()


def _digest(subject: str) -> bytes:
    return sealing.digest(subject, PLACE)
