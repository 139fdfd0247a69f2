"""Rosters: a whole spreadsheet handed in, tried, applied and undone; what is wrong is told row by row."""

import base64
import binascii
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.enums import Language
from api.inputs import Input, Text
from api.resource import Act, Part, Resource, by_choice
from api.resources.licences import move
from api.shapes import Shape, Unread
from core.actors import Actor
from core.errors import Invalid
from core.permissions import Permission as P
from rosters.enums import RosterKind, RosterStatus, RowState
from rosters.models import Roster, RosterRow
from rosters.services import rosters
from rosters.services.sentences import said
from rosters.workflow import ROSTER

LARGEST = 2_400_000
"""Signs of a file in base64; larger ones are handed in on the page."""


class FileFaultOut(serializers.Serializer[Any]):
    """Why a whole file could not be read, or a batch not be undone."""

    code = serializers.CharField(help_text="stable; for programs")
    params = serializers.DictField(help_text="what the sentence about it names", required=False)


class RosterShape(Shape):
    """A roster: where it stands, how far it is, and how many of its rows are in each state."""

    fault = FileFaultOut(allow_null=True, read_only=True)

    class Meta:
        model = Roster
        fields = (
            *("id", "kind", "status", "file_name", "digest", "season", "partner", "columns", "extra", "rows", "done"),
            *("counts", "fault", "received_at", "tried_at", "applied_at", "undone_at", "kept_until"),
        )


class CellProblemOut(serializers.Serializer[Any]):
    """One thing that is wrong with a row: in which column, a code, and what to change."""

    column = serializers.CharField(help_text="empty where it is about the whole row")
    code = serializers.CharField()
    message = serializers.CharField()


class RowShape(Shape):
    """A row, by its line in the file, without its cells; the record that it became."""

    told = Unread(CellProblemOut(many=True))
    needs = ("problems",)

    class Meta:
        model = RosterRow
        fields = ("id", "line", "state", "record_id", "told")

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Put what is wrong into the reader's words."""
        problems = row.pop("_problems")
        row["told"] = [{"column": one[0], "code": one[1], "message": said(one)} for one in problems]
        return row


class RosterFileInput(Input):
    """A file as it is, in base64; workers are registered for a season."""

    kind = serializers.ChoiceField(RosterKind.choices)
    file_name = Text(max_length=250)
    content = Text(max_length=LARGEST, help_text="the XLSX or CSV in base64")
    season = serializers.UUIDField(required=False)
    partner = serializers.UUIDField(required=False)


def hand_in(*, kind: str, file_name: str, content: str, by: Actor, at: datetime, **given: Any) -> Roster:
    """Take in a file."""
    try:
        file = base64.b64decode(content, validate=True)
    except binascii.Error:
        words = _("This is not base64: encode the bytes of the file.")
        raise Invalid("not_base64", words, field="content") from None
    language = getattr(by, "language", Language.ENGLISH)
    return rosters.hand_in(kind, file, name=file_name, language=language, by=by, at=at, **given)


def rows_of(by: Actor, key: Any) -> QuerySet[RosterRow]:
    """The rows of one roster."""
    return RosterRow.objects.visible_to(by).filter(roster=UUID(str(key)))


ROSTERS = (
    Resource(
        "rosters",
        lambda by: Roster.objects.visible_to(by),
        RosterShape,
        "Spreadsheets, of workers to register up to their returns home: tried first, then applied.",
        filters={
            "kind": by_choice(RosterKind, "kind", "what its rows are"),
            "status": by_choice(RosterStatus, "status", "where it stands"),
        },
        make=Act(
            "hand-in",
            hand_in,
            "Hand in a file; it is tried in the background, and nothing is written before it is applied.",
            takes=RosterFileInput,
            permission=P.KEEP_ROSTERS,
        ),
        acts=(
            move(ROSTER, "apply_rows", rosters.apply, "Have the good rows applied; the others stay in it."),
            move(ROSTER, "put_away", rosters.discard, "Put it away; nothing is applied."),
            move(ROSTER, "undo_rows", rosters.undo, "Take back all it brought, while nothing was built on any of it."),
        ),
        parts=(
            Part(
                "rows",
                rows_of,
                RowShape,
                "Its rows, and what is wrong with each.",
                order=("line", "pk"),
                filters={"state": by_choice(RowState, "state", "what became of the row")},
            ),
        ),
    ),
)
