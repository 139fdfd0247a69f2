"""Organisations, members and tokens: who sees which, and which may act."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from core.actors import Actor
from core.permissions import Permission as P

if TYPE_CHECKING:
    from accounts.models import (
        Export,
        Factor,
        IdentityProvider,
        Member,
        Organisation,
        RecoveryCode,
        StaffList,
        Token,
        Unfinished,
        Unit,
    )


MOST_TRIES = 3
"""After so many tries that ended in a fault, an export is given up."""


def not_barred(at: datetime, *, path: str = "") -> Q:
    """The condition that an organisation is not barred at that moment, and not without a licence it needs."""
    free = Q(**{f"{path}barred_from": None}) | Q(**{f"{path}barred_from__gt": at})
    licensed = Q(**{f"{path}unlicensed_from": None}) | Q(**{f"{path}unlicensed_from__gt": at})
    return licensed & (free | Q(**{f"{path}barred_until__lte": at}))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Sets of organisations."""

    def visible_to(self, by: Actor) -> Self:
        """One's own; all for the operator and oversight; for a bureau also those in its area and below."""
        if P.MANAGE_ORGANISATIONS in by.permissions or by.kind in ("oversight", "operator"):
            return self
        if by.organisation_id is None:
            return self.none()
        own = Q(pk=by.organisation_id)
        return (
            self.filter(own | Q(area__code__startswith=by.area))
            if by.kind == "bureau" and by.area
            else self.filter(own)
        )


class UnitQuerySet(models.QuerySet["Unit"]):
    """Sets of units."""

    def visible_to(self, by: Actor) -> Self:
        """The units of one's own organisation; all for the operator."""
        if P.MANAGE_ORGANISATIONS in by.permissions:
            return self
        return self.filter(organisation=by.organisation_id)


class MemberQuerySet(models.QuerySet["Member"]):
    """Sets of members."""

    def visible_to(self, by: Actor) -> Self:
        """The members of one's own organisation; all for the operator's administrators."""
        if P.MANAGE_ORGANISATIONS in by.permissions:
            return self
        return self.filter(organisation=by.organisation_id) if by.organisation_id else self.none()

    def able_to_act(self, at: datetime) -> Self:
        """Those whose account is open and whose organisation is not barred at that moment."""
        return self.filter(not_barred(at, path="organisation__"), is_active=True)


class TokenQuerySet(models.QuerySet["Token"]):
    """Sets of tokens."""

    def visible_to(self, by: Actor) -> Self:
        """One's own; for an administrator all of the organisation's."""
        if by.organisation_id is None:
            return self.none()
        ours = self.filter(organisation=by.organisation_id)
        return ours if P.MANAGE_TOKENS in by.permissions else ours.filter(member=by.actor_id)

    def able_to_act(self, at: datetime) -> Self:
        """Those neither revoked nor expired, of an open account of an organisation that is not barred."""
        return self.filter(
            not_barred(at, path="organisation__"),
            Q(member=None) | Q(member__is_active=True),
            revoked_at=None,
            expires_at__gt=at,
        )


class ExportQuerySet(models.QuerySet["Export"]):
    """Sets of lists that were taken out."""

    def visible_to(self, by: Actor) -> Self:
        """One's own, and nobody else's."""
        return self.filter(member=by.actor_id, member__organisation=by.organisation_id)

    def unfinished(self) -> Self:
        """Those whose file is not made yet, and not given up."""
        return self.filter(made_at=None, tries__lt=MOST_TRIES)

    def due(self, at: datetime) -> Self:
        """Those to be made, of members who may still act, the oldest first."""
        free = self.filter(not_barred(at, path="member__organisation__"), member__is_active=True)
        ready = free.unfinished().exclude(decided_by=None, rows__gt=F("alone_up_to"))
        return ready.select_related("member__organisation", "member__unit").order_by("asked_at", "pk")

    def needing_another(self) -> Self:
        """Those so large that they wait for a second person."""
        return self.filter(made_at=None, decided_by=None, rows__gt=F("alone_up_to"))

    def to_release(self, by: Actor, at: datetime) -> Self:
        """Those of one's colleagues that one may release."""
        if P.RELEASE_EXPORT not in by.permissions:
            return self.none()
        theirs = self.filter(organisation=by.organisation_id, expires_at__gt=at).exclude(member=by.actor_id)
        return theirs.needing_another()

    def over(self, at: datetime) -> Self:
        """Those whose time has run out."""
        return self.filter(expires_at__lte=at)


class UnfinishedQuerySet(models.QuerySet["Unfinished"]):
    """Sets of forms that are not finished."""

    def visible_to(self, by: Actor) -> Self:
        """One's own, and nobody else's."""
        return self.filter(member=by.actor_id) if by.actor_id else self.none()


class FactorQuerySet(models.QuerySet["Factor"]):
    """Sets of second factors."""

    def visible_to(self, by: Actor) -> Self:
        """One's own; for an administrator those of the organisation, since a lost one is taken away by them."""
        if by.organisation_id is None:
            return self.none()
        if P.MANAGE_MEMBERS in by.permissions:
            return self.filter(member__organisation=by.organisation_id)
        return self.filter(member=by.actor_id)

    def confirmed(self) -> Self:
        """Those that were shown to work."""
        return self.filter(confirmed_at__isnull=False)


class RecoveryCodeQuerySet(models.QuerySet["RecoveryCode"]):
    """Sets of recovery codes."""

    def visible_to(self, by: Actor) -> Self:
        """One's own, and nobody else's."""
        return self.filter(member=by.actor_id) if by.actor_id else self.none()

    def left(self) -> Self:
        """Those not used yet."""
        return self.filter(used_at=None)


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    """Sets of identity providers."""

    def visible_to(self, by: Actor) -> Self:
        """That of one's own organisation, for who administers it; all for the operator."""
        if P.MANAGE_ORGANISATIONS in by.permissions:
            return self
        if P.MANAGE_MEMBERS not in by.permissions:
            return self.none()
        return self.filter(organisation=by.organisation_id)


class StaffListQuerySet(models.QuerySet["StaffList"]):
    """Sets of lists of staff."""

    def visible_to(self, by: Actor) -> Self:
        """Those of one's own organisation, for who administers it; all for the operator."""
        if P.MANAGE_ORGANISATIONS in by.permissions:
            return self
        if P.MANAGE_MEMBERS not in by.permissions:
            return self.none()
        return self.filter(organisation=by.organisation_id)
