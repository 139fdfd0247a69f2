"""Quotas, their ledgers and public statements, the changes of their ceilings, and what holds where and when."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.inputs import Day, Input, Text, Whole
from api.resource import Act, Look, Part, Resource, by_choice, by_day, by_id, by_number, by_text
from api.shapes import Shape
from core.actors import Actor
from core.dates import day_of
from core.errors import Invalid
from core.permissions import Permission as P
from scheme.enums import AdjustmentStatus, Confidence, EntryKind, PortState
from scheme.models import Quota, QuotaAdjustment, QuotaEntry, Season
from scheme.services import adjustments, quota_tree
from scheme.services.in_force import in_force
from scheme.services.quota_proof import Line, statement
from scheme.workflow import ADJUSTMENT

MOST = 10_000_000


class QuotaShape(Shape):
    """How many posts a season may hold in an area and a trade, and what is left."""

    season = serializers.CharField(source="season.code")
    left = serializers.IntegerField(help_text="posts that can still be granted")
    computed = {"left": F("ceiling") - F("reserved") - F("used")}

    class Meta:
        model = Quota
        fields = ("id", "season", "area", "industry", "parent", "depth", "ceiling", "reserved", "used", "left")


class EntryShape(Shape):
    """One line of the ledger."""

    class Meta:
        model = QuotaEntry
        fields = (
            *("id", "quota", "kind", "ceiling_change", "reserved_change", "used_change", "cause"),
            *("actor_id", "unit_id", "at"),
        )


class AdjustmentShape(Shape):
    """A change of one ceiling, by two persons."""

    class Meta:
        model = QuotaAdjustment
        fields = (
            *("id", "quota", "status", "change", "reason"),
            *("proposed_by", "proposed_unit", "proposed_at", "decided_by", "decided_unit", "decided_at"),
        )


class SumsOut(serializers.Serializer[Any]):
    """Posts by what they are."""

    ceiling = serializers.IntegerField()
    reserved = serializers.IntegerField()
    used = serializers.IntegerField()


class EntriesOut(SumsOut):
    """The entries of one kind: how many, and what they come to."""

    kind = serializers.ChoiceField(EntryKind.choices)
    entries = serializers.IntegerField()


class StatementOut(serializers.Serializer[Any]):
    """One quota: its counters, and the same worked out anew from its ledger."""

    quota = serializers.UUIDField()
    depth = serializers.IntegerField()
    area = serializers.CharField(allow_null=True)
    industry = serializers.CharField(allow_null=True)
    counters = SumsOut()
    ledger = SumsOut()
    entries = EntriesOut(many=True)
    left = serializers.IntegerField()
    agrees = serializers.BooleanField(help_text="whether the counters say what the ledger says")


class QuotaInput(Input):
    """A quota to be opened below one that is open; the season's own without an area."""

    season = serializers.UUIDField()
    area = Text(max_length=6, required=False, allow_null=True)
    industry = Text(max_length=6, required=False, allow_null=True)
    ceiling = Whole(max_value=MOST)

    def arguments(self) -> dict[str, Any]:
        """Give the area, or none."""
        return {"area": None, **super().arguments()}


class AdjustmentInput(Input):
    """By how many posts a ceiling rises, or falls with a minus, and why."""

    quota = serializers.UUIDField()
    change = Whole(min_value=-MOST, max_value=MOST)
    reason = Text(max_length=500)

    def arguments(self) -> dict[str, Any]:
        """Give the quota by its id."""
        given = super().arguments()
        return {"quota_id": given.pop("quota"), **given}


class StatementQuestion(Input):
    """Of which season, and in which area and below."""

    season = Text(max_length=20)
    area = Text(max_length=6, required=False)


class FloorOut(serializers.Serializer[Any]):
    """The minimum wage, in fen, and how sure it is."""

    wage_class = serializers.IntegerField()
    monthly_fen = serializers.IntegerField()
    hourly_fen = serializers.IntegerField()
    confidence = serializers.ChoiceField(Confidence.choices)


class GateOut(serializers.Serializer[Any]):
    """A port and its state that day; null where it is not known."""

    port = serializers.CharField()
    state = serializers.ChoiceField(PortState.choices, allow_null=True)
    confidence = serializers.ChoiceField(Confidence.choices)


class RequiredOut(serializers.Serializer[Any]):
    """What a worker of a permit class must show."""

    permit_class = serializers.CharField()
    kind = serializers.CharField()
    code = serializers.CharField()
    due = serializers.CharField()
    choice = serializers.CharField()
    valid_months = serializers.IntegerField(allow_null=True)


class InForceOut(serializers.Serializer[Any]):
    """Everything the agreement says of one county on one day."""

    county = serializers.CharField()
    prefecture = serializers.CharField()
    province = serializers.CharField()
    day = serializers.DateField()
    season = serializers.CharField(allow_null=True)
    rule_set = serializers.CharField()
    rule_set_version = serializers.IntegerField()
    parameters = serializers.DictField()
    wage_floor = FloorOut(allow_null=True)
    ports = GateOut(many=True)
    requirements = RequiredOut(many=True)
    is_working_day = serializers.BooleanField()


class InForceQuestion(Input):
    """Where and when; in which season, where its rules differ."""

    county = Text(max_length=6)
    on = Day(required=False, help_text="today unless said")
    season = Text(max_length=20, required=False)


def _season(code: str, *, by: Actor) -> Season:
    season: Season | None = Season.objects.visible_to(by).filter(code=code).first()
    if season is None:
        raise Invalid("unknown_season", _("There is no such season: choose one of the list."), field="season")
    return season


def holds(*, county: str, on: date | None = None, season: str = "", by: Actor, at: datetime) -> dict[str, Any]:
    """What holds in a county on a day."""
    found = in_force(county, on or day_of(at), season=_season(season, by=by).pk if season else None)
    required = ("permit_class", "kind", "code", "due", "choice", "valid_months")
    return {
        "county": found.county,
        "prefecture": found.prefecture and found.prefecture.pk,
        "province": found.province and found.province.pk,
        "day": found.day,
        "season": season or None,
        "rule_set": found.rule_set.code,
        "rule_set_version": found.rule_set.version,
        "parameters": found.rule_set.parameters,
        "wage_floor": asdict(found.wage_floor) if found.wage_floor else None,
        "ports": [{"port": g.port.pk, "state": g.state, "confidence": g.confidence} for g in found.gates],
        "requirements": [{name: getattr(row, name) for name in required} for row in found.requirements],
        "is_working_day": found.calendar.is_working_day(found.day),
    }


def season_statement(*, season: str, area: str = "", by: Actor, at: datetime) -> list[dict[str, Any]]:
    """The public statement of a season's quotas."""
    return [_line(line) for line in statement(_season(season, by=by).pk, area)]


def quota_statement(key: UUID, *, by: Actor, at: datetime) -> dict[str, Any] | None:
    """The public statement of one quota."""
    season, area = Quota.objects.visible_to(by).values_list("season", "area").get(pk=key)
    return next((_line(line) for line in statement(season, area or "") if line.quota_id == key), None)


def _line(line: Line) -> dict[str, Any]:
    return {
        "quota": line.quota_id,
        "depth": line.depth,
        "area": line.area,
        "industry": line.industry,
        "counters": asdict(line.counters),
        "ledger": asdict(line.ledger),
        "entries": [
            {"kind": kind, "entries": count, **asdict(sums)} for kind, (count, sums) in sorted(line.entries.items())
        ],
        "left": line.left,
        "agrees": line.agrees,
    }


def _move(verb: str, does: Any, says: str) -> Act:
    return Act(verb, does, says, permission=ADJUSTMENT[verb].permission)


QUOTAS = (
    Resource(
        "quotas",
        lambda by: Quota.objects.visible_to(by),
        QuotaShape,
        "Quotas of posts, as a tree, with what is left of each.",
        order=("depth", "pk"),
        filters={
            "season": by_text("season__code", "the season's code"),
            "area": by_text("area", "code of the area"),
            "industry": by_text("industry", "code of the trade"),
            "parent": by_id("parent", "the quota above"),
            "depth": by_number("depth", "0 season, 1 province, 2 prefecture, 3 county, 4 trade"),
        },
        public=True,
        make=Act(
            "open",
            quota_tree.open_quota,
            "Open a quota, as the two sides agreed on it.",
            takes=QuotaInput,
            permission=P.MANAGE_REFERENCE,
        ),
        parts=(
            Part(
                "entries",
                lambda by, key: QuotaEntry.objects.visible_to(by).filter(quota=key),
                EntryShape,
                "Its ledger, for bureaus and oversight.",
                filters={
                    "kind": by_choice(EntryKind, "kind", "what was done"),
                    "cause": by_id("cause", "because of this filing or adjustment"),
                    "from": by_day("at__date__gte", "from this day on"),
                    "until": by_day("at__date__lte", "up to this day"),
                },
            ),
        ),
        looks=(
            Look(
                "statement",
                quota_statement,
                StatementOut,
                "Its public statement, worked out anew from the ledger.",
                public=True,
                of_one=True,
            ),
        ),
    ),
    Resource(
        "quota-statements",
        None,
        None,
        "Public statements of quotas.",
        public=True,
        looks=(
            Look(
                "",
                season_statement,
                StatementOut,
                "A season's quotas, worked out anew from their ledgers.",
                asks=StatementQuestion,
                public=True,
                many=True,
            ),
        ),
    ),
    Resource(
        "quota-adjustments",
        lambda by: QuotaAdjustment.objects.visible_to(by),
        AdjustmentShape,
        "Changes of ceilings: proposed by one person, decided by another of another unit.",
        filters={
            "quota": by_id("quota", "of this quota"),
            "status": by_choice(AdjustmentStatus, "status", "where it stands"),
        },
        make=Act(
            "propose",
            adjustments.propose_adjustment,
            "Propose a change.",
            takes=AdjustmentInput,
            permission=P.PROPOSE_QUOTA,
        ),
        acts=(
            _move("approve", adjustments.approve_adjustment, "Change the ceiling as proposed."),
            _move("decline", adjustments.decline_adjustment, "Leave the ceiling as it is."),
            _move("withdraw", adjustments.withdraw_adjustment, "Take back one's own proposal."),
        ),
    ),
    Resource(
        "in-force",
        None,
        None,
        "What holds in a county on a day.",
        public=True,
        looks=(
            Look(
                "",
                holds,
                InForceOut,
                "Place, rules, wages, ports, papers and calendar of a county on a day.",
                asks=InForceQuestion,
                public=True,
            ),
        ),
    ),
)
