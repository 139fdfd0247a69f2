"""The shapes of applications, permits and what is asked about them."""

from typing import Any

from rest_framework import serializers

from api.resources.filing_shapes import FindingOut
from api.resources.people_shapes import PERSON, OfPerson
from api.shapes import Unread
from employers.rules.references import reference
from permits.models import (
    Arrival,
    EndRequest,
    Extension,
    Permit,
    PermitApplication,
    PermitRevocation,
    Renewal,
    Variation,
)
from permits.rules.numbers import permit_number
from permits.services.sentences import sentence


class ApplicationLine(OfPerson):
    """An application as lists give it."""

    season = serializers.CharField(source="season.code")
    reference = Unread(serializers.CharField())
    needs = ("number", *OfPerson.needs)

    class Meta:
        model = PermitApplication
        fields = (
            *("id", "reference", "status", *PERSON, "season", "offer", "registration", "filing", "permit_class"),
            *("first_on", "last_on", "ports", "priority", "submitted_at", "due_on", "decided_at", "refusal"),
        )

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Write the reference and the person's number."""
        row["reference"] = reference("PA", row["season"], row.pop("_number"))
        return OfPerson.finish(row)


def worded(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its findings put into words."""
    row["findings"] = [each | {"message": sentence(each["code"], each["params"])} for each in row["findings"]]
    return row


class ApplicationShape(ApplicationLine):
    """An application with every check that was run on it."""

    findings = FindingOut(many=True)
    rule_set = serializers.CharField(source="rule_set.code", allow_null=True)
    rule_set_version = serializers.IntegerField(source="rule_set.version", allow_null=True)

    class Meta:
        model = PermitApplication
        fields = (
            *ApplicationLine.Meta.fields,
            *("paper", "succeeds", "drafted_at", "question", "answer"),
            *("rule_set", "rule_set_version", "assessed_on", "findings"),
        )

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Put the findings into words."""
        return worded(ApplicationLine.finish(row))


PERMIT_LINE = (
    *("id", "reference", "status", *PERSON, "season", "filing", "employer", "intermediary", "county", "occupation"),
    *("permit_class", "ports", "first_on", "last_on", "issued_at", "ended_on", "end_reason"),
)


class PermitLine(OfPerson):
    """A permit as lists give it."""

    season = serializers.CharField(source="season.code")
    reference = Unread(serializers.CharField(help_text="the number on the permit"))
    needs = ("number", *OfPerson.needs)

    class Meta:
        model = Permit
        fields = PERMIT_LINE

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Write the permit's number and the person's."""
        row["reference"] = permit_number(row["season"], row.pop("_number"))
        return OfPerson.finish(row)


class PermitShape(PermitLine):
    """One worker's leave to work for one employer, with all that it binds to."""

    class Meta:
        model = Permit
        fields = (
            *PERMIT_LINE,
            "application",
            "offer",
            "registrar",
            "stay_days",
            "worksites",
            "extended_on",
            "succeeds",
        )


class OfPermit(OfPerson):
    """What belongs to a permit, with the permit's number."""

    worker = serializers.UUIDField(source="permit.worker_id")
    person_name = serializers.CharField(source="permit.worker.name")
    permit_reference = Unread(serializers.CharField())
    needs = ("permit__number", "permit__season__code", "permit__worker__number")

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Write the permit's number and the person's."""
        row["permit_reference"] = permit_number(row.pop("_permit__season__code"), row.pop("_permit__number"))
        row["_worker__number"] = row.pop("_permit__worker__number")
        return OfPerson.finish(row)


HEAD = ("id", "permit", "permit_reference", *PERSON)
ASKED = ("status", "reason", "asked_at", "asked_by", "organisation_id", "decided_at", "decided_by", "comment")


class RevocationShape(OfPermit):
    """The wish to revoke a permit: proposed by one officer, decided by another."""

    class Meta:
        model = PermitRevocation
        fields = (
            *(*HEAD, "reason", "legal_basis", "is_declined"),
            *("proposed_by", "proposed_unit", "proposed_at", "decided_by", "decided_unit", "decided_at"),
        )


class ArrivalShape(OfPermit):
    """The employer's word that a worker has come, and where the worker sleeps."""

    class Meta:
        model = Arrival
        fields = (*HEAD, "arrived_on", "lodging", "reported_at", "lodging_registered_on")


class ExtensionShape(OfPermit):
    """A later last day of a permit; the worker's own reason is empty for employers and intermediaries."""

    reason = serializers.CharField(source="words")

    class Meta:
        model = Extension
        fields = (
            *(*HEAD, *ASKED, "ends_on", "effective_on", "ended_before_on", "receipt_until"),
            *("offer", "force_majeure"),
        )


class VariationShape(OfPermit):
    """Another employer, worksite, occupation or port; what stays as it is is empty."""

    worksites = serializers.ListField(child=serializers.UUIDField())

    class Meta:
        model = Variation
        fields = (*HEAD, *ASKED, "offer", "worksites", "ports", "effective_on", "agreed_at")


class EndRequestShape(OfPermit):
    """A wish that a permit end early, which an officer decides."""

    class Meta:
        model = EndRequest
        fields = (*HEAD, *ASKED, "ends_on", "due_on")


class RenewalLine(OfPermit):
    """A proposed renewal as lists give it."""

    class Meta:
        model = Renewal
        fields = (
            *(*HEAD, "status", "first_on", "last_on", "can_be_confirmed", "proposed_at"),
            *("decided_at", "decided_by"),
        )


class RenewalShape(RenewalLine):
    """The next permit of an unchanged stay, with the checks that were run."""

    findings = FindingOut(many=True)

    class Meta:
        model = Renewal
        fields = (*RenewalLine.Meta.fields, "findings")

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Put the findings into words."""
        return worded(RenewalLine.finish(row))
