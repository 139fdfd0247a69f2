"""The doors: lists, single records, acts and readings, each driven by what a resource declares."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.signals import got_request_exception
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework import exceptions, permissions
from rest_framework.request import Request
from rest_framework.views import APIView

from api import conditional, parsers, renderers
from api.errors import ABSENT, nowhere, unexpected
from api.hot import read_hot
from api.idempotency import once
from api.inputs import Nothing, Purpose, ask, read
from api.pagination import COMMON, next_address
from api.renderers import reply
from api.resource import Act, Part, Resource
from api.shapes import Shape
from core import reach
from core.actors import PUBLIC, Actor
from core.errors import Invalid, NotFound
from core.workflow import allow
from workers.services.codes import records_of

log = logging.getLogger(__name__)


class Door(APIView):
    """What all doors share: who asks, how often, in which language; closed to strangers unless `public`."""

    renderer_classes = [renderers.JSON]
    parser_classes = [parsers.JSON]
    metadata_class = None
    resource: Any = None
    public = False

    def get_permissions(self) -> list[Any]:
        """Let strangers in only where it is said so, and only to read."""
        reads = self.request is not None and self.request.method in permissions.SAFE_METHODS
        open_here = self.public if reads else getattr(getattr(self, "act", None), "public", False)
        return [permissions.AllowAny() if open_here else permissions.IsAuthenticated()]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask who it is, count the request, and only then look whether they may come in."""
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        try:
            self.perform_authentication(request)
        except exceptions.APIException:
            self.check_throttles(request)  # those who guess at tokens are counted as well
            raise
        self.check_throttles(request)
        self.begin_to_reach()
        language = getattr(request.user, "language", None) or self.resource.language
        if language and "Accept-Language" not in request.headers:
            translation.activate(language)
        self.check_permissions(request)
        if self.resource.kinds and self.actor.kind not in self.resource.kinds:
            raise NotFound(ABSENT.code, ABSENT.message)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep what is answered to one asker from being given to another."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ("Authorization", "Cookie", "Accept-Language"))
        if self.resource.kept_for and answer.status_code == 200 and not request.user.is_authenticated:
            patch_cache_control(answer, public=True, max_age=self.resource.kept_for)
        else:
            patch_cache_control(answer, private=True, no_cache=True)
        return answer

    def handle_exception(self, exc: Exception) -> Any:
        """Answer to whatever was raised; what is our own fault is logged, and nothing of it is told."""
        try:
            return super().handle_exception(exc)
        except Exception:
            log.exception("failed at %s", self.request.path)
            got_request_exception.send(sender=type(self), request=self.request._request)
            return unexpected()

    def begin_to_reach(self) -> None:
        """Tell the database who asks from here on."""
        by = self.actor
        reach.begin(by, also=records_of(by.actor_id) if by.kind == "worker" else ())

    @property
    def actor(self) -> Actor:
        """Whoever asks."""
        user: Any = self.request.user
        return user if user.is_authenticated else PUBLIC

    def page(
        self, records: QuerySet[Any], of: "Resource | Part", shape: type[Shape], query: Mapping[str, str]
    ) -> HttpResponse:
        """Answer with one page of the records that the query asks for."""
        question = ask(of.question, query)
        limit, cursor = question.pop("limit", COMMON), question.pop("cursor", "")
        for name, value in question.items():
            records = of.filters[name].apply(records, value)
        rows = list(shape.rows(of.keyset.page(records, cursor=cursor, limit=limit), of.keyset.columns))
        following = None
        if len(rows) > limit:
            query = {name: value for name, value in self.request.query_params.dict().items() if name != "cursor"}
            following = next_address(self.request.path, query, of.keyset.cursor(rows[limit - 1][1]))
        headers = {"Link": f'<{following}>; rel="next"'} if following else {}
        return reply({"results": [row for row, _ in rows[:limit]], "next": following}, headers=headers)


class OfResource(Door):
    """A door to a resource."""

    resource: Any = None

    def one(self, key: object) -> dict[str, Any] | None:
        """The record as it stands, if the asker sees it."""
        if self.resource.hot and self.actor.organisation_id is not None:
            return read_hot(self.resource, key, self.actor)
        row: dict[str, Any] | None = self.resource.shape.one(self.resource.records(self.actor), key)
        return row

    def demand_seen(self, key: object) -> None:
        """Refuse to speak of a record that the asker does not see."""
        if not self.resource.records(self.actor).filter(pk=key).exists():
            raise NotFound(ABSENT.code, ABSENT.message)

    def open_person(self, key: object, query: Mapping[str, str]) -> dict[str, Any]:
        """Write down that a person's record is opened, and give what else was asked."""
        rest = dict(query.items())
        if self.resource.opens:
            purpose = ask(Purpose, {"purpose": rest.pop("purpose")} if "purpose" in rest else {}).get("purpose", "")
            self.resource.opens(self.resource.records(self.actor), key, purpose, by=self.actor)
        return rest

    def given(self, act: Act, key: object = None) -> dict[str, Any]:
        """Read what the act must be told; not being allowed to do it is said before what is wrong with it."""
        if key is None or self.actor.kind == "worker":
            act.demand_allowed(self.actor)
        try:
            return read(act.takes, self.request.data or {}).arguments()
        except Invalid:
            if key is not None:
                self.demand_seen(key)
            act.demand_allowed(self.actor)
            raise

    def where(self, key: object) -> dict[str, str]:
        """Say at which address a record is."""
        return {"Location": reverse(f"api:{self.resource.name}-one", kwargs={"key": key})}

    def made(self, key: object) -> HttpResponse:
        """Answer with a record that was made just now."""
        row = self.one(key)
        return reply(row, status=201, headers={**self.where(key), "ETag": conditional.tag(row)})

    def repeatable(self, act: Act, do: Any) -> HttpResponse:
        """Do the act once for each key that it is sent under."""
        if act.at_once:
            return do()  # type: ignore[no-any-return]
        return once(self.request, do, by=self.actor, at=timezone.now(), secret=act.secret)


class Collection(OfResource):
    """A list of records, and where one can be made, the place to make it."""

    def get(self, request: Request) -> HttpResponse:
        """List."""
        of = self.resource
        return self.page(of.records(self.actor), of, of.listed or of.shape, request.query_params)

    def post(self, request: Request) -> HttpResponse:
        """Make one."""
        act = self.resource.make
        assert act is not None
        given = self.given(act)
        return self.repeatable(act, lambda: self.make(act, given))

    def make(self, act: Act, given: dict[str, Any]) -> HttpResponse:
        """Make it, and answer with it as it stands."""
        made = act.perform(by=self.actor, at=timezone.now(), **given)
        if act.gives is not None:
            return reply(act.gives(made).data, status=201, headers=self.where(made["id"]))
        return self.made(made.pk)


class Item(OfResource):
    """One record, and where it can be edited, the place to do so."""

    def get(self, request: Request, key: object) -> HttpResponse:
        """Give it, unless the asker has this version already."""
        row = self.one(key)
        if row is None:
            raise NotFound(ABSENT.code, ABSENT.message)
        self.open_person(key, request.query_params)
        return conditional.give(request, row)

    def put(self, request: Request, key: object) -> HttpResponse:
        """Change the version that the asker has read, and no other."""
        act = self.resource.edit
        assert act is not None
        given = self.given(act, key)
        self.demand_seen(key)
        act.demand_allowed(self.actor)
        asked = conditional.demand(request)
        with transaction.atomic():
            # The row stays locked until the change is done, so that nobody else comes between.
            held = self.resource.records(self.actor).filter(pk=key).select_for_update(of=("self",))
            list(held.values_list("pk"))
            conditional.prove(asked, self.one(key))
            act.perform(key, by=self.actor, at=timezone.now(), **given)
            row = self.one(key)
        return reply(row, headers={"ETag": conditional.tag(row)})


class Doing(OfResource):
    """An act on one record, or one that needs none."""

    act: Any = None

    def post(self, request: Request, key: object = None) -> HttpResponse:
        """Do it, and answer with the record as it stands."""
        given = self.given(self.act, key)
        return self.repeatable(self.act, lambda: self.do(key, given))

    def do(self, key: object, given: dict[str, Any]) -> HttpResponse:
        """Do it once."""
        about = [] if key is None else [key]
        try:
            done = self.act.perform(*about, by=self.actor, at=timezone.now(), **given)
        except NotFound:
            # Some services look among one's own only: of what one sees it is said that one may not.
            if key is not None and self.resource.records:
                self.demand_seen(key)
                self.act.demand_allowed(self.actor)
                if self.act.takes is Nothing:
                    allow(None, by=self.actor)
            raise
        if self.act.gives is not None:
            return reply(self.act.gives(done).data)
        if self.act.makes:
            return self.made(done.pk)
        row = self.one(key) if self.act.keeps else None
        if row is None:
            return HttpResponse(status=204)
        return reply(row, headers={"ETag": conditional.tag(row)})


class PartOf(OfResource):
    """A list that belongs to one record."""

    part: Any = None

    def get(self, request: Request, key: object) -> HttpResponse:
        """List what belongs to the record."""
        self.demand_seen(key)
        query = self.open_person(key, request.query_params)
        return self.page(self.part.records(self.actor, key), self.part, self.part.shape, query)


class Looking(OfResource):
    """A reading that is not a row: of the whole, or of one record."""

    look: Any = None

    def get(self, request: Request, key: object = None) -> HttpResponse:
        """Read it."""
        query: Mapping[str, str] = request.query_params
        if key is not None and self.resource.records:
            self.demand_seen(key)
            query = self.open_person(key, query)
        question = ask(self.look.asks, query)
        about = [] if key is None else [key]
        found = self.look.reads(*about, by=self.actor, at=timezone.now(), **question)
        if found is None:
            raise NotFound(ABSENT.code, ABSENT.message)
        return conditional.give(request, {"results": found} if self.look.many else found)


def absent(request: HttpRequest, **_where: str) -> HttpResponse:
    """Answer at an address where nothing is."""
    return nowhere()
