"""Organisations, units, members and tokens."""

from collections.abc import Container
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.enums import FileKind, Kind, Language, Role, WebhookEvent
from accounts.querysets import (
    MOST_TRIES,
    ExportQuerySet,
    MemberQuerySet,
    OrganisationQuerySet,
    TokenQuerySet,
    UnfinishedQuerySet,
    UnitQuerySet,
)
from accounts.rules import FRESH, permissions_of, within_reach
from core.db import new_id
from core.permissions import Permission
from scheme.models import Area, Port, Province
from scheme.models.dated import Named
from scheme.rules.choice import stem

OrganisationManager = models.Manager.from_queryset(OrganisationQuerySet)
UnitManager = models.Manager.from_queryset(UnitQuerySet)
TokenManager = models.Manager.from_queryset(TokenQuerySet)
ExportManager = models.Manager.from_queryset(ExportQuerySet)
UnfinishedManager = models.Manager.from_queryset(UnfinishedQuerySet)


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)["Member"]):  # type: ignore[misc]
    """Members, found at log-in by their e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        """The member with that e-mail address, in whatever case it is written."""
        return self.select_related("organisation").get(email=(username or "").lower())  # type: ignore[no-any-return]


def every_event() -> list[str]:
    """All that a webhook may be told of: what an organisation gets that has not chosen."""
    return list(WebhookEvent.values)


class Organisation(Named):
    """A body of the scheme; while barred or without its licence, none of its accounts can do anything."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=12, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="organisations")
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="organisations")
    port = models.ForeignKey(Port, models.PROTECT, null=True, blank=True, related_name="organisations")
    language = models.CharField(max_length=10, choices=Language, default=Language.CHINESE)
    webhook_url = models.URLField(max_length=300, default="", blank=True)
    webhook_secret = models.BinaryField(null=True, blank=True)
    webhook_secret_before = models.BinaryField(
        null=True, blank=True, db_comment="signs beside the present one for a day after it was exchanged"
    )
    webhook_rotated_at = models.DateTimeField(null=True, blank=True)
    webhook_events = ArrayField(
        models.CharField(max_length=20, choices=WebhookEvent),
        default=every_event,
        db_default=WebhookEvent.values,
        db_comment="what is posted to its webhook",
    )
    barred_from = models.DateTimeField(null=True, blank=True)
    barred_until = models.DateTimeField(null=True, blank=True)
    unlicensed_from = models.DateTimeField(
        null=True, blank=True, db_comment="since when its licence is suspended or revoked; written by the licence's act"
    )

    objects = OrganisationManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_has_its_place",
                condition=~Q(kind__in=[Kind.BUREAU, Kind.EMPLOYER], area=None)
                & ~Q(kind=Kind.DEPARTMENT, province=None)
                & ~Q(kind=Kind.POST, port=None),
                violation_error_message=_(
                    "A bureau and an employer need an area, a sending department a province, a post a port."
                ),
            ),
            models.CheckConstraint(
                name="organisation_bar_in_order",
                condition=Q(barred_until=None) | Q(barred_from__isnull=False, barred_until__gte=F("barred_from")),
                violation_error_message=_("A bar ends after it begins."),
            ),
        ]


class Unit(Named):
    """A part of an organisation; two persons are members of different units."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")

    objects = UnitManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "id"], name="unit_of_one_organisation")]


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
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
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


class Export(models.Model):
    """A list that a member takes out: which, narrowed how, as what file; made in the background, kept for some days."""

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey(Member, models.PROTECT, related_name="exports")
    kind = models.CharField(max_length=30, db_comment="name of the list")
    asked = models.CharField(max_length=500, default="", blank=True, db_comment="its conditions, as the address says")
    file_kind = models.CharField(max_length=4, choices=FileKind)
    language = models.CharField(max_length=10, choices=Language)
    asked_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    rows = models.IntegerField(null=True, blank=True, db_comment="how many the list had when it was begun")
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    objects = ExportManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="export_made_with_its_rows",
                condition=Q(made_at=None) | Q(rows__isnull=False),
                violation_error_message=_("A file that is made says how many rows it has."),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="export_to_make", condition=Q(made_at=None)),
            models.Index(fields=["expires_at"], name="export_until"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.file_kind}"

    @property
    def is_given_up(self) -> bool:
        """Whether making it has failed for good."""
        return self.made_at is None and self.tries >= MOST_TRIES


class ExportPart(models.Model):
    """A piece of an export's file, and the keys of the rows that went into it: what is shown is checked again."""

    id = models.BigAutoField(primary_key=True)
    export = models.ForeignKey(Export, models.CASCADE, related_name="parts")
    keys = ArrayField(models.UUIDField(), default=list, blank=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.export_id} {self.id}"


class Unfinished(models.Model):
    """What a member has typed into a form of several pages and not sent yet, for the member's own eyes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey(Member, models.CASCADE, related_name="unfinished")
    address = models.CharField(max_length=200, db_comment="the page it belongs to")
    fields = models.BinaryField(db_comment="names and texts as JSON, sealed")
    kept_at = models.DateTimeField()

    objects = UnfinishedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "address"], name="unfinished_once_a_page")]

    def __str__(self) -> str:
        return self.address
