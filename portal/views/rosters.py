"""Rosters: handed in, tried, applied or put away, undone; each can be left and looked at later."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import Actor
from core.errors import NotFound, Refusal
from core.permissions import Permission as P
from core.workflow import allow
from portal.actors import actor, now
from portal.errors import status_of
from portal.forms.rosters import HandIn
from portal.listing import STATUS, Column, Listing, Rows
from portal.moves import attempt
from portal.paging import page_of
from portal.records import one
from portal.views.registering import open_seasons, partners
from rosters.enums import RosterKind, RowState
from rosters.models import Roster
from rosters.services import progress, rosters, workbooks, working
from rosters.services.kinds import KINDS
from rosters.services.sentences import file_sentence, said
from rosters.workflow import ROSTER

AT_ONCE = 1000
"""So many rows are worked on while their reader waits; more of them in the background."""
SMALL_FILE = 150_000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTS = {"apply_rows": rosters.apply, "undo_rows": rosters.undo, "put_away": rosters.discard}


def handed_in(by: Actor, _asked: QueryDict) -> tuple[Rows, None]:
    """One's organisation's rosters."""
    allow(P.KEEP_ROSTERS, by=by)
    return LIST.seen(by), None


LIST = Listing(
    _("Rosters"),
    lambda by: Roster.objects.visible_to(by).select_related("member"),
    (
        Column(_("Rows of"), "get_kind_display"),
        Column(_("File"), "file_name"),
        Column(_("Handed in"), "received_at"),
        Column(_("Name"), "member.name"),
        Column(_("Rows"), "rows"),
        Column(_("To correct"), lambda row: row.counts.get("faulty", 0)),
        STATUS,
    ),
    handed_in,
)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """One's organisation's rosters, and the kinds one may hand in."""
    by = actor(request)
    rows, _narrow = handed_in(by, request.GET)
    page = page_of(rows, request)
    labels = dict(RosterKind.choices)
    kinds = [(kind, labels[RosterKind(kind)]) for kind in rosters.kinds_for(by)]
    return render(request, "portal/rosters.html", {"page": page, "kinds": kinds})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, of: str) -> HttpResponse:
    """Hand in a file of one kind; a small one is tried at once."""
    by = actor(request)
    _demand(of, by)
    form = _form(of, by, *([request.POST, request.FILES] if request.method == "POST" else []))
    if request.method == "POST":
        made: list[Roster] = []
        status = attempt(form, lambda given: made.append(_handed_in(of, given, by)))
        if not status:
            return redirect("portal:roster", made[0].pk)
    table, language = KINDS[of].table, get_language() or "en"
    columns = [(column.heading(language), column.is_needed, column.example) for column in table.columns]
    context = {
        "form": form,
        "kind": of,
        "label": RosterKind(of).label,
        "columns": columns,
        "summary": form.summary if form.is_bound else [],
    }
    return render(request, "portal/roster_new.html", context, status=status if request.method == "POST" else 200)


@require_safe
def template(request: HttpRequest, of: str) -> HttpResponse:
    """The empty roster of a kind, in the reader's language."""
    _demand(of, actor(request))
    return _file(workbooks.template(of, language=get_language() or "en"), f"{of}.xlsx")


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One roster: how far it is, what the trial found, what can be done next.

    The page asks by itself how far it is; once the work is over it is loaded anew as a whole.
    """
    roster = one(Roster.objects.visible_to(actor(request)), pk)
    if "HX-Request" not in request.headers:
        return _page(request, roster)
    if not _is_moving(roster):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"roster": roster, "so_far": progress.told(roster)}
    return render(request, "portal/parts/roster_progress.html", context)


@require_safe
def marked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rows to be corrected as a file, their wrong cells marked."""
    roster = one(Roster.objects.visible_to(actor(request)), pk)
    content = workbooks.marked(roster, language=get_language() or "en")
    return _file(content, f"{roster.kind}-{roster.received_at:%Y-%m-%d}.xlsx")


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Apply, undo or put away; what is small is done at once."""
    by = actor(request)
    roster = one(Roster.objects.visible_to(by), pk)
    if verb not in ACTS:
        raise NotFound
    try:
        ACTS[verb](pk, by=by, at=now())
    except Refusal as refusal:
        return _page(request, roster, refusal=refusal)
    if roster.rows <= AT_ONCE:
        working.work(pk, at=now())
    return redirect("portal:roster", pk)


def _page(request: HttpRequest, roster: Any, refusal: Refusal | None = None) -> HttpResponse:
    by, table = actor(request), KINDS[roster.kind].table
    page = page_of(rosters.rows_of(roster.pk, by=by).filter(state=RowState.FAULTY), request, day="line")
    language = get_language() or "en"
    for one_row in page.rows:
        row: Any = one_row
        row.told = [(table[one[0]].heading(language) if one[0] else "", said(one)) for one in row.problems]
    verbs = [move.verb for move in ROSTER.open_to(status=roster.status, permissions=by.permissions)]
    context = {
        "roster": roster,
        "is_moving": _is_moving(roster),
        "so_far": progress.told(roster),
        "page": page,
        "fault": file_sentence(roster.fault, table) if roster.fault else "",
        "fault_lines": ", ".join(map(str, (roster.fault or {}).get("lines", ()))),
        "has_way_back": KINDS[roster.kind].undone is not None,
        "counts": [(state.label, roster.counts[state]) for state in RowState if roster.counts.get(state)],
        "faulty": roster.counts.get(RowState.FAULTY, 0),
        "good": roster.counts.get(RowState.GOOD, 0),
        "applied": roster.counts.get(RowState.APPLIED, 0),
        "missing": [column.heading(language) for column in table.columns if column.name not in roster.columns],
        "verbs": [verb for verb in verbs if _makes_sense(verb, roster)],
        "earlier": rosters.earlier(roster, by=by),
        "summary": [("", str(problem)) for problem in refusal.problems] if refusal else [],
    }
    return render(request, "portal/roster.html", context, status=status_of(refusal) if refusal else 200)


def _is_moving(roster: Roster) -> bool:
    return roster.is_waiting and not roster.is_stuck


def _makes_sense(verb: str, roster: Roster) -> bool:
    if verb == "undo_rows" and KINDS[roster.kind].undone is None:
        return False
    needed = {"apply_rows": RowState.GOOD, "undo_rows": RowState.APPLIED}.get(verb)
    return needed is None or bool(roster.counts.get(needed))


def _demand(kind: str, by: Actor) -> None:
    """Refuse a kind that there is not, or that is not one's own to hand in."""
    if kind not in KINDS:
        raise NotFound
    allow(P.KEEP_ROSTERS, by=by)
    allow(KINDS[kind].permission, by=by)


def _form(kind: str, by: Actor, *sent: Any) -> HandIn:
    if not KINDS[kind].needs_season:
        return HandIn(*sent, seasons=None)
    return HandIn(*sent, seasons=open_seasons(by), partners=partners(by))


def _handed_in(kind: str, given: dict[str, Any], by: Actor) -> Roster:
    file = given["file"]
    keys = {name: UUID(given[name]) for name in ("season", "partner") if given.get(name)}
    language = get_language() or "en"
    made = rosters.hand_in(kind, file.read(), name=file.name, language=language, by=by, at=now(), **keys)
    if file.size <= SMALL_FILE:
        working.work(made.pk, at=now())
    return made


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=WORKBOOK, headers=headers)
