"""Permits: issued to one worker or a whole crew, suspended, given back, revoked by two persons; and who has come."""

from base64 import b64encode
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.inputs import Day, Input, Rows, Text
from api.resource import Act, Look, Resource, by_choice, by_day, by_id, by_text
from api.resources.licences import Reason, move
from api.resources.permit_shapes import ArrivalShape, PermitLine, PermitShape, RevocationShape
from api.resources.sets import MOST, Chosen, DoneOut, done, each, one_of_set
from core.actors import Actor
from core.permissions import Permission as P
from papers.services.documents.printing import print_permit
from permits.enums import PermitClass, PermitStatus
from permits.models import Arrival, Permit, PermitRevocation
from permits.services.border.days import days_of
from permits.services.follow_up import arrivals
from permits.services.follow_up.arrivals import Came, Registered
from permits.services.lifetime import issuing, permits
from permits.workflow import PERMIT as MOVES


class IssueInput(Input):
    """On which applications permits are issued; those that cannot be are named, and then none is."""

    applications = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST)


class ReasonEach(Chosen, Reason):
    """Which permits, and why."""


class RevocationInput(Reason):
    """Why, and by which article of law."""

    legal_basis = Text(max_length=200)


class DaysOut(serializers.Serializer[Any]):
    """Days of a permit; for one who is away, as if the entry were today. The end is told by both clocks."""

    is_here = serializers.BooleanField()
    used = serializers.IntegerField()
    left = serializers.IntegerField()
    last_lawful_on = serializers.DateField()
    ends_at = serializers.DateTimeField()
    ends_at_in_hanoi = serializers.DateTimeField()


class DocumentQuestion(Input):
    """As what a permit is put on paper."""

    form = serializers.ChoiceField([("page", _("A4 with a card")), ("card", _("Card"))], required=False, default="page")


class DocumentOut(serializers.Serializer[Any]):
    """A file: its name, its kind, and its content in Base64."""

    name = serializers.CharField()
    media_type = serializers.CharField()
    content = serializers.CharField()


class ArrivalInput(Input):
    """Who has come, when, and where the worker sleeps."""

    permit = serializers.UUIDField()
    arrived_on = Day()
    lodging = serializers.UUIDField(required=False, allow_null=True)


class ArrivalRows(Input):
    """Who has come."""

    rows = Rows(child=ArrivalInput(), min_length=1, max_length=MOST)


class RegisteredRow(Input):
    """Under which permit, and on which day the police registered the lodging."""

    permit = serializers.UUIDField()
    registered_on = Day()


class RegisteredRows(Input):
    """Whose lodgings were registered."""

    rows = Rows(child=RegisteredRow(), min_length=1, max_length=MOST)


def issue(*, applications: list[UUID], by: Actor, at: datetime) -> dict[str, Any]:
    """Issue permits to a whole crew."""
    return done(issuing.issue_each(applications, by=by, at=at))


def days(key: UUID, *, by: Actor, at: datetime) -> dict[str, Any] | None:
    """How many days of a permit are used and left."""
    for permit in Permit.objects.visible_to(by).filter(pk=key)[:1]:
        return asdict(days_of(permit, at=at))
    return None


def document(key: UUID, *, by: Actor, at: datetime, form: str = "page") -> dict[str, Any]:
    """The permit on paper, as PDF."""
    printed = print_permit(key, form=form, by=by, at=at)
    content = b64encode(printed.content).decode()
    return {"name": printed.name, "media_type": "application/pdf", "content": content}


def report(*, by: Actor, at: datetime, **told: Any) -> Arrival:
    """Report one arrival."""
    return arrivals.report_each([Came(**told)], by=by, at=at)[0]


def report_each(*, rows: Any, by: Actor, at: datetime) -> dict[str, Any]:
    """Report many arrivals."""
    return done(arrivals.report_each([Came(**row) for row in rows], by=by, at=at))


def register_lodging_each(*, rows: Any, by: Actor, at: datetime) -> dict[str, Any]:
    """Say when lodgings were registered."""
    return done(arrivals.register_lodging_each([Registered(**row) for row in rows], by=by, at=at))


def _valid(records: Any, day: date) -> Any:
    return records.valid_on(day)


def step(verb: str, does: Any, says: Any, **more: Any) -> Act:
    """An act of the permit's procedure."""
    return move(MOVES, verb, does, says, **more)


PERMIT = {"permit": by_id("permit", "of this permit")}

PERMITS = (
    Resource(
        "permits",
        lambda by: Permit.objects.visible_to(by),
        PermitShape,
        "Workers' leave to work: for one employer, in one county, from a first day to a last.",
        listed=PermitLine,
        filters={
            "status": by_choice(PermitStatus, "status", "where it stands"),
            "class": by_choice(PermitClass, "permit_class", "of which class"),
            "worker": by_id("worker", "of this worker"),
            "filing": by_id("filing", "of this filing"),
            "employer": by_id("employer", "for this employer"),
            "intermediary": by_id("intermediary", "got by this intermediary"),
            "county": by_text("county", "code of the county"),
            "prefecture": by_text("prefecture_code", "first four signs of the area's code"),
            "valid_on": by_day(_valid, "only those under which one may work on this day"),
            "ends_until": by_day("last_on__lte", "its last day is this one or earlier"),
        },
        common_acts=(
            Act(
                "issue",
                issue,
                "Issue permits to a whole crew in one act, all or none.",
                takes=IssueInput,
                gives=DoneOut,
                permission=P.ISSUE_PERMIT,
            ),
            each(
                "suspend-each",
                permits.suspend_each,
                "Suspend many, for one reason.",
                takes=ReasonEach,
                permission=P.SUSPEND_PERMIT,
            ),
            each("reinstate-each", permits.reinstate_each, "End the suspension of many.", permission=P.SUSPEND_PERMIT),
        ),
        acts=(
            step("suspend", one_of_set(permits.suspend_each), "Suspend it, with effect at once.", takes=Reason),
            step("reinstate", one_of_set(permits.reinstate_each), "End its suspension."),
            step("surrender", permits.surrender, "Give it back, as the worker."),
            step(
                "propose_revocation",
                permits.propose_revocation,
                "Propose to revoke it: the first of two signatures.",
                takes=RevocationInput,
            ),
            step("revoke", permits.decide_revocation, "Revoke it as proposed: the second signature."),
            Act(
                "decline-revocation",
                permits.decline_revocation,
                "Leave it as it was: what was proposed is declined.",
                permission=P.REVOKE_PERMIT,
            ),
        ),
        looks=(
            Look("days", days, DaysOut, "How many days of it are used and left.", of_one=True),
            Look(
                "document",
                document,
                DocumentOut,
                "The permit on paper, as PDF; each time is an event.",
                asks=DocumentQuestion,
                of_one=True,
            ),
        ),
    ),
    Resource(
        "permit-revocations",
        lambda by: PermitRevocation.objects.visible_to(by),
        RevocationShape,
        "Revocations of permits: proposed by one officer, decided by another.",
        filters=PERMIT,
    ),
    Resource(
        "arrivals",
        lambda by: Arrival.objects.visible_to(by),
        ArrivalShape,
        "Which workers have come, and where they sleep.",
        filters=PERMIT,
        make=Act(
            "report",
            report,
            "Report that a worker has come, as the employer.",
            takes=ArrivalInput,
            permission=P.REPORT_ARRIVAL,
        ),
        common_acts=(
            Act(
                "report-each",
                report_each,
                "Report who has come, all or none.",
                takes=ArrivalRows,
                gives=DoneOut,
                permission=P.REPORT_ARRIVAL,
            ),
            Act(
                "register-lodging-each",
                register_lodging_each,
                "Say on which day the police registered the lodgings of those who came.",
                takes=RegisteredRows,
                gives=DoneOut,
                permission=P.REPORT_ARRIVAL,
            ),
        ),
    ),
)
