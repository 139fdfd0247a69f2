"""The shapes of persons: lists give the number and name, and paper numbers only by their last signs."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, JSONField, Value
from rest_framework import serializers

from api.shapes import Shape, Unread, rows_of, unless_employer
from workers.models import (
    Disclosure,
    Duplicate,
    Evidence,
    IdentityPaper,
    Merge,
    RemovalBan,
    Worker,
    WorkerCorrection,
)
from workers.rules.codes import person_number
from workers.services.identity.corrections import proposed_values
from workers.services.sentences import REASONS

PERSON = ("worker", "person_number", "person_name")
REVERSAL = (
    *("reversal_reason", "reversal_proposed_by", "reversal_proposed_unit", "reversal_proposed_at"),
    *("reversed_by", "reversed_unit", "reversed_at"),
)
"""How a decision of two persons was taken back, by two."""


class OfPerson(Shape):
    """What is about one worker, who is named by number and name."""

    person_number = Unread(serializers.CharField(help_text="the worker's number for life"))
    person_name = serializers.CharField(source="worker.name")
    needs: ClassVar[tuple[str, ...]] = ("worker__number",)

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Write the person's number."""
        row["person_number"] = person_number(row.pop("_worker__number"))
        return row


class PaperOut(Shape):
    """A paper, its number by the last signs."""

    class Meta:
        model = IdentityPaper
        fields = ("id", "kind", "issuing_state", "number_end", "issued_on", "expires_on", "void_from")


class EvidenceOut(Shape):
    """What the worker has shown."""

    class Meta:
        model = Evidence
        fields = ("id", "kind", "code", "issuer", "valid_from", "valid_until", "withdrawn_at")


LINE = ("id", "number", "name", "name_zh", "province", "merged_into", "entered_at")


class WorkerLine(Shape):
    """A worker as lists give one: the number and name, and no more than tells people apart."""

    number = Unread(serializers.CharField(help_text="the worker's number for life"))
    province = serializers.CharField(source="province.code")
    needs = ("number",)

    class Meta:
        model = Worker
        fields = LINE

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Write the person's number."""
        row["number"] = person_number(row.pop("_number"))
        return row


class WorkerShape(WorkerLine):
    """One person's record, with papers and evidence; reading it is an event."""

    papers = PaperOut(many=True)
    evidence = EvidenceOut(many=True)
    parts = {"papers": (IdentityPaper, "worker"), "evidence": (Evidence, "worker")}
    computed = {
        "commune": unless_employer(F("commune"), Value("")),
        "evidence": unless_employer(rows_of(Evidence, "worker", EvidenceOut), Value([], ArrayField(JSONField()))),
    }

    class Meta:
        model = Worker
        fields = (
            *LINE,
            *("mrz_name", "sex", "birth_date", "nationality", "commune", "is_border_resident"),
            *("personal_number_end", "phone_end", "papers", "evidence"),
        )


class PaperShape(OfPerson):
    """A paper with whose it is, its number by the last signs."""

    class Meta:
        model = IdentityPaper
        fields = (
            *("id", *PERSON, "kind", "issuing_state", "number_end", "issued_on", "expires_on"),
            *("is_read_by_machine", "void_from", "recorded_at"),
        )


class EvidenceShape(OfPerson):
    """A health check, an insurance or a training that a worker has shown."""

    class Meta:
        model = Evidence
        fields = (
            *("id", *PERSON, "kind", "code", "issuer", "valid_from", "valid_until"),
            *("recorded_by", "recorded_at", "withdrawn_at"),
        )


class BanShape(OfPerson):
    """A time in which a person may not enter."""

    class Meta:
        model = RemovalBan
        fields = (
            *("id", *PERSON, "from_on", "until_on", "is_deportation", "legal_basis"),
            *("recorded_by", "recorded_at", "lifted_at", "lift_reason"),
        )


class WorkerCorrectionLine(OfPerson):
    """A change of who a worker is said to be: which fields, and why."""

    class Meta:
        model = WorkerCorrection
        fields = (
            *("id", *PERSON, "fields", "reason"),
            *("proposed_by", "proposed_unit", "proposed_at", "decided_by", "decided_unit", "decided_at"),
        )


class WorkerCorrectionShape(WorkerCorrectionLine):
    """A correction with its new values, for who decides it; reading it is an event."""

    values = Unread(serializers.DictField(child=serializers.CharField()))
    needs = ("values_sealed", *WorkerCorrectionLine.needs)

    class Meta:
        model = WorkerCorrection
        fields = (*WorkerCorrectionLine.Meta.fields, "values")

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Read the new values."""
        row["values"] = proposed_values(WorkerCorrection(values_sealed=row.pop("_values_sealed")))
        return WorkerCorrectionLine.finish(row)


class DisclosureShape(OfPerson):
    """One passing-on of a worker's data: to whom, on what ground, which parts and what for."""

    parts_given = serializers.ListField(child=serializers.CharField(), source="parts")
    recipient_name = serializers.CharField(source="recipient.name_zh")

    class Meta:
        model = Disclosure
        fields = ("id", *PERSON, "recipient", "recipient_name", "ground", "purpose", "parts_given", "at")


class ReasonOut(serializers.Serializer[Any]):
    """One reason why two records may be one person or two, and its weight."""

    reason = serializers.CharField()
    points = serializers.IntegerField()
    message = serializers.CharField()


class FoundOut(serializers.Serializer[Any]):
    """The workers that a text means, at most fifty, the latest entered first."""

    results = WorkerLine(many=True)

    def to_representation(self, instance: Any) -> Any:
        """Give the rows as they were read: in their shape already."""
        return instance


class LineOut(serializers.Serializer[Any]):
    """One field of both records, as text."""

    field = serializers.CharField()
    first = serializers.CharField()
    second = serializers.CharField()
    agrees = serializers.BooleanField()


class DuplicateShape(Shape):
    """Two records that may be one person, with the reasons; people decide, never a machine."""

    reasons = ReasonOut(many=True)
    first_number = Unread(serializers.CharField())
    second_number = Unread(serializers.CharField())
    first_name = serializers.CharField(source="first.name")
    second_name = serializers.CharField(source="second.name")
    needs = ("first__number", "second__number")

    class Meta:
        model = Duplicate
        fields = (
            *("id", "status", "score", "reasons", "first", "first_number", "first_name"),
            *("second", "second_number", "second_name", "found_at", "decided_at", "note"),
        )

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Write both numbers, and each reason with its weight."""
        for name in ("first", "second"):
            row[f"{name}_number"] = person_number(row.pop(f"_{name}__number"))
        row["reasons"] = [
            {"reason": reason, "points": points, "message": REASONS.get(reason, reason)}
            for reason, points in row["reasons"]
        ]
        return row


class MergeShape(Shape):
    """The finding that two records are one person: by two persons, and undone without loss."""

    class Meta:
        model = Merge
        fields = (
            *("id", "duplicate", "kept", "gone", "status", "reason"),
            *("proposed_by", "proposed_unit", "proposed_at", "decided_by", "decided_unit", "decided_at"),
            *REVERSAL,
        )
