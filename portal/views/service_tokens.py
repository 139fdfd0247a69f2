"""The organisation's own tokens, for its programs: made, shown once, seen for when they were last used, revoked."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Token, Unit
from accounts.services import tokens
from core.actors import Actor
from core.dates import ZONE
from core.permissions import Permission as P
from core.workflow import allow
from portal.actors import actor, now
from portal.forms.accounts import NewServiceToken
from portal.moves import attempt
from portal.paging import page_of
from portal.readings import name_column
from portal.views.account import KEY, holder


@never_cache
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The organisation's tokens and the form for another, whose key is shown this once."""
    by = actor(request)
    allow(P.MANAGE_TOKENS, by=by)
    units = [(str(pk), name) for pk, name in _units(by)]
    form = NewServiceToken(request.POST or None, kind=by.kind, units=units)
    status = 200
    if request.method == "POST":
        made: list[Any] = []
        status = attempt(form, lambda given: made.append(_made(given, by)))
        if not status:
            _token, key = made[0]
            shown = {"words": KEY, "secret": key, "back": "portal:service_tokens"}
            return render(request, "portal/secret.html", shown)
    page = page_of(Token.objects.visible_to(by).filter(member=None).select_related("unit"), request)
    context = {"page": page, "form": form, "now": now(), "summary": form.summary if form.is_bound else []}
    return render(request, "portal/service_tokens.html", context, status=status)


@require_POST
def revoked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of the organisation's tokens."""
    tokens.revoke(pk, by=actor(request), at=now())
    messages.success(request, _("The token was revoked."))
    return redirect("portal:service_tokens")


def _units(by: Actor) -> list[tuple[Any, str]]:
    own = Unit.objects.visible_to(by).filter(organisation=by.organisation_id)
    return list(own.order_by(name_column()).values_list("pk", name_column()))


def _made(given: dict[str, Any], by: Actor) -> tuple[Token, str]:
    return tokens.make(
        given["name"],
        roles=given["roles"],
        scopes=given["scopes"],
        unit_id=UUID(given["unit"]) if given["unit"] else None,
        expires_at=datetime.combine(given["expires_on"], time(23, 59, 59), tzinfo=ZONE),
        by=holder(by),
        at=now(),
    )
