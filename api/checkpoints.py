"""Checkpoints as witnesses get them, for everybody: docs/evidence.md says how to read one."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from rest_framework import exceptions

from api.errors import ABSENT, answer, unexpected
from api.throttling import Burst
from core.actors import PUBLIC
from core.errors import NotFound, Refusal
from core.evidence.models import Checkpoint

FOR_EVER: Final = "public, max-age=31536000, immutable"
FOR_NOW: Final = "public, max-age=60"
FORMAT: Final = "A signed note; docs/evidence.md says how to read and prove it."


def urls() -> list[URLPattern]:
    """The newest note, and each by its number."""
    return [
        path("checkpoints/latest/note/", _door(_latest, FOR_NOW), name="checkpoint-latest"),
        path("checkpoints/<int:number>/note/", _door(_one, FOR_EVER), name="checkpoint-note"),
    ]


def described(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """The description of the API with the addresses of the notes: they are no JSON."""
    number = {"in": "path", "name": "number", "required": True, "schema": {"type": "integer", "minimum": 0}}
    result["paths"] |= {
        "/api/v1/checkpoints/latest/note/": {"get": _operation("latest", "The newest checkpoint.", [])},
        "/api/v1/checkpoints/{number}/note/": {"get": _operation("one", "One checkpoint.", [number])},
    }
    result["paths"] = dict(sorted(result["paths"].items()))
    return result


def _operation(name: str, says: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    return {
        "operationId": f"read_checkpoint_note_{name}",
        "summary": says,
        "description": f"Open to everybody. {FORMAT}",
        "tags": ["checkpoints"],
        "parameters": parameters,
        "security": [{}],
        "responses": {
            "200": {"description": FORMAT, "content": {"text/plain": {"schema": {"type": "string"}}}},
            "404": {"description": "There is no such checkpoint.", "content": problem},
            "429": {"description": "Too many requests.", "content": problem},
        },
    }


def _door(read: Callable[..., str | None], kept: str) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **key: int) -> HttpResponse:
        try:
            if request.method not in ("GET", "HEAD"):
                raise exceptions.MethodNotAllowed(str(request.method))
            _count(request)
            note = read(**key)
            if note is None:
                raise NotFound(ABSENT.code, ABSENT.message)
        except (Refusal, exceptions.APIException) as error:
            return answer(error) or unexpected()
        return HttpResponse(note, content_type="text/plain; charset=utf-8", headers={"Cache-Control": kept})

    return login_not_required(view)


def _latest() -> str | None:
    return Checkpoint.objects.visible_to(PUBLIC).latest_first().values_list("note", flat=True).first()


def _one(number: int) -> str | None:
    # What no column can hold is the number of none.
    found = Checkpoint.objects.visible_to(PUBLIC).filter(number=min(number, 2**63 - 1))
    return found.values_list("note", flat=True).first()


def _count(request: HttpRequest) -> None:
    throttle = Burst()
    if not throttle.within(throttle.get_ident(request) or "", "stranger"):  # type: ignore[arg-type]
        raise exceptions.Throttled(throttle.wait())
