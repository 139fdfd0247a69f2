"""The service while it only shows: after a restore, during an upgrade, or when its second database has to serve."""

from collections.abc import Callable

from django.conf import settings
from django.db import InternalError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from psycopg.errors import ReadOnlySqlTransaction

from api.problems import problem
from core.errors import Problem
from portal.errors import refused

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CLOSED = Problem(
    "reading_only",
    _("The service is being worked on: everything can be read, nothing can be changed. Try again in a while."),
)


class ReadingOnly:
    """Refuses what would change something; the database, told the same at connection, lets nothing past either."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on what only reads."""
        if settings.READ_ONLY and request.method not in SAFE and request.path != reverse("set_language"):
            return closed(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """A reading that leaves a trace, as of a person's record, has to wait too."""
        if isinstance(error, InternalError) and isinstance(error.__cause__, ReadOnlySqlTransaction):
            return closed(request)
        return None


def closed(request: HttpRequest) -> HttpResponseBase:
    """The refusal, in the form of the door that was used."""
    if request.path.startswith("/api/"):
        return problem(503, [CLOSED], headers={"Retry-After": "120"})
    page = refused(request, 503, [CLOSED])
    page["Retry-After"] = "120"
    return page
