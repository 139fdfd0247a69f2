"""Presence: crossings as they were told, stays worked out from them, what does not fit, and posts' devices."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.inputs import Input, Moment, Rows, Text
from api.resource import Act, Resource, by_choice, by_day, by_id, by_text, by_truth
from api.resources.licences import Reason, move
from api.resources.people_shapes import PERSON, OfPerson
from api.resources.sets import MOST, DoneOut, done
from api.shapes import Unread
from core.actors import Actor
from core.db import one_of
from core.permissions import Permission as P
from core.workflow import allow
from permits.enums import AnomalyKind, AnomalyStatus, Direction
from permits.models import Anomaly, Crossing, Stay
from permits.services.border import anomalies, crossings, crossings_file
from permits.services.border.crossings import Claim
from permits.workflow import ANOMALY
from workers.enums import PaperKind
from workers.rules.codes import person_number

LONGEST_FILE = 1_000_000
"""In signs: some ten thousand crossings."""


class OfKnownPerson(OfPerson):
    """What is about one worker, if it is known who it was."""

    worker = serializers.UUIDField(source="worker_id", allow_null=True)
    person_number = Unread(serializers.CharField(allow_null=True, help_text="the worker's number for life"))
    person_name = serializers.CharField(source="worker.name", allow_null=True)

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Write the person's number, where it is known."""
        number = row.pop("_worker__number")
        row["person_number"] = None if number is None else person_number(number)
        return row


class CrossingShape(OfKnownPerson):
    """One entry or exit as somebody saw it: when it was, by their word, and when it was recorded."""

    class Meta:
        model = Crossing
        fields = (
            *("id", *PERSON, "permit", "stated_number", "direction", "port", "occurred_at", "recorded_at"),
            *("source", "organisation", "device", "sequence", "corrects", "is_void"),
        )


class StayShape(OfPerson):
    """One time in the country; it is lawful until 24:00 of its last lawful day, in China."""

    class Meta:
        model = Stay
        fields = (
            *("id", *PERSON, "permit", "entry", "exit", "entered_at", "left_at"),
            *("is_end_unknown", "last_lawful_on"),
        )


class AnomalyShape(OfKnownPerson):
    """What does not fit about one crossing."""

    params = serializers.DictField()

    class Meta:
        model = Anomaly
        fields = ("id", *PERSON, "crossing", "kind", "status", "params", "found_at", "settled_at", "note")


class ClaimInput(Input):
    """One crossing as it is told: the permit by its key or number, or else the person by number or paper.

    The same `key` again is the same crossing. The port is one's own unless another is named.
    """

    direction = serializers.ChoiceField(Direction.choices)
    occurred_at = Moment()
    key = Text(max_length=80, help_text="the teller's own name for it; a repeat under the same key is harmless")
    port = Text(max_length=30, required=False)
    permit = serializers.UUIDField(required=False)
    permit_number = Text(max_length=30, required=False, allow_blank=True)
    person_number = Text(max_length=20, required=False, allow_blank=True)
    paper_kind = serializers.ChoiceField(PaperKind.choices, required=False)
    paper_number = Text(max_length=20, required=False, allow_blank=True)


class ClaimRows(Input):
    """Crossings as they are told."""

    rows = Rows(child=ClaimInput(), min_length=1, max_length=MOST)


class FileInput(Input):
    """What a file of crossings says: CSV, the first line names the columns, as in `rows` of `record-each`."""

    csv = Text(max_length=LONGEST_FILE, trim_whitespace=False)


class SettleInput(Input):
    """What it was."""

    note = Text(max_length=300)


class CorrectionClaim(ClaimInput, Reason):
    """What was true, and why the record is wrong."""


def record(*, by: Actor, at: datetime, **told: Any) -> Crossing:
    """Keep what is told of one crossing."""
    return crossings.record_each([Claim(**told)], by=by, at=at)[0]


def record_each(*, rows: Any, by: Actor, at: datetime) -> dict[str, Any]:
    """Keep what is told of many crossings."""
    return done(crossings.record_each([Claim(**row) for row in rows], by=by, at=at))


def record_file(*, csv: str, by: Actor, at: datetime) -> dict[str, Any]:
    """Keep what a file tells of crossings."""
    return done(crossings_file.record_file(csv.encode(), by=by, at=at))


def correct(crossing: UUID, /, *, reason: str, by: Actor, at: datetime, **told: Any) -> Crossing:
    """Say what was true of a crossing."""
    _demand_own(crossing, by=by)
    return crossings.correct(crossing, Claim(**told), reason=reason, by=by, at=at)


def void(crossing: UUID, /, *, reason: str, by: Actor, at: datetime) -> Crossing:
    """Take a crossing back."""
    _demand_own(crossing, by=by)
    return crossings.void(crossing, reason=reason, by=by, at=at)


def _demand_own(crossing: UUID, *, by: Actor) -> None:
    told = one_of(Crossing.objects.visible_to(by), crossing)
    if told.organisation_id != by.organisation_id:
        allow(None, by=by)


def _open(records: Any, is_open: bool) -> Any:
    stays = records.open()
    return stays if is_open else records.exclude(pk__in=stays.values("pk"))


ABOUT: dict[str, Any] = {"worker": by_id("worker", "of this worker"), "permit": by_id("permit", "under this permit")}

PRESENCE = (
    Resource(
        "crossings",
        lambda by: Crossing.objects.visible_to(by),
        CrossingShape,
        "Entries and exits, as somebody saw them.",
        filters={
            **ABOUT,
            "direction": by_choice(Direction, "direction", "in or out"),
            "port": by_text("port", "code of the port"),
            "from": by_day("occurred_at__date__gte", "from this day on"),
            "until": by_day("occurred_at__date__lte", "up to this day"),
        },
        make=Act(
            "record",
            record,
            "Record one entry or exit; the same key again is the same crossing.",
            takes=ClaimInput,
            permission=P.RECORD_CROSSING,
        ),
        common_acts=(
            Act(
                "record-each",
                record_each,
                "Record many entries and exits, in any order; those told before are not doubled.",
                takes=ClaimRows,
                gives=DoneOut,
                permission=P.RECORD_CROSSING,
            ),
            Act(
                "record-file",
                record_file,
                "Record what a file tells; a problem names the line and the column, and then nothing is kept.",
                takes=FileInput,
                gives=DoneOut,
                permission=P.RECORD_CROSSING,
            ),
        ),
        acts=(
            Act(
                "correct",
                correct,
                "Say what was true of a crossing that one's own body told wrongly; the first telling stays.",
                takes=CorrectionClaim,
                makes=True,
                permission=P.RECORD_CROSSING,
            ),
            Act(
                "void",
                void,
                "Take back a crossing that one's own body told and that never was.",
                takes=Reason,
                makes=True,
                permission=P.RECORD_CROSSING,
            ),
        ),
    ),
    Resource(
        "stays",
        lambda by: Stay.objects.visible_to(by),
        StayShape,
        "Times in the country, worked out from crossings.",
        filters={
            **ABOUT,
            "open": by_truth(_open, "whether the person is still in the country, as far as anybody saw"),
            "last_lawful_until": by_day("last_lawful_on__lte", "the last lawful day is this one or earlier"),
        },
    ),
    Resource(
        "anomalies",
        lambda by: Anomaly.objects.visible_to(by),
        AnomalyShape,
        "What does not fit about crossings; kept on a list for people.",
        filters={
            "crossing": by_id("crossing", "of this crossing"),
            "kind": by_choice(AnomalyKind, "kind", "what is odd"),
            "status": by_choice(AnomalyStatus, "status", "whether somebody has looked at it"),
        },
        acts=(
            move(
                ANOMALY,
                "settle",
                anomalies.settle,
                "Take it off the list, saying what it was; nothing about the crossing changes.",
                takes=SettleInput,
            ),
        ),
    ),
)
