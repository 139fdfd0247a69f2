"""Proof without network: the public halves of keys, what each signed, and the lists that were published."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from papers.enums import KeyUse, ListKind
from papers.querysets import PermitCodeQuerySet, ProofListQuerySet, SigningKeyQuerySet
from permits.models import Permit
from scheme.enums import Country

SigningKeyManager = models.Manager.from_queryset(SigningKeyQuerySet)
ProofListManager = models.Manager.from_queryset(ProofListQuerySet)
PermitCodeManager = models.Manager.from_queryset(PermitCodeQuerySet)


class SigningKey(models.Model):
    """The public half of a key, in whose name it signs, what, and from when until when; the other half is no record.

    One that was `lost_at` a moment signs nothing any more and is on no list; what it signed is signed anew.
    """

    id = models.CharField(primary_key=True, max_length=8, db_comment="its id in hexadecimal")
    public_key = models.BinaryField(db_comment="as its algorithm has it")
    algorithm = models.SmallIntegerField(db_comment="its number in COSE")
    authority = models.CharField(max_length=2, choices=Country)
    use = models.CharField(max_length=7, choices=KeyUse)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(db_comment="signs no more from then on")
    made_at = models.DateTimeField()
    lost_at = models.DateTimeField(null=True, blank=True)

    objects = SigningKeyManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signingkey_in_order",
                condition=Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("A key ends after it begins: correct one of the days."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.id}"


class ProofList(models.Model):
    """One version of a list as it was published, signed; `digest` is of what it says, apart from when."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=6, choices=ListKind)
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="lists")
    digest = models.BinaryField(db_comment="SHA-256")
    body = models.BinaryField(db_comment="COSE_Sign1, as in docs/offline-proof.md")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = ProofListManager()

    class Meta:
        indexes = [models.Index(fields=["kind", "-id"], name="prooflist_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class PermitCode(models.Model):
    """With which key and when the code of a permit was signed: the same content has the same code.

    `digest` is keyed and of all that the code says; the code itself is made anew whenever it is asked for. Its place
    in the status list is the permit's own number, until the permit says less than the code does (ADR 20).
    """

    permit = models.OneToOneField(Permit, models.PROTECT, primary_key=True, related_name="code")
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="codes")
    index = models.BigIntegerField(unique=True, db_comment="its place in the status list")
    variations = models.SmallIntegerField(default=0, db_comment="how many the permit had had when it was signed")
    last_on = models.DateField(db_comment="the last day it says")
    digest = models.BinaryField()
    signed_at = models.DateTimeField()

    objects = PermitCodeManager()

    def __str__(self) -> str:
        return f"code of {self.permit_id}"


class FormerCode(models.Model):
    """The place of a code that says more than its permit does since: whoever shows it shows an old paper."""

    index = models.BigIntegerField(primary_key=True)
    permit = models.ForeignKey(Permit, models.PROTECT, related_name="former_codes")
    last_on = models.DateField(db_comment="the last day it says")

    def __str__(self) -> str:
        return f"former code of {self.permit_id}"


class ListDue(models.Model):
    """A mark that a list has something new to say, written by the database with the change itself (migration 0002)."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=6, choices=ListKind)

    def __str__(self) -> str:
        return f"{self.kind} is due"
