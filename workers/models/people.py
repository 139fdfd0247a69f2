"""Workers, the papers they are identified by, corrections of both, and bans that keep them out for a time."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.approvals import TwoPersons, two_persons
from core.db import new_id
from scheme.models import Province
from workers.enums import PaperKind, Sex
from workers.querysets import GuardedPartQuerySet, Signs, WorkerPartQuerySet, WorkerQuerySet

WorkerManager = models.Manager.from_queryset(WorkerQuerySet)
WorkerPartManager = models.Manager.from_queryset(WorkerPartQuerySet)
GuardedPartManager = models.Manager.from_queryset(GuardedPartQuerySet)


class Worker(models.Model):
    """A person who registers to work under the scheme: one number for life, whatever the papers and seasons.

    `name` is as issued (NFC); `folded` is without marks and `tokens` the same words sorted, so that any order finds.
    The personal number and the phone are kept encrypted, with a keyed digest to find them again and their last signs.
    A record that proved to be another's double is `merged_into` that one.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.BigIntegerField(unique=True, db_default=Func(Value("workers_worker_number"), function="nextval"))
    name = models.CharField(max_length=100)
    mrz_name = models.CharField(max_length=39, default="", blank=True)
    folded = models.CharField(max_length=100)
    tokens = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=40, default="", blank=True)
    sex = models.CharField(max_length=1, choices=Sex)
    birth_date = models.DateField()
    nationality = models.CharField(max_length=3, default="VNM")
    province = models.ForeignKey(Province, models.PROTECT, related_name="workers", db_index=False)
    commune = models.CharField(max_length=80, default="", blank=True)
    is_border_resident = models.BooleanField(default=False)
    personal_number_sealed = models.BinaryField(null=True, blank=True)
    personal_number_digest = models.BinaryField(null=True, blank=True)
    personal_number_end = models.CharField(max_length=4, default="", blank=True)
    phone_sealed = models.BinaryField(null=True, blank=True)
    phone_digest = models.BinaryField(null=True, blank=True)
    phone_end = models.CharField(max_length=3, default="", blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="doubles", db_index=False
    )
    entered_at = models.DateTimeField(db_comment="when the person was first entered")
    compared_at = models.DateTimeField(
        null=True, blank=True, db_comment="when it was last held against all others; none: since it changed, not yet"
    )
    source = models.CharField(max_length=20, default="", blank=True)
    own_key = models.BinaryField(
        null=True,
        blank=True,
        db_default=Func(Func(function="gen_random_uuid"), function="uuid_send"),
        db_comment="seals, with the service's key, what only grows; destroyed with the name",
    )
    erased_at = models.DateTimeField(null=True, blank=True, db_comment="since when the record has no name")

    objects = WorkerManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="worker_not_its_own_double",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                violation_error_message=_("A person cannot be a double of itself."),
            ),
            models.CheckConstraint(
                name="worker_has_a_name",
                condition=~Q(name="") & ~Q(folded=""),
                violation_error_message=_("Give the name as the paper states it."),
            ),
            models.CheckConstraint(
                name="worker_born_in_reason",
                condition=Q(birth_date__gte="1900-01-01"),
                violation_error_message=_("Give the day of birth as the paper states it."),
            ),
            models.CheckConstraint(
                name="worker_erased_with_its_key",
                condition=Q(erased_at=None) | Q(own_key=None),
                violation_error_message=_("Who erases a person destroys the person's key as well."),
            ),
        ]
        indexes = [
            models.Index(fields=["province", "-id"], name="worker_of_province"),
            models.Index(fields=["birth_date"], name="worker_born_on"),
            models.Index(fields=["tokens", "birth_date"], name="worker_by_tokens"),
            models.Index(fields=["id"], name="worker_to_compare", condition=Q(compared_at=None, merged_into=None)),
            models.Index(fields=["name_zh"], name="worker_by_chinese_name", condition=~Q(name_zh="")),
            GinIndex(Signs("name_zh"), name="worker_by_chinese_signs"),
            models.Index(fields=["personal_number_digest"], name="worker_by_personal_number"),
            models.Index(fields=["phone_digest"], name="worker_by_phone"),
            # Of the few that were merged only: else whoever asks for those who were not is led through all of them.
            models.Index(fields=["merged_into"], name="worker_merged", condition=Q(merged_into__isnull=False)),
            GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="worker_by_part_of_name"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class IdentityPaper(models.Model):
    """A paper of one worker; its number is encrypted, found by its digest, and belongs to nobody else."""

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12, choices=PaperKind)
    issuing_state = models.CharField(max_length=3, default="VNM")
    number_sealed = models.BinaryField()
    number_digest = models.BinaryField()
    number_end = models.CharField(max_length=4)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    is_read_by_machine = models.BooleanField(default=False, db_comment="taken from the machine-readable zone")
    void_from = models.DateField(null=True, blank=True, db_comment="lost, replaced or withdrawn")
    recorded_at = models.DateTimeField()

    objects = WorkerPartManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number_digest", "kind", "issuing_state"],
                name="identitypaper_of_one_person",
                violation_error_message=_("This paper belongs to a person who is already registered."),
            ),
            models.CheckConstraint(
                name="identitypaper_days_in_order",
                condition=Q(expires_on=None) | Q(issued_on=None) | Q(expires_on__gte=F("issued_on")),
                violation_error_message=_("The paper ends before it was issued: correct one of the days."),
            ),
            models.CheckConstraint(
                name="identitypaper_ends",
                condition=Q(kind=PaperKind.ID_CARD) | Q(expires_on__isnull=False),
                violation_error_message=_("Give the day on which the passport or pass ends."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} …{self.number_end}"


class RemovalBan(models.Model):
    """A time in which a person may not enter (Exit-Entry Law art. 62 and 81)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="bans")
    from_on = models.DateField()
    until_on = models.DateField()
    is_deportation = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.CharField(max_length=300, default="", blank=True)

    objects = GuardedPartManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="removalban_days_in_order",
                condition=Q(until_on__gte=F("from_on")),
                violation_error_message=_("The last day is before the first: correct one of them."),
            ),
            models.CheckConstraint(
                name="removalban_has_a_basis",
                condition=~Q(legal_basis=""),
                violation_error_message=_("Name the article of law and the decision."),
            ),
            models.CheckConstraint(
                name="removalban_lifted_with_a_reason",
                condition=Q(lifted_at=None) | ~Q(lift_reason=""),
                violation_error_message=_("Say why the ban is lifted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} until {self.until_on}"


class WorkerCorrection(TwoPersons):
    """A change of who a worker is said to be, proposed by one person and made by another.

    The new values are kept encrypted, as JSON by field; `fields` names them.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="corrections")
    fields = ArrayField(models.CharField(max_length=20))
    values_sealed = models.BinaryField()
    reason = models.CharField(max_length=300)

    objects = GuardedPartManager()

    class Meta(TwoPersons.Meta):
        abstract = False
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("workercorrection_two_persons"),
            models.UniqueConstraint(
                fields=["worker"],
                condition=Q(decided_by=None),
                name="workercorrection_one_open",
                violation_error_message=_("A correction of this person is already proposed: decide that one first."),
            ),
            models.CheckConstraint(
                name="workercorrection_gives_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why it is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"correction of {self.worker_id}"
