"""Checkpoints of the record of events, for everybody; the proof of a decision; and gaps that a restore has left."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import PUBLIC, Actor
from core.errors import Forbidden
from core.evidence.models import Checkpoint, Gap
from core.evidence.rules import notes
from core.evidence.services import gaps as service
from core.evidence.services import standing
from core.permissions import Permission as P
from permits.services.decisions import proof_of
from portal import records
from portal.actors import actor, now
from portal.acts import acts
from portal.forms.base import Form
from portal.forms.checkpoints import GapFound
from portal.forms.moves import Nothing
from portal.moves import Move, attempt
from portal.paging import page_of
from portal.readings import names_of_members

FOR_NOW = 60
MOVES = {
    "acknowledge": (
        P.ACKNOWLEDGE_GAP,
        Move(
            Nothing,
            lambda pk, given, by, at: service.acknowledge(pk, by=by, at=at),
            _("Two persons vouch for the gap; checking knows it from now on."),
            lambda gap: gap.decided_by is None,
        ),
    ),
    "decline": (
        P.ACKNOWLEDGE_GAP,
        Move(
            Nothing,
            lambda pk, given, by, at: service.decline(pk, by=by, at=at),
            _("Nobody vouches for it; checking goes on calling it a fault."),
            lambda gap: gap.decided_by is None,
        ),
    ),
}


@login_not_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All checkpoints, newest first: what they prove, and how anybody checks it."""
    latest = Checkpoint.objects.visible_to(PUBLIC).latest_first().first()
    shown = {
        "page": page_of(Checkpoint.objects.visible_to(PUBLIC).defer("waiting"), request),
        "latest": latest,
        "key": notes.verifier_key(settings.EVIDENCE_ORIGIN, bytes(latest.key)) if latest else "",
        "is_late": standing.is_late(),
    }
    answer = render(request, "portal/checkpoints.html", shown)
    # It holds the reader's own form for the language: who asks may keep it, who stands between may not.
    patch_cache_control(answer, private=True, max_age=FOR_NOW)
    return answer


@require_safe
def proof(request: HttpRequest, kind: str, pk: UUID, seq: int) -> HttpResponse:
    """The proof of one decision, as a file; for who sees the record."""
    return proof_file(proof_of(kind, pk, seq, by=actor(request)), f"{kind}-{pk}-{seq}")


def proof_file(proof: dict[str, Any], name: str) -> HttpResponse:
    """A proof as a file that a reader keeps."""
    headers = {
        "Content-Disposition": f'attachment; filename="proof-{name}.json"',
        "Cache-Control": "private, no-store",
    }
    text = json.dumps(proof, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/json", headers=headers)


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """What a restore has left: gaps that are found, proposed, and vouched for."""
    return _gaps(request, None, {}, 200)


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Put the first signature under a gap."""
    form = GapFound(request.POST)
    status = attempt(form, lambda given: service.propose(given["notes"], given["reason"], by=actor(request), at=now()))
    if status:
        return _gaps(request, form, {}, status)
    messages.success(request, _("The first signature stands. A colleague of another unit decides."))
    return redirect("portal:gaps")


@require_POST
def decide(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Put the second signature, or decline."""

    def show(request: HttpRequest, gap: Gap, bound: Mapping[str, Form], status: int) -> HttpResponse:
        return _gaps(request, None, {(gap.pk, verb): form for verb, form in bound.items()}, status)

    moves = {verb: move for verb, (_permission, move) in MOVES.items()}
    return records.moved(request, pk, verb, one=_one, moves=moves, show=show, to=lambda gap: redirect("portal:gaps"))


def _one(by: Actor, pk: UUID) -> Gap:
    found: Gap = records.one(Gap.objects.visible_to(by), pk)
    return found


def _gaps(request: HttpRequest, form: Form | None, bound: Mapping[tuple[UUID, str], Form], status: int) -> HttpResponse:
    by = actor(request)
    if not any(one in by.permissions for one in (P.ACKNOWLEDGE_GAP, P.READ_EVENTS)):
        raise Forbidden("not_allowed", _("Only operators and oversight see gaps of the record."))
    may = P.ACKNOWLEDGE_GAP in by.permissions
    page = page_of(Gap.objects.visible_to(by), request)
    lost = service.found() if may else []
    shown = {
        "page": page,
        "rows": [
            {
                "gap": gap,
                "offers": acts(
                    MOVES, gap, by=by, bound={verb: one for (pk, verb), one in bound.items() if pk == gap.pk}
                ),
            }
            for gap in page.rows
        ],
        "people": names_of_members(by, [who for gap in page.rows for who in (gap.proposed_by, gap.decided_by) if who]),
        "lost": lost,
        "form": form or (GapFound() if may else None),
        "summary": [line for each in (form, *bound.values()) if each for line in each.summary],
    }
    return render(request, "portal/gaps.html", shown, status=status)
