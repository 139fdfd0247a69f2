"""Registrations for a season: taken down by intermediaries, cleared by sending departments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, JSONField, Value
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.inputs import Input, Rows, Text
from api.resource import Act, Resource, by_choice, by_id, by_text
from api.resources.filing_shapes import FindingOut
from api.resources.licences import move
from api.resources.people_inputs import PersonInput, person
from api.resources.people_shapes import PERSON, OfPerson
from api.resources.sets import MOST, Chosen, DoneOut, done, each, one_of_set
from api.shapes import read_by, unless_employer
from core.actors import PUBLIC, Actor
from core.errors import Invalid
from core.permissions import Permission as P
from scheme.models import Season
from workers.enums import ClearanceRefusal, RegistrationStatus
from workers.models import Registration
from workers.services.identity.details import NewWorker
from workers.services.registration import clearances, registrations
from workers.services.sentences import sentence
from workers.workflow import REGISTRATION

NO_SEASON = _("There is no season of this code.")
EITHER = _("Name a worker who is known, or tell who the person is, and not both.")


class RegistrationLine(OfPerson):
    """A registration as lists give it."""

    season = serializers.CharField(source="season.code")
    province = serializers.CharField(source="province.code")

    class Meta:
        model = Registration
        fields = (
            *("id", *PERSON, "season", "intermediary", "partner", "province", "status", "registered_at"),
            *("consented_at", "decided_at", "refusal", "contract_number", "priority", "returned_in_time"),
        )


class RegistrationShape(RegistrationLine):
    """A worker's wish to work in a season, what the sending department said, and what the checks advised."""

    advice = FindingOut(many=True)
    computed = {"advice": unless_employer(F("advice"), Value([], JSONField()))}

    class Meta:
        model = Registration
        fields = (*RegistrationLine.Meta.fields, "advice")

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Put the advice into words."""
        row["advice"] = [each | {"message": sentence(each["code"], each["params"])} for each in row["advice"]]
        return RegistrationLine.finish(row)


class RosterRow(Input):
    """One of a roster: a worker who is known, or a person to be entered."""

    worker = serializers.UUIDField(required=False)
    person = PersonInput(required=False)
    agreed_abroad = serializers.BooleanField(required=False)


class RosterInput(Input):
    """Whom to register, for which season, and who of the other side places them."""

    season = Text(max_length=20)
    partner = serializers.UUIDField(required=False, allow_null=True)
    rows = Rows(child=RosterRow(), min_length=1, max_length=MOST)


class RegistrationInput(RosterRow):
    """Whom to register, for which season."""

    season = Text(max_length=20)
    partner = serializers.UUIDField(required=False, allow_null=True)


class ClearInput(Input):
    """The number of the contract, where the department numbers them."""

    contract_number = Text(max_length=40, required=False, allow_blank=True)


class ClearRow(ClearInput):
    """One registration to clear."""

    registration = serializers.UUIDField()


class ClearRows(Input):
    """Which registrations to clear."""

    rows = Rows(child=ClearRow(), min_length=1, max_length=MOST)


class RefuseInput(Input):
    """Why; it says what to change."""

    refusal = serializers.ChoiceField(ClearanceRefusal.choices)


class RefuseEach(Chosen, RefuseInput):
    """Whom to refuse, for one reason."""


def register(*, season: str, by: Actor, at: datetime, partner: UUID | None = None, **row: Any) -> Registration:
    """Register one worker for a season."""
    return _registered([row], season, partner, by=by, at=at)[0]


def register_each(*, season: str, rows: Any, by: Actor, at: datetime, partner: UUID | None = None) -> dict[str, Any]:
    """Register a roster, all or none."""
    return done(_registered(rows, season, partner, by=by, at=at))


def _registered(rows: Any, season: str, partner: UUID | None, *, by: Actor, at: datetime) -> list[Registration]:
    abroad = [place for place, row in enumerate(rows) if row.get("agreed_abroad")]
    given: dict[str, Any] = {"season": season_key(season), "partner": partner, "agreed_abroad": abroad}
    return registrations.register_each(_rows(rows), **given, by=by, at=at)


def clear(key: UUID, *, by: Actor, at: datetime, contract_number: str = "") -> Registration:
    """Clear one worker for departure."""
    numbers = {key: contract_number} if contract_number else {}
    return clearances.clear_each([key], contract_numbers=numbers, by=by, at=at)[0]


def clear_each(*, rows: Any, by: Actor, at: datetime) -> dict[str, Any]:
    """Clear many workers for departure, all or none."""
    numbers = {row["registration"]: row["contract_number"] for row in rows if row.get("contract_number")}
    ids = [row["registration"] for row in rows]
    return done(clearances.clear_each(ids, contract_numbers=numbers, by=by, at=at))


def _rows(rows: Any) -> list[NewWorker | UUID]:
    for place, row in enumerate(rows):
        if ("worker" in row) == ("person" in row):
            raise Invalid("worker_or_person", EITHER, field=f"rows.{place}" if len(rows) > 1 else "worker")
    return [row["worker"] if "worker" in row else person(**row["person"]) for row in rows]


def season_key(code: str) -> UUID:
    """The key of the season with that code; refused where there is none."""
    found = Season.objects.visible_to(PUBLIC).filter(code=code).values_list("pk", flat=True)[:1]
    for key in found:
        return UUID(str(key))
    raise Invalid("no_such_season", NO_SEASON, field="season")


def step(verb: str, does: Any, says: Any, **more: Any) -> Act:
    """An act of the registration's procedure."""
    return move(REGISTRATION, verb, does, says, **more)


REGISTRATIONS = (
    Resource(
        "registrations",
        lambda by: read_by(Registration.objects.visible_to(by), by),
        RegistrationShape,
        "Workers' registrations for a season.",
        listed=RegistrationLine,
        filters={
            "worker": by_id("worker", "of this worker"),
            "season": by_text("season__code", "the season's code"),
            "intermediary": by_id("intermediary", "taken down by this intermediary"),
            "status": by_choice(RegistrationStatus, "status", "where it stands"),
        },
        make=Act(
            "register",
            register,
            "Register a worker, known or new, who agreed to it.",
            takes=RegistrationInput,
            permission=P.REGISTER_WORKER,
        ),
        common_acts=(
            Act(
                "register-each",
                register_each,
                "Register a roster, all or none.",
                takes=RosterInput,
                gives=DoneOut,
                permission=P.REGISTER_WORKER,
            ),
            Act(
                "clear-each",
                clear_each,
                "Clear many workers for departure, all or none.",
                takes=ClearRows,
                gives=DoneOut,
                permission=P.CLEAR_WORKER,
            ),
            each(
                "refuse-each",
                clearances.refuse_each,
                "Refuse to clear many workers, for one reason.",
                takes=RefuseEach,
                permission=P.CLEAR_WORKER,
            ),
            each(
                "withdraw-each",
                registrations.withdraw_each,
                "Take many registrations back, all or none.",
                permission=P.REGISTER_WORKER,
            ),
        ),
        acts=(
            step("clear", clear, "Clear the worker for departure.", takes=ClearInput),
            step("refuse", one_of_set(clearances.refuse_each), "Refuse to clear the worker.", takes=RefuseInput),
            step(
                "revoke_clearance",
                one_of_set(clearances.revoke_clearance),
                "Take the clearance back: no permit can be given any more.",
                takes=RefuseInput,
            ),
            step("withdraw", registrations.withdraw, "Take it back."),
        ),
    ),
)
