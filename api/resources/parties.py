"""Employers and intermediaries: registered by their authority, corrected by two persons."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from accounts.enums import Language
from api.inputs import Input, Text
from api.resource import Act, Resource, by_choice, by_id, by_text
from api.resources.affected import WITH_EMPLOYER
from api.shapes import Shape
from core.actors import Actor
from core.permissions import Permission as P
from employers.enums import EmployerKind
from employers.models import Employer, Intermediary, PartyCorrection
from employers.rules.texts import folded
from employers.services.directory import corrections, parties
from employers.services.directory.details import EmployerDetails, FirstMember, IntermediaryDetails
from scheme.enums import Country

NAMES = ("name_zh", "name_vi", "name_en")


class PartyShape(Shape):
    """What employers and intermediaries have in common."""

    id = serializers.UUIDField(source="organisation.id")
    name_zh = serializers.CharField(source="organisation.name_zh")
    name_vi = serializers.CharField(source="organisation.name_vi")
    name_en = serializers.CharField(source="organisation.name_en")


class EmployerShape(PartyShape):
    """An employer; of a farm household's resident number only the last four signs are shown."""

    class Meta:
        model = Employer
        fields = ("id", "kind", *NAMES, "credit_code", "resident_number_end", "county", "address", "phone")


class IntermediaryShape(PartyShape):
    """An intermediary of either side."""

    class Meta:
        model = Intermediary
        fields = ("id", "side", *NAMES, "credit_code", "tax_code", "address", "phone")


class CorrectionShape(Shape):
    """A change of what a party is known by, by two persons; a resident number is never shown."""

    values = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = PartyCorrection
        fields = (
            *("id", "organisation", "values", "reason"),
            *("proposed_by", "proposed_unit", "proposed_at", "decided_by", "decided_unit", "decided_at"),
        )


class FirstMemberInput(Input):
    """Who opens the party's account."""

    email = Text(max_length=254)
    name = Text(max_length=120)
    language = serializers.ChoiceField(Language.choices, required=False)


class PartyInput(Input):
    """What employers and intermediaries have in common."""

    name_zh = Text(max_length=120, required=False)
    name_vi = Text(max_length=120, required=False)
    name_en = Text(max_length=120, required=False)
    address = Text(max_length=200, required=False)
    phone = Text(max_length=20, required=False)
    language = serializers.ChoiceField(Language.choices, required=False)
    member = FirstMemberInput(required=False)

    def arguments(self) -> dict[str, Any]:
        """Give what was told; the first member as one value."""
        given = super().arguments()
        if "member" in given:
            given["member"] = FirstMember(**given["member"])
        return given


class EmployerInput(PartyInput):
    """An employer to be registered: a farm household's resident number, every other's credit code."""

    kind = serializers.ChoiceField(EmployerKind.choices)
    county = Text(max_length=6)
    credit_code = Text(max_length=18, required=False)
    resident_number = Text(max_length=18, required=False)


class IntermediaryInput(PartyInput):
    """An intermediary to be registered: `seat` is a Chinese area's code, or a Vietnamese province's."""

    side = serializers.ChoiceField(Country.choices)
    seat = Text(max_length=6)
    credit_code = Text(max_length=18, required=False)
    tax_code = Text(max_length=14, required=False)


class ContactInput(Input):
    """Where a party is found."""

    address = Text(max_length=200, allow_blank=True)
    phone = Text(max_length=20, allow_blank=True)


class ProposalInput(Input):
    """New values of what a party is known by, and why."""

    organisation = serializers.UUIDField()
    values = serializers.DictField(child=Text(max_length=120), allow_empty=False)
    reason = Text(max_length=300)


def propose(*, organisation: UUID, values: dict[str, str], reason: str, by: Actor, at: Any) -> PartyCorrection:
    """Propose a correction of one party."""
    return corrections.propose_correction(organisation, values, reason, by=by, at=at)


def _named(records: Any, text: str) -> Any:
    return records.named(folded(text))


CONTACT = Act(
    "correct-contact",
    corrections.correct_contact,
    "Correct where it is found.",
    takes=ContactInput,
    permission=P.REGISTER_PARTY,
)

PARTIES = (
    Resource(
        "employers",
        lambda by: Employer.objects.visible_to(by),
        EmployerShape,
        "Employers, as their authority registered them.",
        filters={
            "county": by_text("county", "code of the county"),
            "kind": by_choice(EmployerKind, "kind", "what kind of employer"),
            "credit_code": by_text("credit_code", "unified social credit code"),
        },
        make=Act(
            "register",
            parties.register_employer,
            "Register an employer in one's own area.",
            takes=EmployerInput,
            permission=P.REGISTER_PARTY,
            wraps=("details", EmployerDetails),
        ),
        acts=(CONTACT,),
        looks=(WITH_EMPLOYER,),
    ),
    Resource(
        "intermediaries",
        lambda by: Intermediary.objects.visible_to(by),
        IntermediaryShape,
        "Intermediaries of both sides.",
        filters={
            "side": by_choice(Country, "side", "of which side"),
            "name": by_text(_named, "part of a name, in any language and without marks", longest=120),
            "credit_code": by_text("credit_code", "unified social credit code"),
            "tax_code": by_text("tax_code", "Vietnamese tax code"),
        },
        public=True,
        make=Act(
            "register",
            parties.register_intermediary,
            "Register an intermediary of one's own side.",
            takes=IntermediaryInput,
            permission=P.REGISTER_PARTY,
            wraps=("details", IntermediaryDetails),
        ),
        acts=(CONTACT,),
    ),
    Resource(
        "party-corrections",
        lambda by: PartyCorrection.objects.visible_to(by),
        CorrectionShape,
        "Changes of what parties are known by: proposed by one person, made by another of another unit.",
        filters={"organisation": by_id("organisation", "of this party")},
        make=Act("propose", propose, "Propose one.", takes=ProposalInput, permission=P.REGISTER_PARTY),
        acts=(
            Act("correct", corrections.correct, "Make it as proposed.", permission=P.CORRECT_PARTY),
            Act("drop", corrections.drop_correction, "Take it back.", keeps=False, permission=P.REGISTER_PARTY),
        ),
    ),
)
