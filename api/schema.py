"""The description of the interface (OpenAPI 3.1), read from what the resources declare."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_array_type, build_object_type
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from api import views
from api.inputs import Nothing, Purpose
from api.links import links, operation
from api.problems import KINDS

HEADER: Any = OpenApiParameter.HEADER
KEYS = "A personal or service token, or the key of a worker's session."
COMMON = (400, 401, 406, 429, 500, 503)
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    HEADER,
    description="A key of your own for this request, best a random UUID. A repeat under the same key is given the "
    "first answer, with `Idempotency-Replayed: true`; a refused request may be repeated under the same key.",
)
KEY_UNKEPT = OpenApiParameter(
    "Idempotency-Key",
    str,
    HEADER,
    description="Not kept for this request: a repeat is judged anew.",
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, HEADER, required=True, description="The `ETag` of the version that you have read and change."
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, HEADER, description="The `ETag` that you have; if nothing changed, the answer is 304."
)


class ErrorOut(serializers.Serializer[Any]):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="stable; for programs")
    field = serializers.CharField(help_text="path of the field, such as groups.0.posts; empty where it is about none")
    message = serializers.CharField(help_text="what to change, in the language asked for")


class ProblemOut(serializers.Serializer[Any]):
    """What is wrong (RFC 9457)."""

    type = serializers.CharField(help_text="address of the kind of problem")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="the first error's code")
    errors = ErrorOut(many=True)  # type: ignore[assignment]


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a token is sent."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe it."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal or service token, or the key of a worker's session.",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the session of a page is sent."""

    target_class = "api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe it."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "Writing needs X-CSRFToken.",
        }


class UnreadField(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """How a field is described that no query fills."""

    target_class = "api.shapes.Unread"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> Any:
        """Describe the form it has."""
        return auto_schema._map_serializer_field(  # type: ignore[no-untyped-call]
            self.target.form, direction
        )


class Schema(AutoSchema):
    """Reads a door's resource, act, part or look."""

    view: Any

    def get_operation_id(self) -> str:
        """Name the operation as its address does."""
        act = getattr(self.view, "act", None)
        verb = {"GET": "list" if self._is_list() else "read", "PUT": "edit", "POST": "make"}[self.method]
        return operation(self.view.resource, verb, act.verb if act else self._named() or "", acts=act is not None)

    def get_tags(self) -> list[str]:
        """Group by resource."""
        return [self.view.resource.name]

    def get_summary(self) -> str:
        """Say in one sentence what it does."""
        return str(self._told().says)

    def get_description(self) -> str:  # type: ignore[override]
        """Say who may."""
        needed = getattr(self._told(), "permissions", ())
        if needed:
            return f"Needs the permission {' or '.join(f'`{each.value}`' for each in needed)}."
        act = self._act()
        if (self.method == "GET" and self.view.public) or (act and act.public):
            return "Open to everybody."
        return ""

    def get_override_parameters(self) -> list[Any]:
        """List the questions and headers."""
        if self.method == "POST":
            return [KEY_UNKEPT if self._act().at_once else KEY]
        if self.method == "PUT":
            return [IF_MATCH]
        purpose = [Purpose] if self.view.resource.opens and "{key}" in self.path else []
        if self._is_list():
            of = getattr(self.view, "part", self.view.resource)
            return [of.question, *purpose]
        return [*([self.view.look.asks] if self._asks() else []), *purpose, IF_NONE_MATCH]

    def get_request_serializer(self) -> Any:
        """Describe the body."""
        act = self._act()
        return act.takes if act and act.takes is not Nothing else None

    def get_response_serializers(self) -> Any:
        """Describe the answers: the good one first, then each kind of problem that can come."""
        codes = set(COMMON)
        if "{key}" in self.path or self.view.resource.kinds or self.method != "GET":
            codes |= {404}
        if self.method != "GET":
            codes |= {403, 409, 413, 415, 422}
        if self._is_list() or self._looks() or self.view.resource.opens:
            codes |= {422}
        if self._looks() or self.view.resource.opens:
            codes |= {403}
        if self.method == "PUT":
            codes |= {412, 428}
        problems = {
            (code, "application/problem+json"): OpenApiResponse(ProblemOut, description=str(KINDS[code].title))
            for code in sorted(codes)
        }
        return {**self._success(), **problems}

    def _success(self) -> dict[Any, Any]:
        act = self._act()
        if act is not None:
            if not act.keeps:
                return {204: OpenApiResponse(None, description="Done; you no longer see the record.")}
            made = act.makes or (self.method == "POST" and isinstance(self.view, views.Collection))
            return {201 if made else 200: act.gives or self.view.resource.shape}
        if self._is_list():
            of = getattr(self.view, "part", None) or self.view.resource
            return {200: self._results(getattr(of, "listed", None) or of.shape, paged=True)}
        look = getattr(self.view, "look", None)
        shape = look.gives if look else self.view.resource.shape
        found = self._results(shape, paged=False) if look and look.many else shape
        return {200: found, 304: OpenApiResponse(None, description="Nothing changed since.")}

    def _results(self, shape: Any, *, paged: bool) -> dict[str, Any]:
        inner = {"results": build_array_type(self.resolve_serializer(shape, "response").ref)}
        if paged:
            following = {"type": ["string", "null"], "description": "address of the next page; null on the last"}
            inner["next"] = following
        built: dict[str, Any] = build_object_type(inner, required=list(inner))
        return built

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False

    def _act(self) -> Any:
        if act := getattr(self.view, "act", None):
            return act
        if self.method in ("POST", "PUT"):
            return self.view.resource.make if self.method == "POST" else self.view.resource.edit
        return None

    def _told(self) -> Any:
        return self._act() or getattr(self.view, "part", None) or getattr(self.view, "look", self.view.resource)

    def _named(self) -> str | None:
        named = getattr(self.view, "part", None) or getattr(self.view, "look", None)
        if named is None:
            return None
        return named.name or ("one" if getattr(named, "of_one", False) else None)

    def _is_list(self) -> bool:
        return self.method == "GET" and (hasattr(self.view, "part") or isinstance(self.view, views.Collection))

    def _looks(self) -> bool:
        return getattr(self.view, "look", None) is not None

    def _asks(self) -> bool:
        return self._looks() and self.view.look.asks is not Nothing

    def _get_response_for_code(
        self, serializer: Any, status_code: str, media_types: Any = None, direction: Any = "response"
    ) -> Any:
        described = super()._get_response_for_code(  # type: ignore[no-untyped-call]
            serializer, status_code, media_types, direction
        )
        if status_code in ("200", "201") and (found := self._links()):
            described["links"] = found
        return described

    def _links(self) -> dict[str, Any]:
        act, resource = self._act(), self.view.resource
        if isinstance(self.view, views.Collection | views.Item) and not (act and act.gives):
            return links(resource, "/results/0" if self._is_list() else "", version=not self._is_list())
        return {}
