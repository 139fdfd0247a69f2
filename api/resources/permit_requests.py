"""What is asked about a permit: extensions, variations, an early end; and renewals, proposed in time."""

from typing import Any

from api.resource import Resource, by_choice, by_day, by_id, by_truth
from api.resources.permit_shapes import EndRequestShape, ExtensionShape, RenewalLine, RenewalShape, VariationShape
from permits.enums import RenewalStatus, RequestStatus
from permits.models import EndRequest, Extension, Renewal, Variation

ASKED: dict[str, Any] = {
    "permit": by_id("permit", "about this permit"),
    "status": by_choice(RequestStatus, "status", "where it stands"),
}

REQUESTS = (
    Resource(
        "extensions",
        lambda by: Extension.objects.visible_to(by),
        ExtensionShape,
        "Later last days of permits.",
        filters=ASKED,
    ),
    Resource(
        "variations",
        lambda by: Variation.objects.visible_to(by),
        VariationShape,
        "Changes of what a permit binds to, with the worker's consent.",
        filters=ASKED,
    ),
    Resource(
        "end-requests",
        lambda by: EndRequest.objects.visible_to(by),
        EndRequestShape,
        "Wishes that a permit end early; an officer decides each, always the same way.",
        filters=ASKED,
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
    ),
)
