"""Members and tokens: who acts."""

from collections.abc import Container
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, Role
from accounts.models.organisations import Organisation, Unit
from accounts.querysets import (
    MemberQuerySet,
    TokenQuerySet,
)
from accounts.rules import FRESH, permissions_of, within_reach
from core.db import new_id
from core.permissions import Permission
from scheme.rules.choice import stem

TokenManager = models.Manager.from_queryset(TokenQuerySet)


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)["Member"]):  # type: ignore[misc]
    """Members, found at log-in by their e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        """The member with that e-mail address, in whatever case it is written."""
        return self.select_related("organisation").get(email=(username or "").lower())  # type: ignore[no-any-return]


class Acting(models.Model):
    """What members and tokens share when they act: their organisation, unit, area and rights."""

    organisation_id: UUID

    class Meta:
        abstract = True

    @property
    def kind(self) -> str:
        """What its organisation is."""
        return self.organisation.kind  # type: ignore[attr-defined,no-any-return]

    @property
    def area(self) -> str:
        """The leading part of the area code that its organisation answers for."""
        code: str | None = self.organisation.area_id  # type: ignore[attr-defined]
        return stem(code or "")

    @property
    def province_id(self) -> UUID | None:
        """The Vietnamese province that a sending department clears workers of."""
        return self.organisation.province_id  # type: ignore[attr-defined,no-any-return]

    @property
    def port_id(self) -> str | None:
        """The port that a border post keeps."""
        return self.organisation.port_id  # type: ignore[attr-defined,no-any-return]


class Member(Acting, AbstractBaseUser):
    """A person's own account in one organisation."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="members")
    email = models.EmailField(
        unique=True, error_messages={"unique": _("There is already an account with this e-mail address.")}
    )
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, default="", blank=True)
    roles = ArrayField(models.CharField(max_length=15, choices=Role), default=list)
    language = models.CharField(max_length=10, choices=Language, default=Language.CHINESE)
    letters_by = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    is_active = models.GeneratedField(
        expression=IsNull(F("closed_at"), True), output_field=models.BooleanField(), db_persist=True
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    approver_proposed_by = models.UUIDField(null=True, blank=True)
    approver_proposed_login = models.CharField(max_length=72, default="", blank=True)
    approver_confirmed_by = models.UUIDField(null=True, blank=True)
    approver_confirmed_login = models.CharField(max_length=72, default="", blank=True)
    unmatched_from = models.DateTimeField(
        null=True, blank=True, db_comment="since when its organisation's list of staff does not name it"
    )

    USERNAME_FIELD = "email"
    objects = MemberManager()

    login = ""
    """The log-in it acts under; the door sets it, and nothing can be signed without."""
    is_stale = False
    """Whether it is long since its holder proved who it is; the door sets it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="member_erased_once_closed", condition=Q(erased_at=None) | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="member_email_in_small_letters",
                condition=Q(email=Lower("email")),
                violation_error_message=_("Write the e-mail address in small letters."),
            ),
            models.CheckConstraint(
                name="member_approver_by_two",
                condition=~Q(roles__contains=[Role.APPROVER])
                | Q(approver_proposed_by__isnull=False, approver_confirmed_by__isnull=False)
                & ~Q(approver_proposed_by=F("approver_confirmed_by"))
                & ~Q(approver_proposed_login=F("approver_confirmed_login")),
                violation_error_message=_(
                    "An approver is proposed by one administrator and confirmed by another: ask another one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def actor_id(self) -> UUID:
        """Who acts."""
        return self.id

    @property
    def permissions(self) -> Container[str]:
        """All that its roles allow in its kind of organisation."""
        return permissions_of(self.organisation.kind, self.roles_in_force)

    @property
    def roles_in_force(self) -> list[str]:
        """Its roles; whom the list of staff does not name does not approve."""
        return self.roles if self.unmatched_from is None else [role for role in self.roles if role != Role.APPROVER]

    @property
    def stale(self) -> Container[str]:
        """What it may do only after proving once more who it is."""
        return FRESH if self.is_stale else frozenset()


class Token(Acting):
    """A key for programs: of one member, or of the organisation itself; kept only as a hash.

    It can do what its holder can, and of that only its scopes.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tokens")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="tokens")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="tokens")
    roles = ArrayField(models.CharField(max_length=15, choices=Role), default=list, blank=True)
    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=8, db_comment="first characters of the key, to tell tokens apart")
    digest = models.BinaryField(unique=True, db_comment="SHA-256 of the key")
    scopes = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects = TokenManager()

    is_authenticated = True
    is_anonymous = False
    is_active = True
    stale: Container[str] = frozenset()
    """A program has no second factor; whoever makes a token proves it then."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_of_member_or_service",
                condition=Q(member=None) | Q(roles=[]),
                violation_error_message=_("A member's token has the member's roles; only a service token has its own."),
            ),
            models.CheckConstraint(
                name="token_expires_after_it_is_made",
                condition=Q(expires_at__gt=F("made_at")),
                violation_error_message=_("A token expires after it is made: choose a later day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @property
    def actor_id(self) -> UUID:
        """Who acts: the member, or the token itself for a service."""
        return self.member_id or self.id

    @property
    def login(self) -> str:
        """The log-in it acts under."""
        return f"token:{self.id}"

    @property
    def language(self) -> str:
        """The language its letters and refusals are in, where the request asks for none."""
        return self.organisation.language

    @property
    def permissions(self) -> Container[str]:
        """What its holder may do, as far as its scopes reach."""
        roles = self.member.roles_in_force if self.member else self.roles
        reach = within_reach(self.organisation.kind, roles, of_person=self.member is not None)
        return reach & frozenset(Permission(scope) for scope in self.scopes)
