"""Every question that a list says it answers, it answers."""

from collections.abc import Callable

import pytest
from rest_framework import serializers
from rest_framework.test import APIClient

from api.resource import Filter, Resource
from api.resources import RESOURCES
from tests.factories import World

# Questions about a column without an index of its own, each with its reason. A question with a few fixed answers needs
# none: a list is read in the order of its key until the page is full.
FEW = "few rows"
NARROWED = "asked within what one sees, which is found by its own index first"
REASONS = {
    "provinces-code": FEW,
    "ports-province": FEW,
    "emergency-numbers-province": FEW,
    "holidays-from": FEW,
    "holidays-until": FEW,
    "requirements-permit_class": FEW,
    "quotas-depth": FEW,
    "quotas-season": FEW,
    "intermediaries-credit_code": FEW,
    "intermediaries-tax_code": FEW,
    "licences-number": FEW,
    "bond-entries-from": FEW,
    "bond-entries-until": FEW,
    "filings-starts_from": NARROWED,
    "filings-starts_until": NARROWED,
    "filings-due_until": NARROWED,
    "board-starts_until": NARROWED,
    "board-posts_at_least": NARROWED,
    "crossings-port": NARROWED,
    "notices-subject_type": NARROWED,
    "notices-subject": NARROWED,
    "notices-kind": NARROWED,
    "alerts-subject_type": "asked with the subject",
    "alerts-subject": NARROWED,
    "events-subject": "asked with its type, which the index begins with",
    "events-verb": NARROWED,
}

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


def indexed(resource: Resource) -> set[str]:
    """The columns with which an index of the resource's table begins."""
    assert resource.shape is not None
    meta = resource.shape.Meta.model._meta
    found = {field.name for field in meta.fields if field.db_index or field.unique or field.primary_key}
    found |= {index.fields[0].lstrip("-") for index in meta.indexes if index.fields}
    return found | {each.fields[0] for each in meta.constraints if getattr(each, "fields", None)}


def test_what_a_list_can_be_asked_has_an_index_or_a_reason() -> None:
    without = {
        f"{resource.name}-{name}"
        for resource, name, asked in ASKED
        if isinstance(asked.means, str)
        and not isinstance(asked.form, serializers.ChoiceField | serializers.BooleanField)
        and asked.means.split("__")[0] not in indexed(resource)
    }

    assert without == set(REASONS)
