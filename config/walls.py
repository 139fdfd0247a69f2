"""What every request begins with: nobody is known yet, and what is only read is read in one transaction."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

from core import reach
from core.actors import PUBLIC

Answering = Callable[[HttpRequest], HttpResponse]
READS = ("GET", "HEAD", "OPTIONS")


class Strangers:
    """Lets whoever asks be a stranger until a door knows better, and forgets them with the answer."""

    def __init__(self, answer: Answering) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        token = reach.begin(PUBLIC)
        try:
            return self.answer(request)
        finally:
            reach.end(token)


class ReadAtOnce:
    """Reads for one answer in one transaction, begun by the first question, so that who asks is said once."""

    def __init__(self, answer: Answering) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what writes has its own transactions, which end before the answer is written."""
        if request.method not in READS:
            return self.answer(request)
        with connection.one_transaction():  # type: ignore[attr-defined]
            return self.answer(request)
