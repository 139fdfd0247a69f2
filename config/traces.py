"""Where the time of a request or a job went, as OpenTelemetry spans, without a word of whom it was about."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from celery import Task
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer


@cache
def provider() -> TracerProvider:
    """What gathers the spans of this process and hands them over in batches."""
    made = TracerProvider(resource=Resource.create({"service.name": "seasonal-permits"}))
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{settings.TRACES_ENDPOINT}/v1/traces")))
    return made


def tracer() -> Tracer:
    """Where spans begin."""
    return provider().get_tracer("seasonal-permits")


class Traced:
    """A span for every request, under the name of its address, and one for each statement in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.TRACES_ENDPOINT:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on within its span, which continues the caller's where one was told."""
        told = extract({"traceparent": request.headers.get("traceparent", "")})
        with tracer().start_as_current_span(str(request.method), told, SpanKind.SERVER) as span, _statements():
            response = self.get_response(request)
            route = request.resolver_match.view_name if request.resolver_match else "none"
            span.update_name(f"{request.method} {route}")
            span.set_attributes({"http.route": route, "http.response.status_code": response.status_code})
            if response.status_code >= 500:
                span.set_status(Status(StatusCode.ERROR))
        return response


class TracedTask(Task):  # type: ignore[misc]
    """A task of the clock, with a span around it where spans are wanted."""

    abstract = True

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Do the work."""
        if not settings.TRACES_ENDPOINT:
            return super().__call__(*given, **named)
        with tracer().start_as_current_span(self.name, kind=SpanKind.CONSUMER), _statements():
            return super().__call__(*given, **named)


@contextmanager
def _statements() -> Iterator[None]:
    with connection.execute_wrapper(_statement):
        yield


def _statement(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    # The text has places for values, and none of the values.
    word = sql.split(maxsplit=1)[0] if sql.strip() else "empty"
    attributes = {"db.system.name": "postgresql", "db.query.text": sql[:2000]}
    with tracer().start_as_current_span(word, kind=SpanKind.CLIENT, attributes=attributes, record_exception=False):
        return execute(sql, params, many, context)
