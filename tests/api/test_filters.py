"""Every question that a list says it answers, it answers."""

from collections.abc import Callable

import pytest
from rest_framework import serializers
from rest_framework.test import APIClient

from api.resource import Filter, Resource
from api.resources import RESOURCES
from tests.factories import World

ASKED = [(resource, name, asked) for resource in RESOURCES for name, asked in (resource.filters or {}).items()]


def value_for(asked: Filter) -> object:
    """Something that fits the form of the question."""
    match asked.form:
        case serializers.ChoiceField():
            return next(iter(asked.form.choices))
        case serializers.UUIDField():
            return "01a202ef-2884-724a-b955-b0a867524a08"
        case serializers.DateField():
            return "2026-09-01"
        case serializers.BooleanField():
            return "false"
        case serializers.IntegerField():
            return 1
    return "451422"


@pytest.mark.django_db
@pytest.mark.parametrize(("resource", "name", "asked"), ASKED, ids=[f"{r.name}-{n}" for r, n, _ in ASKED])
def test_a_list_answers_what_it_says_it_can_be_asked(
    world: World, session: Callable[..., APIClient], resource: Resource, name: str, asked: Filter
) -> None:
    client = session(world.member("oversight", "auditor"))

    answer = client.get(f"/api/v1/{resource.name}/", {name: value_for(asked)})

    assert answer.status_code == 200, answer.content
