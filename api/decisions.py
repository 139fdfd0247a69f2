"""Decisions on a record, and the proof of each, for who sees the record: docs/evidence.md says how to check one."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import URLPattern, path
from rest_framework.request import Request

from api.renderers import reply
from api.resource import Resource
from api.views import Door
from permits.services.decisions import KINDS, decisions_on, proof_of

DECISIONS: Final = Resource("decisions", None, None, "Decisions on a record, and their proofs.")
LISTED: Final = "/api/v1/decisions/{kind}/{pk}/"
PROOF: Final = f"{LISTED}{{seq}}/proof/"
FORMAT: Final = "docs/evidence.md, part 4, says what it holds; python -m verifier proof checks it."


class Listed(Door):
    """The decisions on one record."""

    schema = None
    resource = DECISIONS
    http_method_names = ["get", "head"]

    def get(self, request: Request, kind: str, pk: UUID) -> HttpResponse:
        """Each with its `seq` and the checkpoint it is sealed in; null in its first minutes."""
        rows = [
            {"seq": one.seq, "verb": one.verb, "at": one.at, "checkpoint": one.seal.number if one.seal else None}
            for one in decisions_on(kind, pk, by=self.actor)
        ]
        return reply({"results": rows})


class Proof(Door):
    """The proof of one decision."""

    schema = None
    resource = DECISIONS
    http_method_names = ["get", "head"]

    def get(self, request: Request, kind: str, pk: UUID, seq: int) -> HttpResponse:
        """What the file of the page says."""
        return reply(proof_of(kind, pk, seq, by=self.actor))


def urls() -> list[URLPattern]:
    """The decisions on a record, and the proof of one."""
    return [
        path("decisions/<slug:kind>/<uuid:pk>/", Listed.as_view(), name="decision-list"),
        path("decisions/<slug:kind>/<uuid:pk>/<int:seq>/proof/", Proof.as_view(), name="decision-proof"),
    ]


def described(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """The description of the API with these addresses: what they give is no row of a resource."""
    kind = _in_path("kind", {"type": "string", "enum": sorted(KINDS)})
    record, seq = _in_path("pk", {"type": "string", "format": "uuid"}), _in_path("seq", {"type": "integer"})
    result["paths"] |= {
        LISTED: {"get": _operation("list_decisions", "The decisions on a record.", [kind, record], _ROWS)},
        PROOF: {"get": _operation("read_decision_proof", "The proof of a decision.", [kind, record, seq], _PROVED)},
    }
    result["paths"][PROOF]["get"]["responses"]["409"] = _problem("It is not sealed yet: ask again in a few minutes.")
    result["paths"] = dict(sorted(result["paths"].items()))
    return result


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer"}
_ROWS: Final = _object(
    results={
        "type": "array",
        "items": _object(
            seq=_WHOLE,
            verb=_TEXT,
            at={"type": "string", "format": "date-time"},
            checkpoint={"type": ["integer", "null"]},
        ),
    }
)
_PROVED: Final = _object(
    event=_object(id=_WHOLE, said=_TEXT, hash=_TEXT),
    leaf=_TEXT,
    position=_WHOLE,
    path={"type": "array", "items": _TEXT},
    checkpoint=_TEXT,
)


def _in_path(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "path", "name": name, "required": True, "schema": schema}


def _problem(says: str) -> dict[str, Any]:
    return {
        "description": says,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    }


def _operation(name: str, says: str, parameters: list[Any], gives: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": says,
        "description": f"For who sees the record. {FORMAT}",
        "tags": ["decisions"],
        "parameters": parameters,
        "security": [{"token": []}, {"session": []}],
        "responses": {
            "200": {"description": FORMAT, "content": {"application/json": {"schema": gives}}},
            "401": _problem("Nobody has logged in."),
            "404": _problem("There is no such record or decision, or the asker does not see it."),
            "429": _problem("Too many requests."),
        },
    }
