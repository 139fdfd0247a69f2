"""Versions of a resource: its tag, an answer without a body where nothing changed, and edits of a known version."""

import hashlib
from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from api.errors import Precondition
from api.renderers import dumps


def tag(value: object) -> str:
    """Give the tag of a resource as it stands: the digest of its contents."""
    return _tag(dumps(value))


def give(request: Request, value: object) -> HttpResponse:
    """Answer with a resource and its tag, or with 304 where the asker has it already."""
    body = dumps(value)
    current = _tag(body)
    asked = request.headers.get("If-None-Match", "")
    if asked and current in _tags(asked):
        return HttpResponse(status=304, headers={"ETag": current})
    return HttpResponse(body, content_type="application/json", headers={"ETag": current})


def demand(request: Request) -> str:
    """Give the version that an edit is of; an edit that names none is refused."""
    asked = request.headers.get("If-Match", "")
    if not asked:
        sentence = _("Say which version you change: send the “ETag” of your last reading as “If-Match”.")
        raise Precondition(428, "version_missing", sentence)
    return asked


def prove(asked: str, value: object) -> None:
    """Refuse an edit of a version that is no longer the current one."""
    if asked.strip() != "*" and tag(value) not in parse_etags(asked):
        sentence = _("Somebody changed this since you read it: read it again and repeat your change.")
        raise Precondition(412, "version_stale", sentence)


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _tags(asked: str) -> Iterator[str]:
    return (each.removeprefix("W/") for each in parse_etags(asked))
