"""Opening, changing and closing the accounts of members, by those who administer them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.enums import Kind, Language
from accounts.models import Member, Organisation, Unit
from accounts.rules import appointable, tidy
from accounts.services import approvers, staff
from accounts.services.administration import allow_administering
from accounts.services.tokens import demand_person
from core.actors import Actor
from core.audit.services import act
from core.db import lock_one
from core.errors import Forbidden, Invalid, Problem
from core.notices.enums import Channel
from core.notices.services.outbox import Envelope, queue_each


@dataclass(frozen=True, slots=True)
class Person:
    """Who an account is for."""

    email: str
    name: str
    phone: str = ""
    language: str = ""

    def problems(self) -> list[Problem]:
        """What is wrong with it, all together."""
        found = []
        try:
            validate_email(self.email.strip())
        except ValidationError:
            found.append(Problem("email_form", _("Write the e-mail address as name@example.org."), "email"))
        if not 1 <= len(tidy(self.name)) <= 120:
            found.append(Problem("name_length", _("Give the person's name, at most 120 characters."), "name"))
        if self.phone and not is_phone(self.phone):
            found.append(_phone_problem())
        if self.language and self.language not in Language.values:
            found.append(Problem("unknown_language", _("Choose one of the scheme's languages."), "language"))
        return found


def add(
    person: Person,
    roles: Collection[str],
    *,
    by: Actor,
    at: datetime,
    organisation_id: UUID | None = None,
    unit_id: UUID | None = None,
) -> Member:
    """Open an account, without a password yet, and tell its holder; `passwords.invite` gives the way in.

    An approver is none before another administrator has confirmed it.
    """
    with act("open_account", by=by):
        organisation = _administered(organisation_id or by.organisation_id, by=by)
        problems = person.problems() + _role_problems(organisation, roles, by=by)
        email = person.email.strip().lower()
        if Member.objects.filter(email=email).exists():
            message = _("There is already an account with this e-mail address.")
            problems.append(Problem("email_taken", message, "email"))
        if problems:
            raise Invalid.of(problems)
        member = Member(
            organisation=organisation,
            unit=_unit(unit_id, organisation),
            email=email,
            name=tidy(person.name),
            phone=person.phone,
            language=person.language or organisation.language,
            made_at=at,
        )
        approvers.give(member, roles, by=by)
        member.set_unusable_password()
        member.save(force_insert=True)
        staff.match(member, at=at)
        queue_each([greeting(member)], at=at)
        return member


def set_roles(member_id: UUID, roles: Collection[str], *, by: Actor) -> Member:
    """Give a member other roles; nobody changes their own, nor gives what they do not administer."""
    with act("set_roles", by=by):
        member = _other(member_id, by=by)
        given = [role for role in roles if role not in member.roles]
        problems = _role_problems(member.organisation, given, by=by)
        if problems:
            raise Invalid.of(problems)
        approvers.give(member, roles, by=by)
        member.save(update_fields=approvers.FIELDS)
        return member


def set_unit(member_id: UUID, unit_id: UUID | None, *, by: Actor) -> Member:
    """Move a member to another unit; nobody moves themselves, for two persons are told apart by it."""
    with act("set_unit", by=by):
        member = _other(member_id, by=by)
        member.unit = _unit(unit_id, member.organisation)
        member.save(update_fields=["unit"])
        return member


def deactivate(member_id: UUID, *, by: Actor, at: datetime) -> Member:
    """Close an account: from the next request on neither its sessions nor its tokens can do anything."""
    with act("deactivate", by=by):
        return _closed(_other(member_id, by=by), at)


def reactivate(member_id: UUID, *, by: Actor) -> Member:
    """Open a closed account again, unless nobody is left whose it could be."""
    with act("reactivate", by=by):
        member = _other(member_id, by=by)
        if member.erased_at:
            message = _("The name and address of this account were erased when its term was over: open a new account.")
            raise Invalid("account_erased", message)
        return _closed(member, None)


def _closed(member: Member, at: datetime | None) -> Member:
    """Close it, at a moment that stands where it was closed before, or open it."""
    member.closed_at = (member.closed_at or at) if at else None
    member.save(update_fields=["closed_at"])
    member.refresh_from_db(fields=["is_active"])
    return member


def choose_letters(
    *, by: Actor, language: str | None = None, letters_by: Collection[str] | None = None, phone: str | None = None
) -> Member:
    """Choose one's own language, and by which channels letters come besides the service itself."""
    with act("choose_letters", by=by):
        member: Member = lock_one(Member.objects.visible_to(by), by.actor_id)
        demand_person(by)
        member.language = member.language if language is None else language
        member.phone = member.phone if phone is None else phone
        member.letters_by = member.letters_by if letters_by is None else sorted(set(letters_by))
        problems = list(_letter_problems(member))
        if problems:
            raise Invalid.of(problems)
        member.save(update_fields=["language", "phone", "letters_by"])
        return member


def is_phone(number: str) -> bool:
    """Whether a number is written with its country, such as +86 771 0000000."""
    digits = number.replace(" ", "")
    return digits[:1] == "+" and digits[1:].isascii() and digits[1:].isdigit() and 7 <= len(digits[1:]) <= 15


def _letter_problems(member: Member) -> list[Problem]:
    problems = []
    if member.language not in Language.values:
        problems.append(Problem("unknown_language", _("Choose one of the scheme's languages."), "language"))
    if not set(member.letters_by) <= {Channel.EMAIL, Channel.SMS}:
        problems.append(Problem("unknown_channel", _("Letters can come by e-mail and text message."), "letters_by"))
    if member.phone and not is_phone(member.phone):
        problems.append(_phone_problem())
    elif Channel.SMS in member.letters_by and not member.phone:
        problems.append(Problem("phone_missing", _("Text messages need a phone number."), "phone"))
    return problems


def _phone_problem() -> Problem:
    return Problem("phone_form", _("Write the phone number with its country: +86… or +84…"), "phone")


def _administered(organisation_id: UUID | None, *, by: Actor) -> Organisation:
    # The row is locked, so that “the first member” is one.
    organisation = lock_one(Organisation.objects.visible_to(by), organisation_id)
    allow_administering(organisation.pk, by=by)
    return organisation


def _other(member_id: UUID, *, by: Actor) -> Member:
    """The member, whom `by` administers and is not."""
    member: Member = lock_one(Member.objects.visible_to(by).select_related("organisation"), member_id)
    allow_administering(member.organisation_id, by=by)
    if member.pk == by.actor_id:
        raise Forbidden("own_account", _("Nobody changes their own rights: ask another administrator."))
    return member


def _role_problems(organisation: Organisation, roles: Collection[str], *, by: Actor) -> list[Problem]:
    own = organisation.pk == by.organisation_id
    is_first = not own and not organisation.members.exists()
    allowed = appointable(organisation.kind, own=own, is_first=is_first)
    refused = sorted(set(roles) - allowed)
    message = _("You cannot give the role “%(role)s” in an organisation of this kind. You can give: %(allowed)s.")
    params = {"allowed": ", ".join(sorted(allowed)), "kind": Kind(organisation.kind).value}
    return [Problem("role_not_yours_to_give", message, "roles", {"role": role, **params}) for role in refused]


def _unit(unit_id: UUID | None, organisation: Organisation) -> Unit | None:
    if unit_id is None:
        return None
    unit = organisation.units.filter(pk=unit_id).first()
    if unit is None:
        raise Invalid("unknown_unit", _("The organisation has no such unit."), field="unit")
    return unit


def greeting(member: Member) -> Envelope:
    """The letter that tells a person of the account opened for it."""
    return Envelope(
        kind="account_opened",
        channel=Channel.EMAIL,
        language=member.language,
        subject_type="accounts.member",
        subject_id=member.pk,
        organisation_id=member.organisation_id,
        member_id=member.pk,
        address=member.email,
    )
