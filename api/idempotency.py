"""Requests that may be repeated: the first answer is kept in the transaction of its effect, and given again.

A refused act leaves nothing behind, no answer either: repeated, it is judged anew, by what holds then.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from api.models import IdempotentAnswer
from api.querysets import NOBODY
from core.actors import CLOCK, Actor
from core.errors import Invalid

HEADER = "Idempotency-Key"
FORM = re.compile(r"[!-~]{1,255}")
KEPT = ("Location", "ETag")


def once(
    request: Request, act: Callable[[], HttpResponse], *, by: Actor, at: datetime, secret: bool = False
) -> HttpResponse:
    """Do the act once for each key of one actor at one address; give a repeat the first answer.

    Repeats at the same time wait for the first. Of a `secret` answer only the status and headers are kept.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not FORM.fullmatch(key):
        sentence = _("Give a key of 1 to 255 letters, digits and signs without spaces; a random UUID serves well.")
        raise Invalid("bad_idempotency_key", sentence, field=HEADER)
    digest = hashlib.sha256(orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS)).digest()
    with transaction.atomic():
        _queue_up(f"{by.actor_id} {request.path} {key}")
        mine = IdempotentAnswer.objects.visible_to(by).filter(route=request.path, key=key)
        if first := mine.first():
            return _repeat(first, digest)
        response = act()
        IdempotentAnswer(
            actor=_who(by),
            route=request.path,
            key=key,
            body_digest=digest,
            status=response.status_code,
            body=b"" if secret else response.content,
            headers={name: response[name] for name in KEPT if name in response},
            made_at=at,
        ).save(force_insert=True)
        return response


def forget(before: datetime) -> int:
    """Remove the answers made before that moment; give how many they were."""
    return IdempotentAnswer.objects.visible_to(CLOCK).older_than(before).delete()[0]


def _who(by: Actor) -> UUID:
    return by.actor_id or NOBODY


def _queue_up(name: str) -> None:
    # Held until the transaction ends, so that whoever comes second reads what the first has written.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _repeat(first: IdempotentAnswer, digest: bytes) -> HttpResponse:
    if bytes(first.body_digest) != digest:
        sentence = _("This key was used for another request: give each new request a key of its own.")
        raise Invalid("idempotency_key_reused", sentence, field=HEADER)
    headers = {**first.headers, "Idempotency-Replayed": "true"}
    body = bytes(first.body)
    return HttpResponse(body, status=first.status, content_type="application/json", headers=headers)
