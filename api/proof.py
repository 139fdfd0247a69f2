"""The lists that verifiers hold, for everybody, as they were signed: docs/offline-proof.md says how to read them."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import parse_etags
from rest_framework import exceptions

from api.errors import answer, unexpected
from api.throttling import Burst
from core.errors import Refusal
from papers.models import ProofList
from papers.services.proof import lists

KEPT: Final = 60
"""Seconds for which whoever stands between may hand out what it has."""
Reading = Callable[..., ProofList]


def urls() -> list[URLPattern]:
    """An address for each list."""
    doors = {"keys": lists.key_list, "status": lists.status_list}
    return [path(f"proof/{name}/", _door(read), name=f"proof-{name}") for name, read in doors.items()]


def _door(read: Reading) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        try:
            if request.method not in ("GET", "HEAD"):
                raise exceptions.MethodNotAllowed(str(request.method))
            _count(request)
            return _given(request, read, timezone.now())
        except (Refusal, exceptions.APIException) as error:
            return answer(error) or unexpected()

    return login_not_required(view)


def _given(request: HttpRequest, read: Reading, at: datetime) -> HttpResponse:
    found = read(at=at)
    tag = f'"{found.pk}-{bytes(found.digest).hex()[:16]}"'
    held = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    reply: HttpResponse
    if tag in held:
        reply = HttpResponseNotModified()
    else:
        reply = HttpResponse(bytes(found.body), content_type="application/cwt")
    reply["ETag"], reply["Cache-Control"] = tag, f"public, max-age={KEPT}"
    return reply


def _count(request: HttpRequest) -> None:
    throttle = Burst()
    if not throttle.within(throttle.get_ident(request) or "", "stranger"):  # type: ignore[arg-type]
        raise exceptions.Throttled(throttle.wait())
