"""The lists that verifiers hold, for everybody, as they were signed: docs/offline-proof.md says how to read them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

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

Reading = Callable[..., ProofList]
DOORS: Final[dict[str, Reading]] = {"keys": lists.key_list, "status": lists.status_list}
SAYS: Final = {
    "keys": "The public keys of both authorities with their days, signed.",
    "status": "The state of every permit in two bits, signed.",
}
FORMAT: Final = "COSE_Sign1 with a CWT claims set; docs/offline-proof.md says how to read and prove it."


def urls() -> list[URLPattern]:
    """An address for each list."""
    return [path(f"proof/{name}/", _door(read), name=f"proof-{name}") for name, read in DOORS.items()]


def described(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """The description of the API with the addresses of the lists: they are no resources, and no JSON."""
    result["paths"] |= {f"/api/v1/proof/{name}/": {"get": _operation(name)} for name in DOORS}
    result["paths"] = dict(sorted(result["paths"].items()))
    return result


def _operation(name: str) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    held = {"in": "header", "name": "If-None-Match", "schema": {"type": "string"}}
    return {
        "operationId": f"read_proof_{name}",
        "summary": SAYS[name],
        "description": f"Open to everybody. {FORMAT}",
        "tags": ["proof"],
        "parameters": [held | {"description": "The ETag of the list that is held."}],
        "security": [{}],
        "responses": {
            "200": {
                "description": FORMAT,
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/cwt": {"schema": {"type": "string", "format": "binary"}}},
            },
            "304": {"description": "Nothing changed since."},
            "409": {"description": "No key can sign, and no list was published yet.", "content": problem},
            "429": {"description": "Too many requests.", "content": problem},
        },
    }


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
    # Whoever stands between asks each time: a list follows the act that changed it.
    reply["ETag"], reply["Cache-Control"] = tag, "public, no-cache"
    return reply


def _count(request: HttpRequest) -> None:
    throttle = Burst()
    if not throttle.within(throttle.get_ident(request) or "", "stranger"):  # type: ignore[arg-type]
        raise exceptions.Throttled(throttle.wait())
