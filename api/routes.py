"""Addresses from declarations: /noun/, /noun/{key}/, /noun/{key}/verb/."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from rest_framework.parsers import BaseParser

from api.hot_look import hot_look
from api.parsers import JSON, WithFile
from api.resource import Act, Resource
from api.views import Collection, Doing, Item, Looking, PartOf


def routes(resource: Resource) -> URLResolver:
    """Every address of one resource, found by its name before any of them is tried."""
    return path(f"{resource.name}/", include(list(_routes(resource))))


def _routes(resource: Resource) -> Iterator[URLPattern]:
    name, key = resource.name, f"<{resource.key}:key>"
    shared: dict[str, Any] = {"resource": resource, "public": resource.public}
    for look in resource.looks:
        where = "".join(f"{part}/" for part in (key if look.of_one else "", look.name) if part)
        door: Callable[..., HttpResponse] = Looking.as_view(**{**shared, "public": look.public, "look": look})
        if look.hot:
            door = hot_look(resource, look)
        yield path(where, door, name=_name(name, look.name or ("one" if look.of_one else "read")))
    if resource.records:
        methods = ["get", "head", *(["post"] if resource.make else [])]
        yield path(
            "",
            Collection.as_view(**shared, http_method_names=methods, parser_classes=_parsers(resource.make)),
            name=f"{name}-list",
        )
    for act in resource.common_acts:
        yield path(f"{act.verb}/", Doing.as_view(resource=resource, act=act), name=_name(name, act.verb))
    if resource.records:
        methods = ["get", "head", *(["put"] if resource.edit else [])]
        yield path(f"{key}/", Item.as_view(**shared, http_method_names=methods), name=f"{name}-one")
    for part in resource.parts:
        door = PartOf.as_view(**{**shared, "public": part.public}, part=part)
        yield path(f"{key}/{part.name}/", door, name=_name(name, part.name))
    for act in resource.acts:
        door = Doing.as_view(resource=resource, act=act, parser_classes=_parsers(act))
        yield path(f"{key}/{act.verb}/", door, name=_name(name, act.verb))


def _parsers(act: Act | None) -> list[type[BaseParser]]:
    return [JSON, WithFile] if act and act.files else [JSON]


def _name(*parts: str) -> str:
    return "-".join(parts)
