"""Permit applications: drafted on accepted offers and put before the bureau, alone or by the crew."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.inputs import Day, Input, Rows, Text
from api.resource import Act, Resource, by_choice, by_id
from api.resources.filings import Answer, Question
from api.resources.licences import move
from api.resources.permit_shapes import ApplicationLine, ApplicationShape
from api.resources.sets import MOST, Chosen, DoneOut, done, each, one_of_set
from core.actors import Actor
from core.permissions import Permission as P
from permits.enums import ApplicationRefusal, ApplicationStatus, PermitClass
from permits.models import PermitApplication
from permits.services.application import applications
from permits.services.lifetime import issuing
from permits.workflow import APPLICATION


class Days(Input):
    """The days asked for; those of the offer unless said."""

    first_on = Day(required=False, allow_null=True)
    last_on = Day(required=False, allow_null=True)


class WishInput(Days):
    """What is asked for: a class, and the ports to cross at."""

    permit_class = serializers.ChoiceField(PermitClass.choices)
    ports = serializers.ListField(child=Text(max_length=30), min_length=1, max_length=20)


class ApplicationInput(WishInput):
    """One application: the best paper of the worker is taken unless one is named."""

    offer = serializers.UUIDField()
    paper = serializers.UUIDField(required=False)
    succeeds = serializers.UUIDField(required=False, help_text="the permit whose post is gone on with")


class CrewRow(Input):
    """One offer of a crew, with its paper and the permit it goes on with, where they are to be chosen."""

    offer = serializers.UUIDField()
    paper = serializers.UUIDField(required=False)
    succeeds = serializers.UUIDField(required=False, help_text="the permit whose post is gone on with")


class CrewInput(WishInput):
    """The same for each worker of a crew."""

    rows = Rows(child=CrewRow(), min_length=1, max_length=MOST)


class EditInput(Days):
    """What is to be changed; the rest stays."""

    permit_class = serializers.ChoiceField(PermitClass.choices, required=False)
    ports = serializers.ListField(child=Text(max_length=30), required=False, min_length=1, max_length=20)
    paper = serializers.UUIDField(required=False)


class RefusalInput(Input):
    """Why; it says what to change."""

    refusal = serializers.ChoiceField(ApplicationRefusal.choices)


class RefusalRow(RefusalInput):
    """One application, and why it is refused."""

    application = serializers.UUIDField()


class RefusalRows(Input):
    """Which applications are refused, each for its reason."""

    rows = Rows(child=RefusalRow(), min_length=1, max_length=MOST)


class VerdictOut(serializers.Serializer[Any]):
    """Whether a permit could be issued now, and what stands in the way."""

    application = serializers.UUIDField()
    reference = serializers.CharField()
    can_be_issued = serializers.BooleanField()
    problems = serializers.ListField(child=serializers.CharField())


class VerdictsOut(serializers.Serializer[Any]):
    """Verdicts in the order asked for, each as if those before were given theirs."""

    results = VerdictOut(many=True)


def draft(*, offer: UUID, by: Actor, at: datetime, **told: Any) -> PermitApplication:
    """Begin one application."""
    chosen = [{"offer": offer} | {name: told.pop(name) for name in ("paper", "succeeds") if name in told}]
    return applications.draft_each([offer], **_chosen(chosen), **told, by=by, at=at)[0]


def draft_each(*, rows: Any, by: Actor, at: datetime, **told: Any) -> dict[str, Any]:
    """Begin an application for each of a crew."""
    return done(applications.draft_each([row["offer"] for row in rows], **_chosen(rows), **told, by=by, at=at))


def apply_each(*, rows: Any, by: Actor, at: datetime, **told: Any) -> dict[str, Any]:
    """Draft and submit for a whole crew."""
    return done(applications.apply_each([row["offer"] for row in rows], **_chosen(rows), **told, by=by, at=at))


def refuse(key: UUID, *, refusal: str, by: Actor, at: datetime) -> PermitApplication:
    """Refuse one application."""
    return issuing.refuse_each({key: refusal}, by=by, at=at)[0]


def refuse_each(*, rows: Any, by: Actor, at: datetime) -> dict[str, Any]:
    """Refuse many applications."""
    return done(issuing.refuse_each({row["application"]: row["refusal"] for row in rows}, by=by, at=at))


def check_each(*, ids: list[UUID], by: Actor, at: datetime) -> dict[str, Any]:
    """Say who could be given a permit now; nothing is kept."""
    found = issuing.issuable(ids, by=by, at=at)
    return {
        "results": [
            {
                "application": one.application.pk,
                "reference": one.application.reference,
                "can_be_issued": one.can_be_issued,
                "problems": [str(problem) for problem in one.problems],
            }
            for one in found
        ]
    }


def _chosen(rows: Any) -> dict[str, Any]:
    names = {"papers": "paper", "succeeds": "succeeds"}
    return {many: {row["offer"]: row[one] for row in rows if one in row} for many, one in names.items()}


def step(verb: str, does: Any, says: Any, **more: Any) -> Act:
    """An act of the application's procedure."""
    return move(APPLICATION, verb, does, says, **more)


APPLICATIONS = (
    Resource(
        "permit-applications",
        lambda by: PermitApplication.objects.visible_to(by),
        ApplicationShape,
        "What is applied for, for whom, and what was checked.",
        listed=ApplicationLine,
        filters={
            "status": by_choice(ApplicationStatus, "status", "where it stands"),
            "worker": by_id("worker", "for this worker"),
            "filing": by_id("filing", "for a post of this filing"),
            "offer": by_id("offer", "on this offer"),
        },
        make=Act("draft", draft, "Begin one on an accepted offer.", takes=ApplicationInput, permission=P.APPLY_PERMIT),
        edit=step("edit", applications.edit, "Change a draft; what is not told stays.", takes=EditInput),
        common_acts=(
            Act(
                "draft-each",
                draft_each,
                "Begin one for each of a crew, all or none.",
                takes=CrewInput,
                gives=DoneOut,
                permission=P.APPLY_PERMIT,
            ),
            Act(
                "apply-each",
                apply_each,
                "Draft and submit for a whole crew in one act, all or none.",
                takes=CrewInput,
                gives=DoneOut,
                permission=P.APPLY_PERMIT,
            ),
            each(
                "submit-each", applications.submit_each, "Put many drafts before the bureau.", permission=P.APPLY_PERMIT
            ),
            each(
                "withdraw-each",
                applications.withdraw_each,
                "Take many back before they are decided.",
                permission=P.APPLY_PERMIT,
            ),
            Act(
                "check-each",
                check_each,
                "Say who could be given a permit now, and what stands in the way; nothing is kept.",
                takes=Chosen,
                gives=VerdictsOut,
                permission=P.ISSUE_PERMIT,
            ),
            Act(
                "refuse-each",
                refuse_each,
                "Refuse many, each for its reason.",
                takes=RefusalRows,
                gives=DoneOut,
                permission=P.ISSUE_PERMIT,
            ),
        ),
        acts=(
            step("submit", one_of_set(applications.submit_each), "Put it before the bureau; every check runs."),
            step(
                "request_information",
                applications.request_information,
                "Ask for what is missing, all of it together.",
                takes=Question,
            ),
            step("answer", applications.answer, "Answer the bureau's question.", takes=Answer),
            step("withdraw", one_of_set(applications.withdraw_each), "Take it back before it is decided."),
            step("issue", one_of_set(issuing.issue_each), "Issue the permit; a post and quota are used with it."),
            step("refuse", refuse, "Refuse it, saying what to change.", takes=RefusalInput),
        ),
    ),
)
