"""How large a request may be, asked before any of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from api.errors import too_large


class BodyLimit:
    """Refuse a body over the limit by its announced length.

    Django's own limit is asked only when a form is read; programs' JSON is read as a stream, past it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 413 to a body that is too large, and pass on all others."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > limit(request.content_type or ""):
            if request.path.startswith("/api/"):
                return too_large(request)
            return HttpResponse("The request is too large.\n", status=413, content_type="text/plain")
        return self.get_response(request)


def limit(content_type: str) -> int:
    """Give the largest body, in bytes, of a request with this content type."""
    if content_type == "multipart/form-data":
        return int(settings.UPLOAD_MAX_SIZE)
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
