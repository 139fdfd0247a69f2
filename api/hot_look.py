"""A public reading that is asked very often: a plain view, without what other doors do for those who have logged in."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.throttling import BaseThrottle

from api.errors import answer, nowhere, unexpected
from api.renderers import reply
from api.resource import Look, Resource
from api.throttling import Burst
from api.views import Looking
from core.actors import PUBLIC
from core.errors import Refusal

Answering = Callable[..., HttpResponse]


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
        return nowhere() if found is None else reply(found, headers={"Cache-Control": "no-cache"})

    view.cls = Looking  # type: ignore[attr-defined]
    view.initkwargs = {"resource": resource, "public": True, "look": look}  # type: ignore[attr-defined]
    return login_not_required(view)


def _count(request: HttpRequest) -> None:
    throttle = Burst()
    address = BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type]
    if not throttle.within(address, "stranger"):
        raise exceptions.Throttled(throttle.wait())
