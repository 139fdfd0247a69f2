"""The feed: extended from the record of events by the clock, and read page by page, each page signed."""

import base64
import hashlib
from datetime import date, datetime
from typing import Any, Final

import orjson
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import Token
from core.actors import CLOCK, Actor
from core.audit.services import act, note
from core.db import insert_rows
from core.errors import Forbidden
from core.permissions import Permission
from core.workflow import allow
from exchange.enums import EntryKind
from exchange.models import Entry
from papers.enums import KeyUse
from papers.services.proof.keys import signer_for
from permits.rules.numbers import permit_number

BATCH: Final = 5000
MOST: Final = 1000
COUNTERPARTS: Final = {"CN": "department", "VN": "bureau"}
"""By the authority in whose name this service signs: the offices that are the other state's."""
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('exchange.feed', 0))"
# An event that was committed late has a smaller id than some that are in the feed already. It is found as long as no
# transaction stays open for a whole day: ids below that of an entry added a day ago were all given before then.
FOUND: Final = """
SELECT event.id, event.at, season.code, permit.number, event.changes -> 'status', event.changes -> 'last_on'
FROM audit_event AS event
JOIN permits_permit AS permit ON permit.id = event.subject_id::uuid
JOIN scheme_season AS season ON season.id = permit.season_id
WHERE event.subject_type = 'permits.permit' AND (event.changes ? 'status' OR event.changes ? 'last_on')
    AND event.id > coalesce((
        SELECT old.event_id FROM exchange_entry AS old
        WHERE old.added_at < %s - interval '1 day' ORDER BY old.number DESC LIMIT 1
    ), 0)
    AND NOT EXISTS (SELECT FROM exchange_entry AS known WHERE known.event_id = event.id)
ORDER BY event.id LIMIT %s
"""
ENDED: Final = frozenset({"surrendered", "revoked", "closed"})


def extend(*, at: datetime) -> int:
    """Write what has happened to permits behind the feed's end, and say how much that was.

    One at a time does this, so numbers have no gaps and stand in the order in which they can be read.
    """
    with act("extend_feed", by=CLOCK), connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(FOUND, [at, BATCH])
        rows = cursor.fetchall()
        latest = Entry.objects.order_by("-number").first()
        number, digest = (latest.number, bytes(latest.digest)) if latest else (0, b"")
        entries = []
        for event_id, happened_at, season, serial, status, last_on in rows:
            number += 1
            entry = Entry(
                number=number,
                event_id=event_id,
                kind=_kind(_read(status)),
                permit=permit_number(season, serial),
                happened_at=happened_at,
                last_on=_day(_read(last_on)),
                added_at=at,
            )
            digest = entry.digest = chained(digest, _told(entry))
            entries.append(entry)
        insert_rows(entries)
        return len(entries)


def read(*, by: Actor, at: datetime, after: int = 0, limit: int = 200) -> dict[str, Any]:
    """The page behind a place in the feed, as a text and its signature; that it was read is an event.

    `after` of the next page is `until` of this one: an empty page repeats the place that was asked for.
    """
    demand_counterpart(by)
    entries = list(Entry.objects.visible_to(by).after(after)[: min(max(limit, 1), MOST)])
    before = Entry.objects.visible_to(by).filter(number=after).first()
    last = entries[-1] if entries else before
    until = entries[-1].number if entries else after
    page = orjson.dumps(
        {
            "authority": settings.AUTHORITY,
            "after": after,
            "until": until,
            "chain_before": bytes(before.digest).hex() if before else "",
            "entries": [_told(entry) for entry in entries],
            "chain": bytes(last.digest).hex() if last else "",
            "signed_at": at.isoformat(),
        }
    )
    signer = signer_for(KeyUse.LISTS, at=at)
    signature = base64.b64encode(signer.sign(b"feed-page\0" + page)).decode()
    note("read_feed", "exchange.entry", str(until), by=by)
    return {
        "page": page.decode(),
        "algorithm": signer.algorithm,
        "key": signer.key_id.hex(),
        "signature": signature,
        "until": until,
    }


def demand_counterpart(by: Actor) -> None:
    """Refuse whoever is not a program of the other state's authority with leave to read the feed."""
    allow(Permission.READ_FEED, by=by)
    if not isinstance(by, Token) or by.member_id is not None or by.kind != COUNTERPARTS[settings.AUTHORITY]:
        words = _("The feed is read by a service token of the other state's authority only.")
        raise Forbidden("counterpart_only", words)


def chained(before: bytes, told: dict[str, Any]) -> bytes:
    """The digest of an entry and of all before it."""
    return hashlib.sha256(before + orjson.dumps(told)).digest()


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "kind": str(entry.kind),
        "permit": entry.permit,
        "happened_at": entry.happened_at.isoformat(timespec="microseconds"),
        "last_on": entry.last_on.isoformat() if entry.last_on else None,
    }


def _kind(status: Any) -> EntryKind:
    """What an event says: a row that is new has one status, a changed one the status before and after."""
    if isinstance(status, str):
        return EntryKind.ISSUED
    if status is None:
        return EntryKind.EXTENDED
    if status[1] in ENDED:
        return EntryKind.ENDED
    return EntryKind.SUSPENDED if status[1] == "suspended" else EntryKind.REINSTATED


def _read(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def _day(value: Any) -> date | None:
    said = value[1] if isinstance(value, list) else value
    return date.fromisoformat(said) if said else None
