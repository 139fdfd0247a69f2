"""Offers of a post on stated terms, the worker's own yes, and employers' wishes for workers by name."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.errors import ABSENT
from api.inputs import Day, Input, Rows, Text
from api.resource import Act, Look, Resource, by_choice, by_id, by_text
from api.resources.licences import move
from api.resources.people_shapes import PERSON, OfPerson
from api.resources.registrations import season_key
from api.resources.sets import MOST, DoneOut, done, each, one_of_set
from api.shapes import Shape
from core.actors import Actor
from core.errors import NotFound
from core.permissions import Permission as P
from core.workflow import allow
from permits.services.lifetime import renouncing
from workers.enums import OfferStatus
from workers.models import Consent, NamedRequest, Offer, Terms
from workers.services.agreement import consents, named_requests, offers
from workers.services.agreement import terms as terms_
from workers.services.agreement.consents import Answer
from workers.workflow import OFFER


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


class DifferenceOut(serializers.Serializer[Any]):
    """One part of the terms that changes: what was promised, and what would be."""

    part = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(child=serializers.CharField())
    takes_new_yes = serializers.BooleanField()


class DaysInput(Input):
    """From when until when; without days, those of the filing's only group."""

    starts_on = Day(required=False, allow_null=True)
    ends_on = Day(required=False, allow_null=True)
    valid_until = Day(help_text="the last day for an answer")


class OfferInput(DaysInput):
    """A post of a granted filing, and for whom."""

    filing = serializers.UUIDField()
    registration = serializers.UUIDField()


class OffersInput(DaysInput):
    """Posts of one granted filing, and for whom."""

    filing = serializers.UUIDField()
    registrations = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST)


class RenewInput(Input):
    """Whose present terms are put before all who were offered others."""

    filing = serializers.UUIDField()
    valid_until = Day(help_text="the last day for an answer")


class NameInput(Input):
    """Whom one wants back, by person number, and for which season."""

    number = Text(max_length=20)
    season = Text(max_length=20)


class YesInput(Input):
    """Exactly which terms were read, by their digest, and the worker's own code."""

    digest = serializers.RegexField(r"^[0-9a-f]{64}\Z", max_length=64)
    code = Text(max_length=20)


class YesRow(YesInput):
    """One worker's yes."""

    offer = serializers.UUIDField()


class YesRows(Input):
    """The yes of many workers who stand at the counter, each with their own code."""

    rows = Rows(child=YesRow(), min_length=1, max_length=MOST)


def make(*, filing: UUID, registration: UUID, by: Actor, at: datetime, **days: Any) -> Offer:
    """Offer a post to one worker."""
    return offers.make(filing, registration, **days, by=by, at=at)


def make_each(*, filing: UUID, registrations: list[UUID], by: Actor, at: datetime, **days: Any) -> dict[str, Any]:
    """Offer posts to many workers, all or none."""
    return done(offers.make_each(filing, registrations, **days, by=by, at=at))


def renew_each(*, filing: UUID, valid_until: date, by: Actor, at: datetime) -> dict[str, Any]:
    """Put a filing's present terms before its workers."""
    return done(offers.renew_each(filing, valid_until=valid_until, by=by, at=at))


def accept(key: UUID, *, digest: str, code: str, by: Actor, at: datetime) -> Offer:
    """Say yes, as the worker."""
    allow(P.ANSWER_OFFER, by=by)
    return consents.accept(key, digest=digest, code=code, by=by, at=at)


def accept_each(*, rows: Any, by: Actor, at: datetime) -> dict[str, Any]:
    """Take down the yes of many workers who stand at the counter."""
    answers = [Answer(row["offer"], row["digest"], row["code"]) for row in rows]
    return done(consents.accept_each(answers, by=by, at=at))


def ask_by_name(*, number: str, season: str, by: Actor, at: datetime) -> NamedRequest:
    """Ask for a worker by name."""
    return named_requests.ask(number, season=season_key(season), by=by, at=at)


def difference(key: UUID, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """What new terms would change; nothing where an offer replaces none."""
    seen = Offer.objects.visible_to(by).select_related("terms", "replaces__terms").filter(pk=key)[:1]
    for offer in seen:
        old = offer.replaces
        names = ("part", "label", "before", "after", "takes_new_yes")
        found = terms_.difference(old.terms, offer.terms) if old else []
        return [{name: getattr(one, name) for name in names} for one in found]
    raise NotFound(ABSENT.code, ABSENT.message)


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
        make=Act("make", make, "Offer a post to one worker.", takes=OfferInput, permission=P.MAKE_OFFER),
        common_acts=(
            Act(
                "make-each",
                make_each,
                "Offer posts of one filing to many workers, all or none.",
                takes=OffersInput,
                gives=DoneOut,
                permission=P.MAKE_OFFER,
            ),
            Act(
                "renew-each",
                renew_each,
                "Put a filing's present terms before all who were offered or accepted others.",
                takes=RenewInput,
                gives=DoneOut,
                permission=P.MAKE_OFFER,
            ),
            each(
                "withdraw-each",
                offers.withdraw_each,
                "Take back many offers that nobody has answered.",
                permission=P.MAKE_OFFER,
            ),
            Act(
                "accept-each",
                accept_each,
                "Take down the yes of many workers who stand at the counter, each by their own code.",
                takes=YesRows,
                gives=DoneOut,
                permission=P.GIVE_CODE,
                at_once=True,
            ),
        ),
        acts=(
            move(
                OFFER,
                "accept",
                accept,
                "Say yes, as the worker, to exactly the terms that were read, with a code of one's own.",
                takes=YesInput,
                at_once=True,
            ),
            move(OFFER, "decline", consents.decline, "Say no, as the worker."),
            move(
                OFFER,
                "renounce",
                renouncing.renounce,
                "Take one's yes back while no permit runs on it.",
            ),
            move(OFFER, "withdraw", one_of_set(offers.withdraw_each), "Take it back before it is answered."),
        ),
        looks=(
            Look(
                "difference",
                difference,
                DifferenceOut,
                "What changes against the terms agreed to before, part by part.",
                many=True,
                of_one=True,
            ),
        ),
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
        make=Act(
            "ask",
            ask_by_name,
            "Ask for a worker who took a post of one's own in an earlier season.",
            takes=NameInput,
            permission=P.NAME_WORKER,
        ),
        filters={
            **WORKER,
            "season": by_text("season__code", "the season's code"),
            "employer": by_id("employer", "by this employer"),
        },
    ),
)
