"""What the doors show once every `visible_to` is taken out: still nothing that belongs to another organisation."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Export, ExportPart, Member
from accounts.services import exports
from accounts.services.tokens import digest_of
from api import hot
from core.db import new_id
from portal.exports import LISTS
from portal.sheets import write
from portal.urls import urlpatterns
from tests import factories
from tests.api.records import records
from tests.api.test_matrix import ENDPOINTS, POLICY, Endpoint
from tests.attacks.test_second_wall import with_scope
from tests.factories import AT, HEKOU, World
from tests.portal.demo_site import RECORDS

pytestmark = pytest.mark.django_db(transaction=True)

STRICT = [("employer", "signatory"), ("intermediary", "clerk"), ("partner", "clerk"), ("post", "officer")]
EVERYBODYS = {"accounts.organisation", "employers.intermediary", "employers.licence"}
"""What is published, or known by its name to all who deal with one another."""
NAMES = {"organisations", "organisation"}
"""Where organisations are called by their names, for which an employer's own key stands too."""
PUBLISHED = {"board", "register", "entry"}


@pytest.fixture
def scene(demand: World, settings: Any) -> dict[str, Any]:
    """The keys of one record of everything in this world and in another, which share nothing."""
    cache.clear()
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {}}
    records(demand)
    return {name: key for name, key in records(factories.world(HEKOU)).items() if key is not None}


@pytest.fixture
def _no_first_wall(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for model in with_scope():
        records: Any = model.objects  # type: ignore[attr-defined]
        monkeypatch.setattr(type(records.all()), "visible_to", lambda self, by: self)
        monkeypatch.setattr(type(records), "visible_to", lambda self, by: self.all())
    hot._prepared.cache_clear()
    yield
    hot._prepared.cache_clear()


def another_s(scene: dict[str, Any]) -> set[str]:
    """The keys of the other world's records of which nobody else may learn."""
    keys = {str(key) for key in scene.values() if isinstance(key, UUID)}
    models = [one for one in with_scope() if one._meta.label_lower not in EVERYBODYS]
    return {key for one in models if one._meta.app_label != "scheme" for key in _of(one._meta.label, keys)}


def _of(label: str, keys: set[str]) -> list[str]:
    model: Any = apps.get_model(label)
    key = model._meta.pk.target_field if model._meta.pk.is_relation else model._meta.pk
    if key.get_internal_type() != "UUIDField":
        return []
    return [str(pk) for pk in model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)]


@pytest.mark.usefixtures("_no_first_wall")
def test_the_programs_door_shows_nothing_of_another_organisation(scene: dict[str, Any], demand: World) -> None:
    secret, told, lists = another_s(scene), [], 0
    assert len(secret) > 30

    for kind, role in STRICT:
        asking = _program(demand.member(kind, role))
        for endpoint in _readings():
            key = scene.get(endpoint.resource.name)
            address = f"/api/v1/{endpoint.path.format(key=quote(str(key)))}"
            answer = asking.get(address if endpoint.keyed else f"{address}?limit=200")
            lists += answer.status_code == 200 and not endpoint.keyed
            found = {one for one in secret if one.encode() in answer.content}
            if found and answer.status_code == 200:
                told.append((kind, address, sorted(found)))

    assert told == []
    assert lists > 60


@pytest.mark.usefixtures("_no_first_wall")
def test_the_pages_show_nothing_of_another_organisation(scene: dict[str, Any], demand: World) -> None:
    secret, told, opened = another_s(scene), [], 0

    for kind, role in STRICT:
        browser = Client(raise_request_exception=False)
        browser.force_login(demand.member(kind, role))
        for page, label in (each for each in _pages() if each[0] not in NAMES | PUBLISHED):
            keys = _of(label, secret) if label else [None]
            for key in keys:
                address = reverse(f"portal:{page}", kwargs={"pk": key} if key else {})
                answer = browser.get(address)
                opened += answer.status_code == 200
                found = {one for one in secret if one != str(key) and one.encode() in b"".join(answer)}
                if found or (key and answer.status_code == 200):
                    told.append((kind, address, sorted(found)))

    assert told == []
    assert opened > 60


@pytest.mark.usefixtures("_no_first_wall")
def test_files_of_lists_hold_nothing_of_another_organisation(scene: dict[str, Any], demand: World) -> None:
    """Made by the clock, which sees everything, in the name of who asked, who does not."""
    secret = {UUID(one) for one in another_s(scene)}
    told = {"language": "en", "file_kind": "csv", "asked_at": AT, "expires_at": AT + timedelta(days=3)}
    for kind, role in STRICT:
        for name in LISTS.keys() - NAMES:
            asker = demand.member(kind, role)
            signed = {"proposed_by": asker.pk, "proposed_login": "session", "proposed_at": AT}
            Export.objects.create(member=asker, organisation=asker.organisation, kind=name, asked="", **told, **signed)

    made = exports.make_due(write, at=AT)

    written = ExportPart.objects.values_list("export__member__organisation__kind", "export__kind", "keys")
    assert [(kind, name) for kind, name, keys in written if secret & set(keys)] == []
    assert made > 60


def _readings() -> Iterator[Endpoint]:
    """Every list and every record of what is not public."""
    for one in ENDPOINTS:
        name = one.resource.name
        if not one.acts and one.resource.records and name not in NAMES and not POLICY[name].get("public"):
            yield one


def _pages() -> Iterator[tuple[str, str]]:
    """Every page that has no key, and every page about one record, with the model it is about."""
    for page in urlpatterns:
        names = list(page.pattern.converters)
        if not names and page.name != "logout":
            yield str(page.name), ""
        elif names == ["pk"] and page.name in RECORDS:
            yield str(page.name), RECORDS[str(page.name)]


def _program(member: Member) -> APIClient:
    key = f"sp_{new_id().hex}"
    factories.token(member, scopes=(), digest=digest_of(key), expires_at=AT + timedelta(days=9000))
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client
