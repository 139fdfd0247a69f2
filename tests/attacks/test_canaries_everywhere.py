"""Canaries in every personal text of the demo season: none sings on a page, in an answer, a file or a letter of who
may not read it (`core.privacy` says who may, `visible_to` whose it is)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connections, models
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg import sql
from rest_framework.test import APIClient

from accounts.models import Export, ExportPart, Member, Organisation
from accounts.services import exports
from accounts.services.tokens import digest_of
from core.actors import Actor
from core.db import new_id
from core.privacy import Held, Kind, Whose, personal
from core.reach import EVERYTHING, reaching
from employers.models import Employer
from permits.models import Crossing
from portal.exports import LISTS
from portal.sheets import write
from portal.urls import urlpatterns
from tests import factories
from tests.api.test_matrix import ENDPOINTS
from tests.log_ins import enter
from tests.portal.demo_site import RECORDS, ROLES, Site, clock, site
from workers.models import Duplicate, Worker

__all__ = ["clock", "site"]
pytestmark = [pytest.mark.drill, pytest.mark.django_db(databases=["default", "owner"])]
SONG = re.compile(r"zqx([b-y]{6})", re.IGNORECASE)
LEAST = 40
"""Shorter columns hold ends of numbers, codes and numbers."""
KEYS = {"password", "stored_as", "kind", "code", "key", "digest", "algorithm", "purpose", "asked", "folded", "tokens"}
"""Columns that are looked up by what they hold."""


@dataclass(frozen=True)
class Canary:
    """Where a song stands: in a column of a row, of which `held` says who may read it."""

    model: type[models.Model]
    column: str
    pk: Any
    held: Held


@pytest.fixture(scope="module")
def canaries(site: Site, django_db_blocker: Any) -> dict[str, Canary]:
    """The demo with a song of its own in every personal text; the site is cleared away after the file."""
    found: dict[str, Canary] = {}
    songs = map(_song, count(1))
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        for model, column, held in _texts():
            table, name = sql.Identifier(model._meta.db_table), sql.Identifier(column.column)
            key = sql.Identifier(model._meta.pk.column)
            cursor.execute("SELECT set_config('app.sees', 'everything', false)")
            cursor.execute(sql.SQL("SELECT {} FROM {} WHERE {} <> ''").format(key, table, name))
            own = {next(songs): pk for (pk,) in cursor.fetchall()}
            found |= {song: Canary(model, column.attname, pk, held) for song, pk in own.items()}
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
            cursor.executemany(
                sql.SQL("UPDATE {} SET {} = left({}, %s) || ' zqx' || %s WHERE {} = %s").format(table, name, name, key),
                [((column.max_length or 1000) - 12, song, pk) for song, pk in own.items()],
            )
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
    return found


def _texts() -> Iterator[tuple[type[models.Model], Any, Held]]:
    for model, held in personal():
        for name in held.fields:
            column: Any = model._meta.get_field(name)
            is_text = isinstance(column, models.CharField | models.TextField) and not column.choices
            if is_text and (column.max_length or 1000) >= LEAST and not KEYS & {name} and "login" not in name:
                yield model, column, held


def _song(number: int) -> str:
    letters = []
    for _place in range(6):
        number, rest = divmod(number, 24)
        letters.append(chr(ord("b") + rest))
    return "".join(letters)


class Listener:
    """Somebody who reads: which songs are not for their ears is asked once of each."""

    def __init__(self, by: Actor, canaries: dict[str, Canary]) -> None:
        self.by, self.canaries = by, canaries
        self.judged: dict[str, bool] = {}

    def heard(self, content: bytes) -> set[str]:
        """The columns of the songs in what was given that are for others."""
        songs = {song.lower() for song in SONG.findall(content.decode(errors="ignore"))} & self.canaries.keys()
        for song in songs - self.judged.keys():
            self.judged[song] = may_read(self.canaries[song], self.by)
        found = [self.canaries[song] for song in songs if not self.judged[song]]
        return {f"{one.model._meta.label}.{one.column}" for one in found}


def may_read(one: Canary, by: Actor) -> bool:
    """Whether a text is of a kind that the reader's kind may see, and in a row that the reader sees."""
    with reaching(EVERYTHING):
        if one.model is Organisation:
            # Bodies are known by their names; a household's is a person's.
            return by.kind in {*one.held.seen_by, "oversight"} or not _households().filter(pk=one.pk).exists()
        if not _sees(one, by):
            return False
        kinds = {*one.held.seen_by, "oversight", *(["worker"] if one.held.whose == Whose.WORKER else [])}
        is_of_house = one.held.whose != Whose.WORKER or Kind.OWN in one.held.seen_by
        return by.kind in kinds or (is_of_house and by.organisation_id in _houses(one))


def _households() -> Any:
    return Employer.objects.filter(credit_code="")


def _sees(one: Canary, by: Actor) -> bool:
    records: Any = one.model._default_manager
    if one.model is Worker and Duplicate.objects.visible_to(by).filter(Q(first=one.pk) | Q(second=one.pk)).exists():
        return True  # two records that may be one person's are looked at side by side
    if one.model is Worker and Crossing.objects.visible_to(by).filter(worker=one.pk).exists():
        return True  # who crossed is called by name
    if hasattr(records, "visible_to"):
        return bool(records.visible_to(by).filter(pk=one.pk).exists())
    if not one.held.path:
        return True
    return any(
        Worker.objects.visible_to(by).filter(pk__in=records.filter(pk=one.pk).values(way)).exists()
        for way in one.held.path.split("|")
    )


def _houses(one: Canary) -> set[Any]:
    """The organisations whose own a row is."""
    row: Any = one.model._default_manager.get(pk=one.pk)
    parts = [row, *(getattr(row, name, None) for name in ("filing", "member"))]
    return {getattr(part, name, None) for part in parts for name in ("pk", "organisation_id", "employer_id")} - {None}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_tells_a_role_what_is_not_for_it(site: Site, canaries: dict[str, Canary], role: str) -> None:
    member, browser = site.members[role], Client(headers={"accept-language": "vi"})
    enter(browser, member)
    reader, told = Listener(member, canaries), set()

    for page in urlpatterns:
        for address in _addresses(site, page, member):
            told |= {f"{page.name}: {column}" for column in reader.heard(b"".join(browser.get(address)))}

    assert sorted(told) == []
    assert reader.judged


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_to_a_program_tells_it_what_is_not_for_its_member(
    site: Site, canaries: dict[str, Canary], role: str, settings: Any
) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {}}
    cache.clear()
    member, key = site.members[role], f"sp_{new_id().hex}"
    factories.token(member, scopes=(), digest=digest_of(key))
    program = APIClient(headers={"authorization": f"Bearer {key}"}, raise_request_exception=False)
    reader, told = Listener(member, canaries), set()

    for path in _paths(member):
        answer = program.get(f"/api/v1/{path}")
        told |= {f"{path.split('/')[0]}: {column}" for column in reader.heard(answer.content)}

    assert sorted(told) == []
    assert reader.judged


def _paths(by: Member) -> Iterator[str]:
    """Every list, and every record's own answer for the first that one sees."""
    for endpoint in ENDPOINTS:
        if endpoint.acts or not endpoint.resource.records:
            continue
        if not endpoint.keyed:
            yield f"{endpoint.path}?limit=200"
            continue
        if endpoint.resource.key == "uuid":
            for pk in endpoint.resource.records(by).order_by("pk").values_list("pk", flat=True)[:2]:
                yield endpoint.path.format(key=pk)


def test_no_file_of_a_list_holds_what_is_not_for_who_took_it_out(site: Site, canaries: dict[str, Canary]) -> None:
    at = timezone.localtime()
    told = {"language": "en", "file_kind": "csv", "asked_at": at, "expires_at": at + timedelta(days=3), "asked": ""}
    for member in site.members.values():
        signed = {"proposed_by": member.pk, "proposed_login": "session", "proposed_at": at}
        for name in LISTS:
            Export.objects.create(member=member, organisation=member.organisation, kind=name, **told, **signed)

    made = exports.make_due(write, at=at)

    readers = {member.pk: Listener(member, canaries) for member in site.members.values()}
    wrong = {
        f"{part.export.kind} for {part.export.member.organisation.kind}: {column}"
        for part in ExportPart.objects.select_related("export__member__organisation")
        for column in readers[part.export.member_id].heard(bytes(part.content))
    }
    assert sorted(wrong) == []
    assert made > 100


def _addresses(site: Site, page: Any, by: Member) -> Iterator[str]:
    """The page about the first record that one sees, and about some of those that come after it."""
    yield site.address(page, by)
    if page.name in RECORDS and list(page.pattern.converters) == ["pk"]:
        records: Any = apps.get_model(RECORDS[str(page.name)]).objects  # type: ignore[attr-defined]
        for pk in records.visible_to(by).order_by("pk").values_list("pk", flat=True)[1:3]:
            yield reverse(f"portal:{page.name}", args=[pk])
