"""Handing a person's record to the person: on the own page, as PDF, as a file for machines, or over a counter."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import record
from core.dates import day_of
from core.db import one_of
from core.errors import Invalid
from core.permissions import Permission as P
from core.reach import Beyond, beyond
from core.workflow import allow
from papers.services.copies.reading import Copy, Part, read_copy
from papers.services.copies.words import COPY, ON, TABLES
from papers.services.documents.fonts import composed, without_boxes
from papers.services.documents.printing import Printed
from papers.services.documents.typesetting import typeset
from papers.services.documents.words import LANGUAGES
from workers.models import Worker
from workers.rules.codes import person_number
from workers.services.identity.openings import open_person

REQUEST = _("Give the number or the day of the person's written request.")


def own_copy(*, by: Actor) -> Copy:
    """The record of the worker who asks."""
    worker = one_of(Worker.objects.visible_to(by), by.actor_id or UUID(int=0))
    with beyond(Beyond.RECOUNTING):
        return read_copy(worker, kind=by.kind)


def copy_for(worker_id: UUID, request: str, *, by: Actor) -> Copy:
    """The record of a person who asked for it on paper, as far as this office may see it; that is an event."""
    allow(P.CORRECT_WORKER, by=by)
    worker = one_of(Worker.objects.visible_to(by), worker_id)
    if not 1 <= len(request.strip()) <= 100:
        raise Invalid("request_missing", REQUEST, field="request")
    open_person(worker_id, by=by)
    record("copy", worker, by=by, purpose=request.strip())
    with beyond(Beyond.RECOUNTING):
        return read_copy(worker, kind=by.kind)


def as_pdf(copy: Copy, *, language: str, at: datetime) -> Printed:
    """The record as PDF in one language."""
    short = next((one for one in LANGUAGES if language.startswith(one)), "vi")
    with translation.override(LANGUAGES[short]):
        said: Any = _printable(composed({"language": short, "words": _words(), **_told(copy, at)}))
    return Printed(f"{person_number(copy.worker.number)}.pdf", typeset("copy", dated=day_of(at), copy=said))


def as_json(copy: Copy, *, language: str, at: datetime) -> Printed:
    """The record as a file for machines: every value as it is kept, codes as codes."""
    with translation.override(language):
        said = {
            "made_at": at,
            "person": copy.said,
            "parts": [_machine(part) for part in copy.parts],
            "opened": [{"at": o.at, "what": o.verb, "by": o.body, "purpose": o.purpose} for o in copy.looks],
            "own_key": copy.own_key.hex() if copy.own_key else None,
        }
    content = orjson.dumps(said, default=_plain, option=orjson.OPT_INDENT_2)
    return Printed(f"{person_number(copy.worker.number)}.json", content)


def told_parts(copy: Copy, *, most: int | None = None) -> list[dict[str, Any]]:
    """The parts in words, each with what is said of it; of long ones the last rows."""
    return [
        {
            "title": str(TABLES[part.label]),
            "use": ", ".join(dict.fromkeys(str(line.use.label) for line in part.lines)),
            "basis": ", ".join(dict.fromkeys(str(line.basis.label) for line in part.lines)),
            "rows": [_row(part, row) for row in (part.rows[-most:] if most else part.rows)],
            "more": max(0, len(part.rows) - most) if most else 0,
        }
        for part in copy.parts
    ]


def _told(copy: Copy, at: datetime) -> dict[str, Any]:
    return {
        "number": person_number(copy.worker.number),
        "made": formats.date_format(day_of(at), "SHORT_DATE_FORMAT"),
        "parts": told_parts(copy),
        "looks": [
            [formats.date_format(o.at, "SHORT_DATETIME_FORMAT"), o.body or str(COPY["own"]), o.purpose]
            for o in copy.looks
        ],
        "key": copy.own_key.hex() if copy.own_key else "",
    }


def _words() -> dict[str, str]:
    return {name: str(words) for name, words in COPY.items()}


def _row(part: Part, row: dict[str, Any]) -> list[list[str]]:
    told = ((name, _text(part, name, value)) for name, value in row.items())
    return [[str(ON.get(name, name)), text] for name, text in told if text]


def _text(part: Part, name: str, value: Any) -> str:
    """A value in words; what only machines read is empty."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return formats.date_format(value, "SHORT_DATETIME_FORMAT")
    if hasattr(value, "isoformat"):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(value) if all(isinstance(one, str) for one in value) else ""
    if value is None or isinstance(value, dict):
        return ""
    column = next((one for one in part.model._meta.concrete_fields if one.name == name), None)
    choices = dict(column.flatchoices) if column is not None else {}
    return str(choices.get(value, value))


def _machine(part: Part) -> dict[str, Any]:
    return {
        "table": part.label,
        "title": str(TABLES[part.label]),
        "fields": [
            {
                "names": line.fields,
                "purpose": line.use.value,
                "ground": line.basis.value,
                "seen_by": [kind.value for kind in line.seen_by],
                "term": line.term.value,
                "then": line.end.value,
            }
            for line in part.lines
        ],
        "rows": part.rows,
    }


def _printable(said: Any) -> Any:
    """The same with a box for each sign that our fonts do not have: of a copy nothing is refused."""
    if isinstance(said, str):
        return without_boxes(said)
    if isinstance(said, list):
        return [_printable(one) for one in said]
    return {name: _printable(one) for name, one in said.items()} if isinstance(said, dict) else said


def _plain(value: Any) -> Any:
    return (
        value.hex() if isinstance(value, bytes) else bytes(value).hex() if isinstance(value, memoryview) else str(value)
    )
