"""Spans are handed over for requests and jobs, and nobody can be read in them."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.test import Client
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from config import traces
from config.celery import app
from core.jobs.tasks import forget_old_runs
from tests import factories
from tests.log_ins import enter

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def collector(settings: Any) -> Iterator[list[bytes]]:
    """A collector on this machine, and what it was handed."""
    bodies: list[bytes] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TRACES_ENDPOINT = f"http://127.0.0.1:{server.server_port}"
    traces.provider.cache_clear()
    yield bodies
    traces.provider().shutdown()
    traces.provider.cache_clear()
    server.shutdown()
    server.server_close()


def spans(bodies: list[bytes]) -> list[Any]:
    traces.provider().force_flush()
    read = [ExportTraceServiceRequest.FromString(body) for body in bodies]
    return [span for one in read for r in one.resource_spans for s in r.scope_spans for span in s.spans]


@pytest.mark.django_db
def test_a_request_is_a_span_of_its_callers_trace_and_tells_of_nobody(collector: list[bytes], client: Client) -> None:
    person = factories.worker(factories.province("20"))
    enter(client, factories.member(factories.organisation("department"), "officer"))

    page = client.get(f"/people/?q={person.name}", headers={"traceparent": CALLER})

    assert page.status_code == 200
    found = spans(collector)
    [whole] = [span for span in found if span.name == "GET portal:people"]
    parts = [span for span in found if span.parent_span_id == whole.span_id]
    assert whole.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c"
    assert {"SELECT"} <= {span.name for span in parts}
    sent = b"".join(collector)
    assert person.name.encode() not in sent
    assert str(person.pk).encode() not in sent


@pytest.mark.django_db
def test_a_job_is_a_span(collector: list[bytes]) -> None:
    forget_old_runs()

    assert "core.jobs.tasks.forget_old_runs" in {span.name for span in spans(collector)}
    assert issubclass(app.Task, traces.TracedTask)


def test_without_an_address_there_are_none(settings: Any) -> None:
    settings.TRACES_ENDPOINT = ""

    with pytest.raises(MiddlewareNotUsed):
        traces.Traced(lambda _request: pytest.fail("not asked"))
