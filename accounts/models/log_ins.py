"""How members prove who they are: second factors, recovery codes, and the one log-in that is theirs now."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import FactorKind
from accounts.models.organisations import Organisation
from accounts.models.people import Member
from accounts.querysets import FactorQuerySet, IdentityProviderQuerySet, RecoveryCodeQuerySet, StaffListQuerySet
from core.db import new_id

FactorManager = models.Manager.from_queryset(FactorQuerySet)
RecoveryCodeManager = models.Manager.from_queryset(RecoveryCodeQuerySet)
IdentityProviderManager = models.Manager.from_queryset(IdentityProviderQuerySet)
StaffListManager = models.Manager.from_queryset(StaffListQuerySet)


class LogIn(models.Model):
    """The log-in a member of staff acts under now; the next one takes its place. Of a party's member, the one
    from which those opened before were ended.
    """

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True, related_name="log_in")
    name = models.CharField(max_length=72, db_comment="what the session is called on the record; it opens nothing")
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Factor(models.Model):
    """A second factor of a member: codes of an app, or a passkey; it counts once it was shown to work."""

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey(Member, models.PROTECT, related_name="factors")
    kind = models.CharField(max_length=7, choices=FactorKind)
    name = models.CharField(max_length=60, default="", blank=True)
    sealed = models.BinaryField(db_comment="an app's secret, or a passkey's public part, sealed")
    counter = models.BigIntegerField(
        default=0, db_comment="the last half minute whose code was taken, or a key's count"
    )
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = FactorManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(kind=FactorKind.APP, confirmed_at=None), name="factor_one_app_at_a_time"
            ),
            models.CheckConstraint(
                name="factor_used_once_confirmed",
                condition=Q(used_at=None) | Q(confirmed_at__isnull=False),
                violation_error_message=_("A second factor counts only after it was confirmed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class RecoveryCode(models.Model):
    """A code on paper for the day the second factor is lost; it works once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey(Member, models.PROTECT, related_name="recovery_codes", db_index=False)
    digest = models.BinaryField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryCodeManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return str(self.id)


class IdentityProvider(models.Model):
    """An organisation's own log-in, which says who its members are."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="identity_provider"
    )
    issuer = models.URLField(max_length=300)
    client = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects = IdentityProviderManager()

    def __str__(self) -> str:
        return self.issuer


class Identity(models.Model):
    """Whom a provider means by a name of its own, once the member has confirmed it; addresses count no more then."""

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True, related_name="identity")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="identities", db_index=False)
    issuer = models.URLField(max_length=300)
    subject = models.BinaryField(db_comment="a keyed digest of the name that the provider never gives again (sub)")
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "issuer", "subject"],
                name="identity_of_one_member",
                violation_error_message=_("This log-in of your organisation is another account's already."),
            )
        ]

    def __str__(self) -> str:
        return self.issuer


class StaffList(models.Model):
    """Who is of an organisation's staff on a day, as it says itself; the newest whose day has come counts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="staff_lists")
    dated = models.DateField()
    persons = models.IntegerField()
    handed_by = models.UUIDField(null=True, blank=True)
    handed_at = models.DateTimeField()

    objects = StaffListManager()

    def __str__(self) -> str:
        return f"{self.dated}"


class StaffEntry(models.Model):
    """One person of a list of staff: a keyed digest of the e-mail address, and nothing else."""

    id = models.BigAutoField(primary_key=True)
    staff_list = models.ForeignKey(StaffList, models.CASCADE, related_name="entries")
    digest = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)
