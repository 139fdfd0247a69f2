"""What is asked about a permit: extensions, variations, an early end; and renewals, proposed in time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.inputs import Day, Input, Text
from api.resource import Act, Resource, by_choice, by_day, by_id, by_truth
from api.resources.licences import move
from api.resources.permit_shapes import EndRequestShape, ExtensionShape, RenewalLine, RenewalShape, VariationShape
from api.resources.sets import each, one_of_set
from core.actors import Actor
from core.permissions import Permission as P
from permits.enums import RenewalStatus, RequestStatus
from permits.models import EndRequest, Extension, Renewal, Variation
from permits.services.lifetime import end_requests, extensions, renewals, variations
from permits.workflow import END_REQUEST, EXTENSION, RENEWAL, VARIATION


class AskInput(Input):
    """About which permit, and why."""

    permit = serializers.UUIDField()
    reason = Text(max_length=500)


class ExtensionInput(AskInput):
    """The new last day; on which offer, where the worker agreed to another, or on what force majeure."""

    ends_on = Day()
    offer = serializers.UUIDField(required=False)
    force_majeure = serializers.UUIDField(required=False)


class VariationInput(AskInput):
    """What is to change from which day on; what stays is left out."""

    effective_on = Day()
    offer = serializers.UUIDField(required=False)
    worksites = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=100)
    ports = serializers.ListField(child=Text(max_length=30), required=False, max_length=20)


class EndInput(AskInput):
    """On which day the permit is to end."""

    ends_on = Day()


class Comment(Input):
    """What is said with it."""

    comment = Text(max_length=500, required=False, allow_blank=True)


class Why(Input):
    """Why it is refused."""

    comment = Text(max_length=500)


def extend(
    *, permit: UUID, by: Actor, at: datetime, offer: UUID | None = None, force_majeure: UUID | None = None, **told: Any
) -> Extension:
    """Ask for a later last day."""
    return extensions.ask(permit, offer_id=offer, force_majeure_id=force_majeure, **told, by=by, at=at)


def vary(*, permit: UUID, by: Actor, at: datetime, offer: UUID | None = None, **told: Any) -> Variation:
    """Ask that a permit bind to something else."""
    return variations.ask(permit, offer_id=offer, **told, by=by, at=at)


def end(*, permit: UUID, by: Actor, at: datetime, **told: Any) -> EndRequest:
    """Ask that a permit end early."""
    return end_requests.ask(permit, **told, by=by, at=at)


ASKED: dict[str, Any] = {
    "permit": by_id("permit", "about this permit"),
    "status": by_choice(RequestStatus, "status", "where it stands"),
}

REQUESTS = (
    Resource(
        "extensions",
        lambda by: Extension.objects.visible_to(by).with_words(by),
        ExtensionShape,
        "Later last days of permits.",
        filters=ASKED,
        make=Act(
            "ask",
            extend,
            "Ask for a later last day, as the worker or the intermediary; the receipt covers the stay meanwhile.",
            takes=ExtensionInput,
            permission=P.ASK_EXTENSION,
        ),
        acts=(
            move(EXTENSION, "grant", extensions.grant, "Move the permit's last day.", takes=Comment),
            move(EXTENSION, "refuse", extensions.refuse, "Leave the last day as it is.", takes=Why),
            move(EXTENSION, "withdraw", extensions.withdraw, "Take the request back, as who asked."),
        ),
    ),
    Resource(
        "variations",
        lambda by: Variation.objects.visible_to(by),
        VariationShape,
        "Changes of what a permit binds to, with the worker's consent.",
        filters=ASKED,
        make=Act(
            "ask",
            vary,
            "Ask, as the intermediary, that a permit bind to other terms, worksites or ports.",
            takes=VariationInput,
            permission=P.APPLY_PERMIT,
        ),
        acts=(
            move(VARIATION, "agree", variations.agree, "Say yes to it, as the worker."),
            move(VARIATION, "grant", variations.grant, "Bind the permit anew.", takes=Comment),
            move(VARIATION, "refuse", variations.refuse, "Leave the permit as it is.", takes=Why),
            move(VARIATION, "withdraw", variations.withdraw, "Take the request back, as who asked."),
        ),
    ),
    Resource(
        "end-requests",
        lambda by: EndRequest.objects.visible_to(by),
        EndRequestShape,
        "Wishes that a permit end early; an officer decides each, always the same way.",
        filters=ASKED,
        make=Act(
            "ask",
            end,
            "Ask that a permit end early; the answer comes on a day that nothing else changes.",
            takes=EndInput,
            permission=P.ASK_END,
        ),
        acts=(
            move(END_REQUEST, "grant", end_requests.grant, "End the permit as asked.", takes=Comment),
            move(END_REQUEST, "refuse", end_requests.refuse, "Let the permit go on.", takes=Why),
            move(END_REQUEST, "withdraw", end_requests.withdraw, "Take the wish back, as who asked."),
        ),
    ),
    Resource(
        "renewals",
        lambda by: Renewal.objects.visible_to(by),
        RenewalShape,
        "Next permits of unchanged stays, proposed before the present ones run out.",
        listed=RenewalLine,
        filters={
            "permit": by_id("permit", "of this permit"),
            "status": by_choice(RenewalStatus, "status", "where it stands"),
            "first_until": by_day("first_on__lte", "it begins on this day or earlier"),
            "can_be_confirmed": by_truth("can_be_confirmed", "whether no check stands in the way"),
        },
        common_acts=(
            each(
                "confirm-each",
                renewals.confirm_each,
                "Issue many of the permits proposed, all or none; the ids are those of the new permits.",
                permission=P.ISSUE_PERMIT,
            ),
            each("decline-each", renewals.decline_each, "Let many permits run out.", permission=P.ISSUE_PERMIT),
        ),
        acts=(
            move(RENEWAL, "confirm", one_of_set(renewals.confirm_each), "Issue the permit proposed."),
            move(RENEWAL, "decline", one_of_set(renewals.decline_each), "Let the permit run out."),
        ),
    ),
)
