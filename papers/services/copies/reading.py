"""Reading all that is kept of a person, table by table, by what the classification says of each field."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from core.audit.models import Event
from core.privacy import End, Held, Kind, Whose, personal
from core.sealing import unseal, unseal_own
from permits.models import Permit
from workers.models import Complaint, Worker
from workers.services.grievances import complaints, costs
from workers.services.identity import corrections, numbers
from workers.services.identity.commitments import said_of
from workers.services.identity.doubles import records_of

NAMED: Final = (
    *("season", "intermediary", "partner", "employer", "province", "port", "recorded_by", "about", "desk"),
    *("recipient", "payee"),
)
"""Whom or what a row is about, told by name."""
ALSO: Final = ("is_abroad", "is_given", "amount")
LEFT_OUT: Final = frozenset(
    {"folded", "tokens", "number_end", "phone_end", "personal_number_end", "own_key", "algorithm", "key"}
)
"""Parts and forms of what is told as a whole."""
SEALED: Final = {
    ("worker", "personal_number_sealed"): (numbers.PERSONAL_NUMBER, False),
    ("worker", "phone_sealed"): (numbers.PHONE, False),
    ("identitypaper", "number_sealed"): (numbers.PAPER, False),
    ("workercorrection", "values_sealed"): (corrections.PLACE, False),
    ("coststatement", "note_sealed"): (costs.NOTE, True),
    ("costline", "payee_text_sealed"): (costs.PAYEE, True),
    ("complaintentry", "text_sealed"): (complaints.TEXT, True),
}
LOOKED: Final = ("open", "look_up", "print", "copy")


@dataclass(slots=True)
class Part:
    """What one table holds of a person, and what is said of it in the classification."""

    model: type[models.Model]
    lines: list[Held] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The table, as its words know it."""
        return self.model._meta.label_lower


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody opened the record: when, as what, which body, for what purpose."""

    at: datetime
    verb: str
    body: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A person's record, as far as its reader may see it."""

    worker: Worker
    said: dict[str, object]
    own_key: bytes | None
    parts: list[Part]
    looks: list[Look]


def read_copy(worker: Worker, *, kind: str) -> Copy:
    """All that is kept of a person, of which a reader of that kind may see the fields."""
    records = list(records_of([worker.pk]))
    own = None if worker.own_key is None else bytes(worker.own_key)
    parts = [part for part in _parts(Kind.SELF if kind == "worker" else Kind(kind)) if _filled(part, records)]
    papers = list(worker.papers.all()) if worker.erased_at is None else []
    return Copy(worker, said_of(worker, papers), own, parts, _looks(records, kind))


def _parts(reader: Kind) -> list[Part]:
    """The tables and lines that a reader may see."""
    found: dict[type[models.Model], Part] = {}
    for model, line in personal():
        if line.whose == Whose.WORKER and line.path and line.end != End.REMOVED and reader in line.seen_by:
            found.setdefault(model, Part(model)).lines.append(line)
    return list(found.values())


def _filled(part: Part, records: list[UUID]) -> bool:
    """Whether there are rows of these records; they are read."""
    paths = {path for line in part.lines for path in line.path.split("|")}
    own: Any = Q()
    for path in paths:
        own |= Q(**{f"{path}__in": records})
    there = {column.name for column in part.model._meta.concrete_fields}
    named = [name for name in NAMED if name in there]
    names = [name for line in part.lines for name in line.fields if name not in LEFT_OUT]
    names += [name for name in (*named, *ALSO) if name in there]
    rows = part.model._default_manager.filter(own).order_by("pk").distinct()
    if named:  # with no name Django would follow every key of every table, and think for seconds
        rows = rows.select_related(*named)
    kept = Worker.objects.filter(pk__in=records).values_list("pk", "own_key")
    keys = {pk: None if key is None else bytes(key) for pk, key in kept}
    for row in rows:
        part.rows.append({name: _value(row, name, keys) for name in dict.fromkeys(names)})
    return bool(part.rows)


def _value(row: Any, name: str, keys: dict[UUID, bytes | None]) -> Any:
    place = SEALED.get((row._meta.model_name, name))
    value = getattr(row, name)
    if place is not None:
        return _unsealed(value, *place, key=_key(row, keys) if place[1] else None)
    if name in NAMED:
        return _named(value)
    return value


def _unsealed(value: Any, place: str, is_own: bool, *, key: bytes | None) -> Any:
    if not value:
        return ""
    said = unseal_own(value, place, key) if is_own else unseal(value, place)
    return orjson.loads(said) if place == corrections.PLACE else said


def _key(row: Any, keys: dict[UUID, bytes | None]) -> bytes | None:
    for way in ("worker_id", "complaint", "statement"):
        whole = getattr(row, way, None)
        if whole is not None:
            return keys.get(whole if way == "worker_id" else whole.worker_id)
    return None


def _named(value: Any) -> str:
    return "" if value is None else str(getattr(getattr(value, "organisation", value), "name", value))


def _looks(records: list[UUID], kind: str) -> list[Look]:
    """Who opened the person's record, permits and complaints, the latest first: as a body, never as a person."""
    permits = Permit.objects.filter(worker__in=records).values_list("pk", flat=True)
    about: dict[str, Iterable[UUID]] = {"workers.worker": records, "permits.permit": list(permits)}
    if kind in ("worker", "protection"):
        about["workers.complaint"] = list(Complaint.objects.filter(worker__in=records).values_list("pk", flat=True))
    found: list[tuple[Any, ...]] = []
    for label, keys in about.items():
        events = Event.objects.filter(subject_type=label, subject_id__in=[str(key) for key in keys], verb__in=LOOKED)
        found += events.values_list("at", "verb", "organisation_id", "details__purpose")
    bodies: defaultdict[Any, str] = defaultdict(str)
    for body in Organisation.objects.filter(pk__in={row[2] for row in found if row[2]}):
        bodies[body.pk] = body.name
    return [
        Look(at, verb, bodies[body], purpose or "")
        for at, verb, body, purpose in sorted(found, reverse=True, key=lambda row: row[0])
    ]
