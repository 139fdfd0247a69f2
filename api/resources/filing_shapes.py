"""The shapes of filings, of what was checked and of what was decided."""

from typing import Any

from rest_framework import serializers

from api.shapes import Shape, Unread
from employers.enums import CostHead, FilingStatus, Payer
from employers.models import Assessment, Decision, Filing, FilingGroup, JointEmployer, Lodging, Worksite
from employers.rules.references import reference
from employers.services.demand.sentences import sentence


class DeductionOut(serializers.Serializer[Any]):
    """What is taken off the wage."""

    what = serializers.CharField()
    amount_fen = serializers.IntegerField()
    each = serializers.ChoiceField(["day", "month"])


class CostOut(serializers.Serializer[Any]):
    """One head of recruitment cost."""

    head = serializers.ChoiceField(CostHead.choices)
    payer = serializers.ChoiceField(Payer.choices)
    amount_fen = serializers.IntegerField()


class SearchOut(serializers.Serializer[Any]):
    """How the employer looked for local workers first; empty where it did not."""

    from_on = serializers.DateField(required=False)
    until_on = serializers.DateField(required=False)
    channels = serializers.ListField(child=serializers.CharField(), required=False)
    applied = serializers.IntegerField(required=False)
    hired = serializers.IntegerField(required=False)


class FindingOut(serializers.Serializer[Any]):
    """How one check came out, and what it says."""

    rule = serializers.CharField()
    result = serializers.CharField()
    code = serializers.CharField()
    field = serializers.CharField(allow_blank=True)
    params = serializers.DictField()
    message = serializers.CharField()


class PreviewOut(serializers.Serializer[Any]):
    """What a filing would meet, and the posts left in the tightest quota above it."""

    findings = FindingOut(many=True)
    quota_left = serializers.IntegerField(allow_null=True)


class StepOut(serializers.Serializer[Any]):
    """One act on a filing."""

    seq = serializers.IntegerField()
    verb = serializers.CharField()
    at = serializers.DateTimeField()
    status = serializers.ChoiceField(FilingStatus.choices, allow_null=True)


class GroupShape(Shape):
    """Posts that begin and end together."""

    class Meta:
        model = FilingGroup
        fields = ("posts", "starts_on", "ends_on")


class WorksiteShape(Shape):
    """A place where the work is done."""

    class Meta:
        model = Worksite
        fields = ("name", "county", "address")


class LodgingShape(Shape):
    """Where workers sleep."""

    class Meta:
        model = Lodging
        fields = ("address", "capacity", "rent_fen")


class JointEmployerShape(Shape):
    """The posts of another employer in a joint filing."""

    class Meta:
        model = JointEmployer
        fields = ("employer", "posts")


class Referenced(Shape):
    """What has the number people use."""

    season = serializers.CharField(source="season.code")
    reference = Unread(serializers.CharField())
    needs = ("number",)

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Write the reference."""
        row["reference"] = reference("DF", row["season"], row.pop("_number"))
        return row


LINE = (
    *("id", "reference", "status", "season", "employer", "intermediary", "county", "industry", "occupation"),
    *("job_title", "posts", "posts_granted", "posts_held", "starts_on", "ends_on", "submitted_at", "due_on"),
    "decided_at",
)


class FilingLine(Referenced):
    """A filing as lists give it."""

    class Meta:
        model = Filing
        fields = LINE


class FilingShape(Referenced):
    """A filing with all that it says."""

    groups = GroupShape(many=True)
    worksites = WorksiteShape(many=True)
    lodgings = LodgingShape(many=True)
    joint_employers = JointEmployerShape(many=True)
    deductions = DeductionOut(many=True)
    costs = CostOut(many=True)
    local_search = SearchOut()
    parts = {
        "groups": (FilingGroup, "filing"),
        "worksites": (Worksite, "filing"),
        "lodgings": (Lodging, "filing"),
        "joint_employers": (JointEmployer, "filing"),
    }

    class Meta:
        model = Filing
        fields = (
            *LINE,
            *("mandate", "groups", "worksites", "lodgings", "joint_employers"),
            *("pay_kind", "wage_fen", "wage_unit", "piece", "pieces_a_day", "hours_a_day", "days_a_week"),
            *("overtime_a_day", "overtime_a_month", "meals", "deductions", "costs", "local_search", "note"),
            *("content_digest", "confirmed_digest", "filed_at", "confirmed_at", "stopped_on", "question", "answer"),
            *("held_until", "reason_code"),
        )


class AssessmentShape(Shape):
    """Every check run on a filing at one moment."""

    rule_set = serializers.CharField(source="rule_set.code")
    rule_set_version = serializers.IntegerField(source="rule_set.version")
    inputs = serializers.DictField()
    findings = FindingOut(many=True)

    class Meta:
        model = Assessment
        fields = ("id", "moment", "on", "rule_set", "rule_set_version", "inputs", "findings")

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Put the findings into words."""
        row["findings"] = [each | {"message": sentence(each["code"], each["params"])} for each in row["findings"]]
        return row


class DecisionShape(Shape):
    """The bureau's word on a filing."""

    overridden = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Decision
        fields = (
            *("id", "outcome", "posts", "reason_code", "comment", "overridden", "needs_two", "assessment"),
            *("proposed_by", "proposed_unit", "proposed_at", "decided_by", "decided_unit", "decided_at"),
        )
