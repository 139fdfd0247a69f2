"""Who asks: the member that is logged in, or the public."""

from datetime import date, datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from core.actors import PUBLIC, Actor
from core.dates import day_of


def actor(request: HttpRequest) -> Actor:
    """The member behind the session, or the public."""
    return cast(Actor, request.user) if request.user.is_authenticated else PUBLIC


def now() -> datetime:
    """The moment at which the page was asked for."""
    return timezone.now()


def today() -> date:
    """The day in China, where filings, licences and permits begin and end."""
    return day_of(timezone.now())
