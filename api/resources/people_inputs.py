"""The forms of persons and papers as they are told, and their values."""

from typing import Any

from rest_framework import serializers

from api.inputs import Day, Input, Rows, Text, Truth, Whole
from scheme.enums import RequirementKind
from workers.enums import PaperKind, Sex
from workers.services.identity.details import NewPaper, NewWorker
from workers.services.registration.evidence import NewEvidence


class PaperInput(Input):
    """A paper as it was typed, with the lines of its machine-readable zone or without."""

    kind = serializers.ChoiceField(PaperKind.choices)
    number = Text(max_length=20, required=False, allow_blank=True)
    issuing_state = Text(max_length=3, required=False)
    issued_on = Day(required=False, allow_null=True)
    expires_on = Day(required=False, allow_null=True)
    mrz = Text(max_length=200, required=False, allow_blank=True)


class PersonInput(Input):
    """A person as papers and the person tell; what a machine-readable zone says need not be typed."""

    name = Text(max_length=100, required=False, allow_blank=True)
    name_zh = Text(max_length=40, required=False, allow_blank=True)
    sex = serializers.ChoiceField(Sex.choices, required=False)
    birth_date = Day(required=False, allow_null=True)
    nationality = Text(max_length=3, required=False)
    province = Text(max_length=2)
    commune = Text(max_length=80, required=False, allow_blank=True)
    is_border_resident = Truth(required=False)
    personal_number = Text(max_length=20, required=False, allow_blank=True)
    phone = Text(max_length=20, required=False, allow_blank=True)
    papers = Rows(child=PaperInput(), required=False, max_length=10)


class EvidenceInput(Input):
    """What a worker shows: kind and code as the requirements name them."""

    worker = serializers.UUIDField()
    kind = serializers.ChoiceField(RequirementKind.choices)
    code = Text(max_length=40)
    issuer = Text(max_length=120)
    number = Text(max_length=60, required=False, allow_blank=True)
    valid_from = Day()
    valid_until = Day(required=False, allow_null=True)


class CorrectionInput(Input):
    """New values of who a worker is, and why."""

    worker = serializers.UUIDField()
    name = Text(max_length=100, required=False)
    name_zh = Text(max_length=40, required=False, allow_blank=True)
    sex = serializers.ChoiceField(Sex.choices, required=False)
    birth_date = Day(required=False)
    province = Text(max_length=2, required=False)
    commune = Text(max_length=80, required=False, allow_blank=True)
    personal_number = Text(max_length=20, required=False, allow_blank=True)
    reason = Text(max_length=300)

    def arguments(self) -> dict[str, Any]:
        """Give the new values as one."""
        values = super().arguments()
        return {"worker": values.pop("worker"), "reason": values.pop("reason"), "values": values}


class BanInput(Input):
    """For how many years a person may not enter, and by which law."""

    from_on = Day()
    years = Whole(min_value=1, max_value=20)
    legal_basis = Text(max_length=200)
    is_deportation = Truth(required=False)


def paper(**told: Any) -> NewPaper:
    """A paper, as one value."""
    return NewPaper(**told)


def person(*, papers: Any = (), **told: Any) -> NewWorker:
    """A person, as one value."""
    return NewWorker(papers=tuple(paper(**each) for each in papers), **told)


def evidence(**told: Any) -> NewEvidence:
    """Evidence, as one value."""
    return NewEvidence(**told)
