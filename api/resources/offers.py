"""Offers of a post on stated terms, the worker's own yes, and employers' wishes for workers by name."""

from typing import Any

from rest_framework import serializers

from api.resource import Resource, by_choice, by_id, by_text
from api.resources.people_shapes import PERSON, OfPerson
from api.shapes import Shape
from workers.enums import OfferStatus
from workers.models import Consent, NamedRequest, Offer, Terms


class TermsLine(Shape):
    """Terms as lists give them: named by a digest of what they say."""

    class Meta:
        model = Terms
        fields = ("id", "filing", "algorithm", "digest", "made_at")


class TermsShape(TermsLine):
    """What is promised to those who take a filing's posts, in both languages; terms never change."""

    content = serializers.DictField()

    class Meta:
        model = Terms
        fields = (*TermsLine.Meta.fields, "content", "text_vi", "text_zh")


class OfferShape(OfPerson):
    """A post offered to one worker on stated terms."""

    class Meta:
        model = Offer
        fields = (
            *("id", *PERSON, "registration", "filing", "terms", "status", "starts_on", "ends_on"),
            *("is_named", "replaces", "made_at", "valid_until", "answered_at"),
        )


class ConsentShape(OfPerson):
    """The worker's own yes to the terms of one offer."""

    class Meta:
        model = Consent
        fields = ("id", *PERSON, "offer", "terms", "algorithm", "digest", "way", "given_at")


class NamedRequestShape(OfPerson):
    """An employer's wish to have a worker back."""

    season = serializers.CharField(source="season.code")

    class Meta:
        model = NamedRequest
        fields = ("id", *PERSON, "employer", "season", "asked_at")


WORKER: dict[str, Any] = {"worker": by_id("worker", "of this worker")}

OFFERS = (
    Resource(
        "terms",
        lambda by: Terms.objects.visible_to(by),
        TermsShape,
        "What is promised to workers, in Vietnamese and Chinese.",
        listed=TermsLine,
        filters={"filing": by_id("filing", "of this filing")},
    ),
    Resource(
        "offers",
        lambda by: Offer.objects.visible_to(by),
        OfferShape,
        "Posts put before workers.",
        filters={
            **WORKER,
            "filing": by_id("filing", "of this filing"),
            "registration": by_id("registration", "on this registration"),
            "status": by_choice(OfferStatus, "status", "where it stands"),
        },
    ),
    Resource(
        "consents",
        lambda by: Consent.objects.visible_to(by),
        ConsentShape,
        "Workers' own agreement to the terms of an offer.",
        filters={**WORKER, "offer": by_id("offer", "to this offer")},
    ),
    Resource(
        "named-requests",
        lambda by: NamedRequest.objects.visible_to(by),
        NamedRequestShape,
        "Employers' wishes for workers by name.",
        filters={
            **WORKER,
            "season": by_text("season__code", "the season's code"),
            "employer": by_id("employer", "by this employer"),
        },
    ),
)
