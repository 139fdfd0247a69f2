"""How the pages' questions are planned: each time anew, for what is asked of whom."""

from collections.abc import Callable
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponse

USUAL: Final = 5
"""How often the driver lets a question come by before it has it prepared, where no setting says."""


class PlannedAnew:
    """Lets the database plan every question of a page for its own values.

    A plan kept for all values suits the short acts; a list of a bureau's whole province and of one county take
    different ways, and the way that is right for neither takes a hundred times as long.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.answer(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _given: Any) -> None:
        """Choose by the door: pages have nothing kept, all else what the settings say."""
        is_page = request.resolver_match is not None and request.resolver_match.namespace == "portal"
        connection.ensure_connection()
        connection.connection.prepare_threshold = (
            None if is_page else connection.settings_dict["OPTIONS"].get("prepare_threshold", USUAL)
        )
