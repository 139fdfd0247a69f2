"""The lists that verifiers hold: which keys to trust, and which permits hold no more; published when they change."""

import hashlib
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import cbor2
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from core.dates import day_of
from core.errors import Conflict
from papers.enums import KeyUse, ListKind
from papers.models import ListDue, PermitCode, ProofList, SigningKey
from papers.services.proof.envelope import (
    ENDS,
    ISSUER,
    KEY_LIST,
    KEYS_TYPE,
    SIGNED,
    STATUS_LIST,
    STATUS_TYPE,
    TTL,
    sign,
)
from papers.services.proof.keys import AHEAD, signer_for
from papers.services.proof.places import old_places
from permits.enums import PermitStatus
from permits.models import Permit

TYPES: Final = {ListKind.KEYS: KEYS_TYPE, ListKind.STATUS: STATUS_TYPE}
LASTS: Final = {ListKind.KEYS: timedelta(days=30), ListKind.STATUS: timedelta(hours=72)}
RENEWED: Final = timedelta(hours=12)
"""A list that says the same is published again after so long, so that verifiers know it still holds."""
HELD: Final = timedelta(days=30)
"""Lists that no verifier believes any more are dropped."""
ASK_AGAIN: Final = timedelta(minutes=2)
PAUSE: Final = timedelta(seconds=5)
"""A list is made no more often than this for those who ask: so late is the news at most."""
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('papers.lists.' || %s, 0))"
ENDED: Final = 3
USES: Final = {KeyUse.PERMITS: 1, KeyUse.LISTS: 2}
STATUSES: Final = {
    PermitStatus.REVOKED: 1,
    PermitStatus.SUSPENDED: 2,
    PermitStatus.SURRENDERED: 3,
    PermitStatus.CLOSED: 3,
}


def key_list(*, at: datetime) -> ProofList:
    """The key list as it is now; whoever asks first after a change has it made."""
    return _latest(ListKind.KEYS, at=at)


def status_list(*, at: datetime) -> ProofList:
    """The status list as it is now; whoever asks first after a change has it made."""
    return _latest(ListKind.STATUS, at=at)


def publish(*, at: datetime) -> int:
    """Publish the lists that say something new or grow old, drop those that nobody believes; how many were published.

    Safe to run twice: what has not changed is not published.
    """
    ProofList.objects.filter(ends_at__lt=at - HELD).delete()
    return sum(publish_list(kind, at=at) is not None for kind in (ListKind.STATUS, ListKind.KEYS))


@transaction.atomic
def publish_list(kind: ListKind, *, at: datetime) -> ProofList | None:
    """Publish a list, unless the last says the same and is not old yet; one at a time does this.

    The marks that it is due are taken before what it says is read: a change that comes between makes it due again.
    """
    # The signer comes first: where it is drawn just now, it stands on the key list already.
    signer = signer_for(KeyUse.LISTS, at=at)
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [kind])
    ListDue.objects.filter(kind=kind).delete()
    claims = _keys(at) if kind == ListKind.KEYS else _statuses(at)
    digest = hashlib.sha256(signer.key_id + cbor2.dumps(claims, canonical=True)).digest()
    last = ProofList.objects.latest_of(kind)
    if last and bytes(last.digest) == digest and timedelta() <= at - last.made_at < RENEWED:
        return None
    made, ends = at.replace(microsecond=0), at.replace(microsecond=0) + LASTS[kind]
    claims |= {ISSUER: settings.AUTHORITY, SIGNED: int(made.timestamp()), ENDS: int(ends.timestamp())}
    body = sign(claims, signer, kind=TYPES[kind])
    return ProofList.objects.create(
        kind=kind, key_id=signer.key_id.hex(), digest=digest, body=body, made_at=made, ends_at=ends
    )


def _latest(kind: ListKind, *, at: datetime) -> ProofList:
    found = ProofList.objects.latest_of(kind)
    if found is None:
        found = publish_list(kind, at=at) or ProofList.objects.latest_of(kind)
    elif at - found.made_at >= PAUSE and ListDue.objects.filter(kind=kind).exists():
        found = _made_anew(kind, at=at) or found
    assert found is not None
    return found


def _made_anew(kind: ListKind, *, at: datetime) -> ProofList | None:
    """The list after a change; the one that is there is better than none where no key can sign."""
    try:
        return publish_list(kind, at=at) or ProofList.objects.latest_of(kind)
    except Conflict:
        return None


def _keys(at: datetime) -> dict[int, Any]:
    return {
        KEY_LIST: [
            {
                1: bytes.fromhex(key.pk),
                2: bytes(key.public_key),
                3: int(key.valid_from.timestamp()),
                4: int(key.valid_until.timestamp()),
                5: key.authority,
                6: USES[KeyUse(key.use)],
                7: key.algorithm,
            }
            for key in _listed(at).order_by("pk")
        ]
    }


def _listed(at: datetime) -> "QuerySet[SigningKey]":
    """Keys that sign now or will, that signed a list which may still be held, or a code that runs."""
    running = PermitCode.objects.filter(key=OuterRef("pk"), permit__last_on__gte=day_of(at))
    needed = Q(valid_until__gt=at - AHEAD) | Q(Exists(running))
    return SigningKey.objects.filter(needed, lost_at=None)


def _statuses(at: datetime) -> dict[int, Any]:
    return {STATUS_LIST: {"bits": 2, "lst": zlib.compress(status_bits(at), 9)}, TTL: int(ASK_AGAIN.total_seconds())}


def status_bits(at: datetime) -> bytes:
    """Two bits a code, at its place: what stands against it; a last day that has gone by says so by itself."""
    last = max(_last(Permit, "number"), _last(PermitCode, "index"))
    # An officer's clock may be behind: who ended yesterday is still on the list.
    since = day_of(at) - timedelta(days=1)
    running = Permit.objects.filter(last_on__gte=since).exclude(status=PermitStatus.ISSUED)
    placed = running.annotate(place=Coalesce("code__index", F("number"))).values_list("place", "status")
    against = {place: STATUSES[PermitStatus(status)] for place, status in placed.iterator(chunk_size=10_000)}
    return packed((against | dict.fromkeys(old_places(since), ENDED)).items(), last)


def _last(model: "type[Permit] | type[PermitCode]", field: str) -> int:
    return int(model._default_manager.aggregate(last=Max(field))["last"] or 0)


def packed(statuses: Iterable[tuple[int, int]], last: int) -> bytes:
    """Four permits a byte, lowest bits first, up to the `last` number; whose number is not given is valid."""
    bits = bytearray(last // 4 + 1)
    for number, status in statuses:
        bits[number >> 2] |= status << 2 * (number & 3)
    return bytes(bits)
