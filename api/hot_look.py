"""A public reading that is asked very often: a plain view, without what other doors do for those who have logged in."""

import re
from collections.abc import Callable
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework import exceptions

from api.errors import answer, nowhere, unexpected
from api.renderers import reply
from api.resource import Look, Resource
from api.throttling import Burst
from api.views import Looking
from core.actors import PUBLIC
from core.errors import Refusal

Answering = Callable[..., HttpResponse]
ADDRESS = re.compile(r"/api/v1/(?P<name>[a-z-]+)/(?P<key>[^/]+)/")


class AtOnce:
    """Answers such a reading before sessions and languages are thought of; what is not plain goes the long way."""

    def __init__(self, answer: Answering) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The reading, or what the rest of the service answers."""
        return _at_once(request) or self.answer(request)


def _at_once(request: HttpRequest) -> HttpResponse | None:
    asked = ADDRESS.fullmatch(request.path_info) if request.method == "GET" else None
    look = _looks().get(asked["name"]) if asked else None
    if asked is None or look is None:
        return None
    # The reading itself finds out whether the connection still stands: the long way opens a new one.
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        _count(request)
        found = look.reads(asked["key"], by=PUBLIC, at=timezone.now())
    except DatabaseError:
        connection.close()
        return None
    except (Refusal, exceptions.Throttled):
        return None
    return None if found is None else _given(found)


def hot_look(resource: Resource, look: Look) -> Answering:
    """The door to such a reading; to the description of the interface it is one like the others."""

    def view(request: HttpRequest, key: str) -> HttpResponse:
        try:
            if request.method not in ("GET", "HEAD"):
                raise exceptions.MethodNotAllowed(str(request.method))
            _count(request)
            found = look.reads(key, by=PUBLIC, at=timezone.now())
        except (Refusal, exceptions.APIException, DatabaseError) as error:
            return answer(error) or unexpected()
        return nowhere() if found is None else _given(found)

    view.cls = Looking  # type: ignore[attr-defined]
    view.initkwargs = {"resource": resource, "public": True, "look": look}  # type: ignore[attr-defined]
    return login_not_required(view)


@cache
def _looks() -> dict[str, Look]:
    from api.resources import RESOURCES  # the resources name the doors, and these their resources

    return {resource.name: look for resource in RESOURCES for look in resource.looks if look.hot and look.of_one}


def _given(found: object) -> HttpResponse:
    return reply(found, headers={"Cache-Control": "no-cache"})


def _count(request: HttpRequest) -> None:
    throttle = Burst()
    address = throttle.get_ident(request) or ""  # type: ignore[arg-type]
    if not throttle.within(address, "stranger"):
        raise exceptions.Throttled(throttle.wait())
