"""Licences with their bonds and history, the public register, and mandates."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.inputs import Day, Fen, Input, Text, Whole
from api.resource import Act, Look, Part, Resource, by_choice, by_day, by_id, by_text
from api.resources.affected import UNDER_LICENCE
from api.resources.parties import NAMES
from api.shapes import Shape
from core.actors import PUBLIC, Actor
from core.dates import day_of
from core.errors import Invalid
from core.permissions import Permission as P
from core.workflow import Workflow
from employers.enums import BondKind, LicenceStatus, MandateStatus
from employers.models import BondEntry, Licence, Mandate
from employers.services.directory import register
from employers.services.licensing import licences, suspensions
from employers.services.licensing.details import LicenceDetails
from employers.services.mandating import mandates
from employers.services.mandating.mandates import MandateDetails
from employers.workflow import LICENCE, MANDATE
from scheme.enums import Country

BOND_IS_THEIRS = _("The authority says which bond it requires: leave this out.")


class LicenceShape(Shape):
    """The right to act as an intermediary on one side."""

    class Meta:
        model = Licence
        fields = (
            *("id", "intermediary", "side", "number", "status", "valid_from", "valid_until"),
            *("bond_required_fen", "bond_currency", "reason"),
        )


class RegisterShape(Shape):
    """One line of the public register: a licence and who holds it."""

    name_zh = serializers.CharField(source="intermediary.organisation.name_zh")
    name_vi = serializers.CharField(source="intermediary.organisation.name_vi")
    name_en = serializers.CharField(source="intermediary.organisation.name_en")
    credit_code = serializers.CharField(source="intermediary.credit_code")
    tax_code = serializers.CharField(source="intermediary.tax_code")
    phone = serializers.CharField(source="intermediary.phone")

    class Meta:
        model = Licence
        fields = (
            *("id", "intermediary", *NAMES, "side", "number", "status", "valid_from", "valid_until", "reason"),
            *("credit_code", "tax_code", "phone"),
        )


class BondShape(Shape):
    """Money paid in to, called from or given back out of a bond."""

    intermediary = serializers.UUIDField(source="licence.intermediary_id")
    computed = {"intermediary": F("licence__intermediary")}

    class Meta:
        model = BondEntry
        fields = ("id", "licence", "intermediary", "kind", "amount_fen", "currency", "on", "note")


class MandateShape(Shape):
    """An employer's leave to file for it."""

    industries = serializers.ListField(child=serializers.CharField(), help_text="codes; empty means every trade")

    class Meta:
        model = Mandate
        fields = (
            *("id", "employer", "intermediary", "status", "industries", "cap", "posts_filed"),
            *("starts_on", "ends_on", "reason"),
        )


class ChangeOut(serializers.Serializer[Any]):
    """One change of a licence's status."""

    verb = serializers.CharField()
    on = serializers.DateField()
    status = serializers.ChoiceField(LicenceStatus.choices)
    reason = serializers.CharField()


class AffectedOut(serializers.Serializer[Any]):
    """A filing in hand that loses its intermediary, and who could take over."""

    filing = serializers.UUIDField()
    reference = serializers.CharField()
    employer = serializers.UUIDField()
    status = serializers.CharField()
    others = serializers.ListField(child=serializers.UUIDField())


class LicenceInput(Input):
    """A licence asked for; whoever applies for itself leaves out the intermediary and the bond."""

    intermediary = serializers.UUIDField(required=False, help_text="whose application its authority registers")
    number = Text(max_length=40)
    valid_from = Day()
    valid_until = Day()
    bond_required_fen = Fen(required=False)
    bond_currency = Text(max_length=3, required=False)


class Reason(Input):
    """Why it is done."""

    reason = Text(max_length=300)


class BondInput(Input):
    """Money that moved."""

    kind = serializers.ChoiceField(BondKind.choices)
    amount_fen = Fen(min_value=1)
    on = Day()
    note = Text(max_length=200, required=False, allow_blank=True)


class BondRequired(Input):
    """Which bond must be paid in."""

    amount_fen = Fen()
    currency = Text(max_length=3, required=False)


class MandateInput(Input):
    """What an employer lets an intermediary file."""

    employer = serializers.UUIDField()
    intermediary = serializers.UUIDField()
    cap = Whole(min_value=1, max_value=100_000)
    starts_on = Day()
    ends_on = Day()
    industries = serializers.ListField(child=Text(max_length=6), required=False, max_length=100)


class Cap(Input):
    """How many posts from now on."""

    cap = Whole(min_value=1, max_value=100_000)


def ask_for(*, by: Actor, at: datetime, intermediary: UUID | None = None, **told: Any) -> Licence:
    """Apply for oneself, or register the application of another as its authority."""
    if intermediary is None or intermediary == by.organisation_id:
        unfit = [name for name in ("bond_required_fen", "bond_currency") if name in told]
        if unfit:
            raise Invalid("bond_set_by_authority", BOND_IS_THEIRS, field=unfit[0])
        return licences.apply(**told, by=by, at=at)
    return licences.register(LicenceDetails(intermediary=intermediary, **told), by=by, at=at)


def history(key: UUID, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """What became of a licence, for everybody."""
    return [
        {"verb": each.verb, "on": each.on, "status": each.status, "reason": each.reason}
        for each in register.history(key)
    ]


def affected(key: UUID, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """The filings in hand that a suspension would touch."""
    return [
        {
            "filing": each.filing.pk,
            "reference": each.filing.reference,
            "employer": each.filing.employer_id,
            "status": each.filing.status,
            "others": [other.pk for other in each.others],
        }
        for each in suspensions.affected(key, by=by, today=day_of(at))
    ]


def move(workflow: Workflow, verb: str, does: Any, says: str, **more: Any) -> Act:
    """An act of a procedure: its permission is the procedure's."""
    return Act(verb.replace("_", "-"), does, says, permission=workflow[verb].permission, **more)


def _mandate(*, industries: Sequence[str] = (), **told: Any) -> MandateDetails:
    return MandateDetails(industries=tuple(industries), **told)


def _searched(records: Any, text: str) -> Any:
    return records.filter(pk__in=register.entries(text).order_by().values("pk"))


def _valid(records: Any, day: date) -> Any:
    return records.valid_on(day)


REGISTERED = {
    "side": by_choice(Country, "side", "of which side"),
    "status": by_choice(LicenceStatus, "status", "where it stands"),
    "valid_on": by_day(_valid, "only those under which one may act on this day"),
}
HISTORY = Look("history", history, ChangeOut, "What became of it.", public=True, many=True, of_one=True)
BONDS = {
    "kind": by_choice(BondKind, "kind", "what happened"),
    "from": by_day("on__gte", "from this day on"),
    "until": by_day("on__lte", "up to this day"),
}

LICENCES = (
    Resource(
        "register",
        lambda by: Licence.objects.visible_to(PUBLIC),
        RegisterShape,
        "The public register of licensed intermediaries.",
        filters={**REGISTERED, "q": by_text(_searched, "a name, a licence number, a code or a telephone number")},
        public=True,
        looks=(HISTORY,),
    ),
    Resource(
        "licences",
        lambda by: Licence.objects.visible_to(by),
        LicenceShape,
        "Licences of intermediaries.",
        filters={
            **REGISTERED,
            "intermediary": by_id("intermediary", "of this intermediary"),
            "number": by_text("number", "the licence's number"),
        },
        public=True,
        make=Act(
            "apply",
            ask_for,
            "Apply for a licence, or register an application.",
            takes=LicenceInput,
            permission=(P.APPLY_LICENCE, P.REGISTER_PARTY),
        ),
        acts=(
            move(LICENCE, "require_bond", licences.require_bond, "Say which bond is required.", takes=BondRequired),
            move(LICENCE, "record_bond", licences.record_bond, "Record money of the bond.", takes=BondInput),
            move(LICENCE, "activate", licences.activate, "Put it in force."),
            move(LICENCE, "refuse", licences.refuse, "Refuse it.", takes=Reason, keeps=True),
            move(LICENCE, "suspend", suspensions.suspend, "Suspend it, with effect at once.", takes=Reason),
            move(LICENCE, "reinstate", suspensions.reinstate, "End its suspension."),
            move(LICENCE, "propose_revocation", suspensions.propose_revocation, "Propose to revoke it.", takes=Reason),
            Act(
                "drop-revocation",
                suspensions.drop_revocation,
                "Take back what was proposed.",
                keeps=False,
                permission=P.PROPOSE_REVOCATION,
            ),
            move(LICENCE, "revoke", suspensions.revoke, "Revoke it as proposed."),
        ),
        parts=(
            Part(
                "bond-entries",
                lambda by, key: BondEntry.objects.visible_to(by).filter(licence=key),
                BondShape,
                "Money of its bond.",
                order=("-pk",),
                filters=BONDS,
            ),
        ),
        looks=(
            HISTORY,
            Look("affected", affected, AffectedOut, "The filings in hand under it.", many=True, of_one=True),
            UNDER_LICENCE,
        ),
    ),
    Resource(
        "bond-entries",
        lambda by: BondEntry.objects.visible_to(by),
        BondShape,
        "Money of the bonds one may see.",
        filters={**BONDS, "licence": by_id("licence", "of this licence")},
        key="int",
    ),
    Resource(
        "mandates",
        lambda by: Mandate.objects.visible_to(by),
        MandateShape,
        "What employers let intermediaries file for them.",
        filters={
            "employer": by_id("employer", "given by this employer"),
            "intermediary": by_id("intermediary", "held by this intermediary"),
            "status": by_choice(MandateStatus, "status", "where it stands"),
            "valid_on": by_day(_valid, "only those that run on this day"),
        },
        make=Act(
            "give",
            mandates.give,
            "Give a mandate.",
            takes=MandateInput,
            permission=MANDATE["raise_cap"].permission,
            wraps=(
                "details",
                lambda **told: MandateDetails(**told | {"industries": tuple(told.get("industries", ()))}),
            ),
        ),
        acts=(
            move(MANDATE, "end", mandates.end, "End it, or renounce it.", takes=Reason),
            move(MANDATE, "raise_cap", mandates.raise_cap, "Let it cover more posts.", takes=Cap),
        ),
    ),
)
