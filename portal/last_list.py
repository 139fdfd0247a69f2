"""The list one came from: a record's page leads back to it with its conditions, and to the page of it one was on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal import cookies

NAME: Final = "list"
SALT: Final = "portal.last_list"
KEPT_FOR: Final = timedelta(hours=12)
LONGEST: Final = 500
"""Characters of conditions that are remembered; a longer address is forgotten."""


class LastList:
    """Lets the browser remember the list that was opened last, where it was narrowed or turned over."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        from portal.exports import LISTS  # whose pages stand on the templates' words, and these on this module

        self.answer, self.lists = answer, frozenset(LISTS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and keep the conditions of a list that was shown."""
        answer = self.answer(request)
        opened = request.resolver_match
        if opened is None or opened.namespace != "portal" or opened.url_name not in self.lists:
            return answer
        if request.method == "GET" and answer.status_code == 200:
            said = f"{opened.url_name}?{request.GET.urlencode()}"
            if request.GET and len(said) <= LONGEST:
                cookies.write(answer, NAME, said, salt=SALT, max_age=KEPT_FOR)
            elif _kept(request)[0] == opened.url_name:
                cookies.forget(answer, NAME)
        return answer


def address_of(view: str, request: HttpRequest) -> str:
    """Where a list is: as it was last opened, if it is the last that was."""
    kept, conditions = _kept(request)
    return reverse(f"portal:{view}") + (f"?{conditions}" if kept == view else "")


def _kept(request: HttpRequest) -> tuple[str, str]:
    view, _, conditions = cookies.read(request, NAME, salt=SALT, max_age=KEPT_FOR).partition("?")
    return view, conditions
