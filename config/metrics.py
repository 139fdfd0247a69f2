"""What a Prometheus server may read: how requests went, and how the service's own rows stand at this moment."""

import hmac
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from accounts.services import exports
from config.celery import TIMETABLE
from config.health import broker_answers, database_answers
from core.jobs import services as jobs
from core.notices.services import outbox
from core.reach import Beyond, beyond

if settings.METRICS_DIR:  # several processes answer requests, and each writes down its own
    Path(settings.METRICS_DIR).mkdir(parents=True, exist_ok=True)

REQUESTS = Histogram(
    "permits_http_request_seconds",
    "How long requests took, by the name of their address; never by what was asked for.",
    ("method", "route", "status"),
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
)


class Measured:
    """Time every request under its address's name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, and write down how long it took."""
        begun = time.perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} else "other"
        REQUESTS.labels(method, route, response.status_code).observe(time.perf_counter() - begun)
        return response


class State:
    """The rows that tell whether work is being done, counted when they are asked for."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[Metric]:
        """Whether the servers answer; when each job last succeeded; what waits."""
        answers = database_answers()
        yield _gauge("permits_database_up", "1 while the database answers.", answers)
        yield _gauge("permits_broker_up", "1 while the broker answers.", broker_answers())
        if not answers:
            return
        runs = GaugeMetricFamily(
            "permits_job_last_success_timestamp_seconds", "When each job of the clock last ended well.", labels=["job"]
        )
        for job, ended in jobs.last_successes().items():
            runs.add_metric([job], ended.timestamp())
        yield runs
        late = jobs.late(self.at, expected=[entry["task"].rpartition(".")[2] for entry in TIMETABLE.values()])
        yield _gauge("permits_jobs_late", "Jobs of the clock that missed several periods, or never ran.", len(late))
        yield from self._waiting()

    def _waiting(self) -> Iterator[Metric]:
        letters = outbox.waiting(self.at)
        yield _gauge("permits_letters_due", "Letters whose time has come and that have not gone out.", letters.due)
        yield _gauge("permits_letters_oldest_due_seconds", "How long the oldest of them waits.", letters.oldest)
        yield _gauge("permits_letters_dead", "Letters that were given up.", letters.dead)
        yield _gauge("permits_exports_waiting", "Lists that people asked for and that are not made.", exports.waiting())


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=float(value))


@never_cache
@require_safe
@login_not_required
def shown(request: HttpRequest) -> HttpResponse:
    """All of it, for who brings the token; for others the page is not there."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Http404
    registry = CollectorRegistry()
    if settings.METRICS_DIR:
        MultiProcessCollector(registry, path=settings.METRICS_DIR)  # type: ignore[no-untyped-call]
    registry.register(State(timezone.now()))
    own = b"" if settings.METRICS_DIR else generate_latest(REGISTRY)
    with beyond(Beyond.COUNTING):
        state = generate_latest(registry)
    return HttpResponse(own + state, content_type=CONTENT_TYPE_LATEST)
