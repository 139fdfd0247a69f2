"""Answers as JSON, written by orjson."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def dumps(value: object) -> bytes:
    """Write a value as JSON: days and moments by ISO 8601, exact decimals as text."""
    return orjson.dumps(value, default=_plain, option=OPTIONS)


def reply(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Answer with a value as JSON."""
    body = dumps(value)
    known = {"Content-Length": str(len(body)), **(headers or {})}
    return HttpResponse(body, status=status, content_type="application/json", headers=known)


class JSON(BaseRenderer):
    """The only form in which resources are given."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Write the data of one answer."""
        return b"" if data is None else dumps(data)


def _plain(value: object) -> object:
    if isinstance(value, Promise | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
