"""Approvers: proposed by one administrator and confirmed by another, as the database demands."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Member
from accounts.services import staff
from accounts.services.administration import allow_administering
from core.actors import Actor
from core.audit.services import act
from core.db import constraint, lock_one
from core.errors import Conflict, Forbidden

FIELDS = [
    "roles",
    "approver_proposed_by",
    "approver_proposed_login",
    "approver_confirmed_by",
    "approver_confirmed_login",
]


def give(member: Member, roles: Collection[str], *, by: Actor) -> None:
    """Give a member roles; that of an approver waits for a second administrator, unless it was held already."""
    wanted = set(roles)
    if Role.APPROVER not in wanted:
        _forget(member)
    elif Role.APPROVER not in member.roles or member.approver_confirmed_by is None:
        propose(member, by=by)
        wanted.discard(Role.APPROVER)
    member.roles = sorted(wanted)


def propose(member: Member, *, by: Actor) -> None:
    """Put the first signature under an approver, who is none until the second."""
    _forget(member)
    member.roles = [role for role in member.roles if role != Role.APPROVER]
    member.approver_proposed_by, member.approver_proposed_login = by.actor_id, by.login


def confirm(member_id: UUID, *, by: Actor, at: datetime) -> Member:
    """Put the second signature: the member approves from now on. Raises `Invalid` where it is the first one's."""
    with act("confirm_approver", by=by):
        member: Member = lock_one(Member.objects.visible_to(by).select_related("organisation"), member_id)
        allow_administering(member.organisation_id, by=by)
        if member.pk == by.actor_id:
            raise Forbidden("own_account", _("Nobody changes their own rights: ask another administrator."))
        if member.approver_proposed_by is None or Role.APPROVER in member.roles:
            raise Conflict("no_approver_proposed", _("Nobody has proposed this member as an approver."))
        member.approver_confirmed_by, member.approver_confirmed_login = by.actor_id, by.login
        member.roles = sorted({*member.roles, Role.APPROVER.value})
        with constraint(Member, "member_approver_by_two"):
            member.save(update_fields=FIELDS)
        staff.match(member, at=at)
        return member


def _forget(member: Member) -> None:
    member.approver_proposed_by = member.approver_confirmed_by = None
    member.approver_proposed_login = member.approver_confirmed_login = ""
