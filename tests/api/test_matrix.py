"""Every route, method and role, on one's own records, other organisations' and absent ones, judged by the policy."""

import tomllib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import URLResolver
from rest_framework.test import APIClient

from accounts.rules import GRANTS
from api.authentication import WorkerHere
from api.resource import Resource
from api.resources import RESOURCES
from api.urls import urlpatterns
from tests import factories
from tests.api.bodies import body_of
from tests.api.records import records
from tests.factories import HEKOU, World

POLICY: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "policy.toml").read_text(encoding="utf-8"))
ROLES = [(kind, role) for kind, roles in GRANTS.items() for role in roles]
ROLES += [("partner", role) for role in GRANTS["intermediary"]]
ROLES += [("worker", "self")]
OTHERS = {"schema", "docs", "absent", "proof-keys", "proof-status", "checkpoint-latest", "checkpoint-note"}
OTHERS |= {"decision-list", "decision-proof"}
"""Routes that are no resource: the description, its page, signed lists and notes, proofs, and what is nowhere."""
EVERYBODY = ["anyone", "worker.self"]
DONE = {200, 201, 204, 409, 422, 428}
"""Whoever is let in is answered by the act itself: it is done, too late, or lacks something."""
HIDDEN = {403, 404}
ABSENT = {"uuid": UUID(int=0), "slug": "nowhere", "str": "nowhere", "int": 0}


@dataclass(frozen=True)
class Endpoint:
    """One route by one method: of a resource, to list, to read or to act."""

    resource: Resource
    method: str
    path: str
    name: str
    acts: bool

    @property
    def keyed(self) -> bool:
        """Whether it is about one record."""
        return "{key}" in self.path

    @property
    def policy(self) -> dict[str, Any]:
        """What the policy says of the resource."""
        return POLICY[self.resource.name]

    def allowed(self, role: str) -> bool:
        """Whether the policy lets the role in, on a record it sees."""
        if self.acts:
            return matches(self.policy["does"][self.name], role)
        if self.opens:
            return matches(self.policy.get("opens", EVERYBODY), role)
        return matches(self.policy.get("reads", {}).get(self.name, EVERYBODY), role)

    @property
    def opens(self) -> bool:
        """Whether it reads one person's record."""
        return self.keyed and bool(self.resource.opens) and not self.acts

    @property
    def tried_first(self) -> set[int]:
        """What is answered where a code is tried before anything is looked for."""
        return {422} if self.name == "accept" and self.resource.name == "offers" else set()

    @property
    def is_hidden(self) -> bool:
        """Whether it is there for nobody but those who see its records."""
        return bool(self.policy.get("hidden", False))

    def sees(self, role: str) -> bool:
        """Whether a record of its own world is there for the role."""
        return self.policy.get("public", False) or matches(self.policy.get("sees", []), role)

    def everywhere(self, role: str) -> bool:
        """Whether other worlds' records are there for the role as its own are."""
        return matches(self.policy.get("everywhere", []), role)

    @property
    def is_public(self) -> bool:
        """Whether strangers may come in."""
        if self.acts and "public" in self.policy["does"][self.name]:
            return True
        return not self.acts and self.policy.get("public", False) and self.name not in self.policy.get("reads", {})


def matches(patterns: list[str], role: str) -> bool:
    return any(
        fnmatch(role, pattern) or pattern == "public" or (pattern in ("anyone", "*") and role != "worker.self")
        for pattern in patterns
    )


def routes() -> Iterator[tuple[str, Any]]:
    """Every route of the resources, and the noun it stands under."""
    for found in urlpatterns:
        if isinstance(found, URLResolver):
            yield from ((str(found.pattern), route) for route in found.url_patterns)


def endpoints() -> Iterator[Endpoint]:
    """Every route of every resource by every method that it takes, read from the router."""
    for place, route in routes():
        given = route.callback.initkwargs
        resource = given["resource"]
        path = place + str(route.pattern).replace(f"<{resource.key}:key>", "{key}")
        act, part, look = (given.get(name) for name in ("act", "part", "look"))
        if act:
            yield Endpoint(resource, "POST", path, act.verb, True)
            continue
        yield Endpoint(resource, "GET", path, (part or look).name if part or look else "", False)
        methods = given.get("http_method_names", ())
        if "post" in methods:
            yield Endpoint(resource, "POST", path, resource.make.verb, True)
        if "put" in methods:
            yield Endpoint(resource, "PUT", path, resource.edit.verb, True)


def act_of(endpoint: Endpoint) -> Any:
    """The act behind a route."""
    resource = endpoint.resource
    every = [*resource.acts, *resource.common_acts, resource.make, resource.edit]
    return next(act for act in every if act and act.verb == endpoint.name)


ENDPOINTS = list(endpoints())


def test_every_route_is_in_the_policy_and_the_policy_names_no_other() -> None:
    acts = {(each.resource.name, each.name) for each in ENDPOINTS if each.acts}
    policy = {(name, verb) for name, said in POLICY.items() for verb in said.get("does", {})}

    assert {route.name for route in urlpatterns if not isinstance(route, URLResolver)} == OTHERS
    assert {resource.name for resource in RESOURCES} == set(POLICY)
    assert acts == policy


def test_the_policy_names_only_roles_that_exist() -> None:
    roles = [f"{kind}.{role}" for kind, role in ROLES]
    named = {
        pattern
        for said in POLICY.values()
        for patterns in [
            said.get("sees", []),
            said.get("everywhere", []),
            said.get("opens", []),
            *said.get("does", {}).values(),
            *said.get("reads", {}).values(),
        ]
        for pattern in patterns
    }

    assert not [
        pattern for pattern in named - {"anyone", "public"} if not any(fnmatch(role, pattern) for role in roles)
    ]


@dataclass
class Scene:
    """Two worlds with a record of every resource in each."""

    own: World
    mine: dict[str, Any]
    theirs: dict[str, Any]

    def actor(self, kind: str, role: str) -> Any:
        """The member who holds that role, or the worker of this world."""
        if kind == "worker":
            return WorkerHere(login=f"code:{UUID(int=1)}", actor_id=self.mine["workers"])
        return self.own.member(kind, role)

    def key(self, name: str, role: str) -> Any:
        """The record of one's own world: where each kind of organisation has one of its own, its own."""
        return self.mine.get(f"{name} of {role.split('.')[0]}", self.mine[name])

    def client(self, member: Any) -> APIClient:
        client = APIClient(raise_request_exception=True)
        if member is not None:
            client.force_authenticate(member)
        return client

    def ask(self, endpoint: Endpoint, member: Any, key: object = "") -> Any:
        """Ask, and undo whatever was done."""
        path = f"/api/v1/{endpoint.path.format(key=key)}"
        client = self.client(member)
        act = act_of(endpoint) if endpoint.acts else None
        mine = self.mine | {"asker": getattr(member, "kind", "")}
        # What is done at once commits by itself, and cannot be undone from outside.
        with nullcontext() if act and act.at_once else transaction.atomic():
            if act:
                answer = client.generic(
                    endpoint.method,
                    path,
                    _json(body_of(endpoint.resource, act, self.own, mine)),
                    "application/json",
                )
            else:
                answer = client.get(path if endpoint.keyed else f"{path}{self._question(endpoint)}")
            if not (act and act.at_once):
                transaction.set_rollback(True)
        return answer

    def _question(self, endpoint: Endpoint) -> str:
        return "?limit=200" if endpoint.resource.records else ""


@pytest.fixture
def scene(demand: World, settings: Any) -> Scene:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {}}
    other = factories.world(HEKOU)
    return Scene(demand, records(demand), records(other))


def _json(value: Any) -> bytes:
    import orjson

    return orjson.dumps(value)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(POLICY))
def test_everybody_may_do_what_the_policy_says_and_nothing_else(scene: Scene, name: str) -> None:
    wrong = [
        finding
        for endpoint in ENDPOINTS
        if endpoint.resource.name == name
        for finding in [*judged_stranger(scene, endpoint), *judged_roles(scene, endpoint)]
    ]

    assert not wrong, "\n".join(wrong)


def judged_stranger(scene: Scene, endpoint: Endpoint) -> Iterator[str]:
    """What is wrong with the answers to a stranger."""
    key = scene.mine.get(endpoint.resource.name, "not-found")
    wanted = {200, 422} if endpoint.is_public else {401}
    status = scene.ask(endpoint, None, key).status_code
    if status not in wanted:
        yield f"{endpoint.method} {endpoint.path} stranger: {status}"


def judged_roles(scene: Scene, endpoint: Endpoint) -> Iterator[str]:
    """What is wrong with the answers to people who have logged in."""
    for kind, title in ROLES:
        role, member = f"{kind}.{title}", scene.actor(kind, title)
        judge = judged_keyed if endpoint.keyed and endpoint.resource.records else judged_whole
        for wrong in judge(scene, endpoint, role, member):
            yield f"{endpoint.method} {endpoint.path} {role} {wrong}"


def judged_whole(scene: Scene, endpoint: Endpoint, role: str, member: Any) -> Iterator[str]:
    """A list, a reading of the whole, or an act that needs no record."""
    answer = scene.ask(endpoint, member, "not-found")
    wanted = DONE if endpoint.allowed(role) else {403}
    if endpoint.acts and endpoint.allowed(role) and role.startswith("partner."):
        wanted = DONE | {404}  # this world's workers are the other intermediary's
    if endpoint.is_hidden and not endpoint.sees(role):
        wanted = {404}
    if answer.status_code not in wanted:
        yield f"{answer.status_code}, not {wanted}"
    elif not endpoint.acts and endpoint.resource.records and endpoint.name == "":
        found = {str(row.get("id") or row.get("code") or row.get("number")) for row in answer.json().get("results", ())}
        name = endpoint.resource.name
        public, sees = endpoint.policy.get("public", False), endpoint.sees(role)
        if (str(scene.key(name, role)) in found) != sees and len(found) < 200:
            yield f"lists its own: {not sees}"
        if str(scene.theirs[name]) in found and not (public or endpoint.everywhere(role)):
            yield "lists another world's"


def wanted_of(endpoint: Endpoint, role: str) -> set[int]:
    """The answers that the policy wants on a record of the role's own world."""
    if not endpoint.sees(role):
        return HIDDEN
    if endpoint.allowed(role):
        return DONE
    # What is public hides nothing, so an office that is not in charge may be told either.
    return HIDDEN if endpoint.policy.get("public", False) else {403}


def judged_keyed(scene: Scene, endpoint: Endpoint, role: str, member: Any) -> Iterator[str]:
    """A reading of one record, or an act on it: one's own world's, another world's, and none."""
    name = endpoint.resource.name
    wanted = wanted_of(endpoint, role)
    own = scene.ask(endpoint, member, scene.key(name, role)).status_code
    if own not in wanted:
        yield f"own: {own}, not {wanted}"
    absent = scene.ask(endpoint, member, ABSENT[endpoint.resource.key])
    if absent.status_code not in ((HIDDEN | endpoint.tried_first) if endpoint.acts else {404}):
        yield f"absent: {absent.status_code}"
    if scene.key(name, role) != scene.mine[name]:
        yield from judged_other(endpoint, role, absent, scene.ask(endpoint, member, scene.mine[name]))
    if scene.theirs[name] is not None:
        yield from judged_other(endpoint, role, absent, scene.ask(endpoint, member, scene.theirs[name]))


def judged_other(endpoint: Endpoint, role: str, absent: Any, other: Any) -> Iterator[str]:
    """Another world's record: there for those who see everything and where all is public, else as if absent."""
    if endpoint.everywhere(role):
        wanted = wanted_of(endpoint, role)
    elif endpoint.policy.get("public", False):
        wanted = HIDDEN if endpoint.acts else {200, 403}
    else:
        if (other.status_code, other.content) != (absent.status_code, absent.content):
            yield f"other {other.status_code} is told from absent {absent.status_code}"
        return
    if other.status_code not in wanted:
        yield f"other: {other.status_code}, not {wanted}"
