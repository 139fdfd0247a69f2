"""What programs send without TLS: refused and told, since a redirect would hide that a key was sent in the clear."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from api.problems import problem
from core.errors import Problem

log = logging.getLogger(__name__)
PLAIN = Problem(
    "plain_http",
    _("Ask by https:// only. A key that was sent without it may have been read: revoke it and make another."),
)


class NoPlainPrograms:
    """Refuses the API without TLS, where pages are led to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on what came by TLS, and all where a deployment does not ask for it."""
        if not settings.SECURE_SSL_REDIRECT or request.is_secure() or not request.path.startswith("/api/"):
            return self.get_response(request)
        log.warning("A program asked without TLS", extra={"had_key": "Authorization" in request.headers})
        return problem(403, [PLAIN])
