"""One-time codes by which a member chooses a password, and changing it later."""

from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.rules import is_of_this_place
from accounts.services.administration import allow_administering
from core.actors import Actor, Standing
from core.audit.services import act, note, record
from core.db import one_of
from core.errors import Forbidden, Invalid, Problem
from core.reach import Beyond, beyond


class NotOfThisPlace:
    """Refuses passwords made of the words of this place and work; they are listed in `accounts/rules.py`."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse one with `ValidationError`."""
        if is_of_this_place(password):
            raise ValidationError(self.get_help_text(), code="password_of_this_place")

    def get_help_text(self) -> str:
        """What is asked for."""
        return str(_("Names of this place and this work are guessed first: choose other words."))


def invite(member_id: UUID, *, by: Actor) -> str:
    """Give the one-time code by which a member chooses a password; it works for three days and until then.

    The administrator hands it over; it is kept nowhere.
    """
    with act("invite", by=by):
        member: Member = one_of(Member.objects.visible_to(by).filter(is_active=True), member_id)
        allow_administering(member.organisation_id, by=by)
        if member.organisation_id != by.organisation_id and member.has_usable_password():
            raise Forbidden("not_your_member", _("Only an administrator of its own organisation resets a password."))
        return f"{member.pk.hex}.{default_token_generator.make_token(member)}"


def choose_password(code: str, password: str) -> Member:
    """Set a member's password by a one-time code, which is used up by it."""
    holder, _dot, token = code.strip().partition(".")
    member = _holder(holder)
    if member is None or not default_token_generator.check_token(member, token):
        message = _("This code is wrong, was used or has run out: ask your administrator for another.")
        raise Invalid("code_not_valid", message, field="code")
    with act("choose_password", by=_self(member)):
        _set(member, password, field="password")
        return member


def prove(password: str, *, by: Member) -> None:
    """Take the password once more, of who has no second factor."""
    if not by.check_password(password):
        note("second_factor_failed", "accounts.login", str(by.pk), by=by)
        raise Invalid("password_wrong", _("The present password is not right."), field="password")
    record("prove", by, by=by, kind="password")


def change_password(old: str, new: str, *, by: Actor) -> Member:
    """Change one's own password; all one's other sessions end."""
    member: Member = one_of(Member.objects.visible_to(by), by.actor_id)
    if not member.check_password(old):
        raise Invalid("password_wrong", _("The present password is not right."), field="old")
    with act("change_password", by=by):
        _set(member, new, field="new")
        return member


def _holder(text: str) -> Member | None:
    try:
        with beyond(Beyond.LOGGING_IN):
            found: Member | None = Member.objects.filter(pk=UUID(hex=text), is_active=True).first()
    except ValueError:
        return None
    return found


def _self(member: Member) -> Actor:
    return Standing(
        login="code",
        kind="member",
        actor_id=member.pk,
        organisation_id=member.organisation_id,
        unit_id=member.unit_id,
    )


def _set(member: Member, password: str, *, field: str) -> None:
    try:
        validate_password(password, user=member)
    except ValidationError as error:
        raise Invalid.of(
            Problem(str(one.code), str(one.message), field, dict(one.params or {})) for one in error.error_list
        ) from error
    member.set_password(password)
    member.save(update_fields=["password"])
