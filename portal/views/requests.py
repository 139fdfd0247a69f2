"""What is asked about permits: extensions, variations, early ends, and revocations that wait for a second signature."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.errors import Sentence
from core.workflow import Workflow
from employers.models import Worksite
from permits.enums import RequestStatus
from permits.models import EndRequest, Extension, PermitRevocation, Variation
from permits.services.decisions import decided
from permits.services.history import history
from permits.workflow import END_REQUEST, EXTENSION, VARIATION
from portal import permit_readings as readings
from portal import records
from portal.actors import actor, today
from portal.forms.base import Form
from portal.forms.filters import Filter
from portal.forms.permits import RequestFilter, RevocationFilter
from portal.listing import REASON, STATUS, Column, Listing, Rows, of_permit
from portal.moves import Move, offers
from portal.paging import page_of
from portal.permit_moves import END_MOVES, EXTENSION_MOVES, VARIATION_MOVES
from portal.readings import names_of_members

PERMIT = ("permit__season", "permit__worker", "permit__employer__organisation", "permit__county")
NO_MOVES = Workflow()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request: the names of its pages, its record, its procedure, and the day by which it is decided."""

    name: str
    list: str
    one: Sentence
    title: Sentence
    model: Any
    due: str = ""
    workflow: Workflow = NO_MOVES
    moves: Mapping[str, Move] = field(default_factory=dict)
    filter: type[Filter] = RequestFilter


KINDS = (
    Kind(
        "extension",
        "extensions",
        _("Extension"),
        _("Extensions"),
        Extension,
        "permit__last_on",
        EXTENSION,
        EXTENSION_MOVES,
    ),
    Kind(
        "variation",
        "variations",
        _("Variation"),
        _("Variations"),
        Variation,
        "effective_on",
        VARIATION,
        VARIATION_MOVES,
    ),
    Kind(
        "end_request",
        "end_requests",
        _("Request to end"),
        _("Requests to end"),
        EndRequest,
        "due_on",
        END_REQUEST,
        END_MOVES,
    ),
    Kind("revocation", "revocations", _("Revocation"), _("Revocations"), PermitRevocation, filter=RevocationFilter),
)


@require_safe
def listed(request: HttpRequest, kind: Kind) -> HttpResponse:
    """The requests of one kind that one sees, newest first or by deadline, narrowed by the address."""
    by = actor(request)
    rows, narrow = narrowed(by, request.GET, kind=kind)
    day = kind.due if "order" in narrow.fields and narrow.value("order") else ""
    rows = rows.filter(status=RequestStatus.ASKED) if day else rows
    shown = {"page": page_of(rows, request, day=day), "filter": narrow, "kind": kind, "kinds": KINDS}
    return render(request, "portal/requests.html", shown)


def rows_of(kind: Kind, by: Actor) -> Any:
    """The requests of one kind that one sees, with all that a line of the list names."""
    return kind.model.objects.visible_to(by).select_related(*PERMIT)


def narrowed(by: Actor, asked: QueryDict, *, kind: Kind) -> tuple[Rows, Filter]:
    """The requests of one kind that the address asks for, of those one sees."""
    narrow: Filter = kind.filter(asked)
    return rows_of(kind, by).filter(_asked(narrow, kind, by=by)), narrow


def _asked(narrow: Filter, kind: Kind, *, by: Actor) -> Q:
    """What the filter leaves of the requests."""
    columns = [name for name in ("status", "permit") if name in narrow.fields and narrow.value(name)]
    found = Q(**{name: narrow.value(name) for name in columns})
    return found & readings.turn_of(kind.name, narrow.value("turn"), by=by, on=today())


@require_safe
def shown(request: HttpRequest, kind: Kind, pk: UUID) -> HttpResponse:
    """One request."""
    return _page(request, one(actor(request), pk, kind=kind), {}, 200, kind=kind)


@require_POST
def moved(request: HttpRequest, kind: Kind, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of a request, and show it again."""
    return records.moved(
        request,
        pk,
        verb,
        one=partial(one, kind=kind),
        moves=kind.moves,
        show=partial(_page, kind=kind),
        to=f"portal:{kind.name}",
    )


def one(by: Actor, pk: UUID, *, kind: Kind) -> Any:
    """A request one sees; it knows whether it is the reader's own and whether its day has come."""
    record = records.one(rows_of(kind, by), pk)
    record.is_ours = getattr(record, "organisation_id", None) == by.organisation_id
    record.is_due = getattr(record, "due_on", today()) <= today()
    return record


def _page(request: HttpRequest, record: Any, bound: Mapping[str, Form], status: int, *, kind: Kind) -> HttpResponse:
    by = actor(request)
    ports = dict(readings.ports(by, today()))
    signed = [getattr(record, name, None) for name in ("proposed_by", "decided_by")]
    context: dict[str, Any] = {
        "record": record,
        "kind": kind,
        "ports": [ports.get(code, code) for code in getattr(record, "ports", [])],
        "worksites": Worksite.objects.visible_to(by).filter(pk__in=getattr(record, "worksites", [])).order_by("pk"),
        "people": names_of_members(by, signed),
        "steps": history(record, by=by),
        **(decided(kind.name, record) if kind.moves else {}),
        "offers": offers(kind.workflow, kind.moves, record, by=by, bound=bound) if kind.moves else [],
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/request.html", context, status=status)


ASKED = (STATUS, REASON, Column(_("Asked"), "asked_at"), Column(_("Decided"), "decided_at"))
COLUMNS: dict[str, tuple[Column, ...]] = {
    "extensions": (*ASKED, Column(_("New last day"), "ends_on")),
    "variations": (*ASKED, Column(_("From which day"), "effective_on")),
    "end_requests": (*ASKED, Column(_("New last day"), "ends_on"), Column(_("Answered on"), "due_on")),
    "revocations": (
        REASON,
        Column(_("Article of law"), "legal_basis"),
        Column(_("Proposed"), "proposed_at"),
        Column(_("Decided"), "decided_at"),
    ),
}
LISTS = {
    kind.list: Listing(
        kind.title, partial(rows_of, kind), (*of_permit(), *COLUMNS[kind.list]), partial(narrowed, kind=kind)
    )
    for kind in KINDS
}
