"""Opening what people said or who they are: who watches says for what purpose, and the page asks until it is said."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import Invalid
from portal.forms.people import Purpose

Page = Callable[..., HttpResponse]


def asking_purpose(page: Page) -> Page:
    """A page that opens a record: where a purpose is wanted and was not said, it is asked for first."""

    @wraps(page)
    def asked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return page(request, *args, **named)
        except Invalid as refusal:
            if refusal.code != "purpose_missing":
                raise
            return render(request, "portal/purpose.html", {"form": Purpose()})

    return asked


def purpose_of(request: HttpRequest) -> str:
    """The purpose that was said."""
    return request.GET.get("purpose", "")[:200]
