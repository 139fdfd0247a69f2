"""Logging in by an organisation's own identity provider, and confirming once whom it means."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.services import identities, providers
from accounts.services.identities import Met
from core.errors import Conflict, Invalid, Refusal
from portal import sessions
from portal.actors import actor, now
from portal.errors import refused, status_of
from portal.forms.session import ByProvider
from portal.moves import attempt
from portal.views.account import holder
from portal.views.session import NEXT, TOO_MANY, after_first_factor, safe

ASKED, MET = "provider", "met"
NONE = _("Your organisation has no log-in of its own here: log in with your password.")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def begun(request: HttpRequest) -> HttpResponse:
    """Ask for the address, and lead to the provider; by a link, since forms lead nowhere else from here."""
    form = ByProvider(request.POST or None, initial={"next": request.GET.get("next", "")})
    found: list[str] = []
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda given: found.append(_asked(request, given)))
    context = {"form": form, "summary": form.summary if form.is_bound else [], "address": found[0] if found else ""}
    return render(request, "portal/provider.html", context, status=status or 200)


@login_not_required
@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer; what else is needed is asked for here."""
    remembered = request.session.pop(ASKED, None)
    if remembered is None:  # it was answered before, or asked for in another browser
        return redirect("portal:provider")
    try:
        told = providers.finish(request.GET.dict(), remembered, at=now())
        found = identities.recognise(told, at=now())
    except Refusal as refusal:
        return refused(request, status_of(refusal), refusal.problems)
    if isinstance(found, Met):
        request.session[MET] = found.written()
        return redirect(
            f"{reverse('portal:login')}?{urlencode({'next': reverse('portal:identity'), 'ended': 'confirm'})}"
        )
    wanted = request.session.get(NEXT, "")
    sessions.begin(request, found)
    request.session[NEXT] = safe(request, wanted)
    return after_first_factor(request, found, second="provider" if told.is_strong else "")


@never_cache
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest) -> HttpResponse:
    """By which log-in of one's organisation one is known; the first time, whether it means oneself."""
    by = holder(actor(request))
    waits = request.session.get(MET)
    if request.method == "POST":
        if waits is None:
            raise Conflict("provider_late", identities.LATE)
        identities.confirm(Met(**waits), by=by, at=now())
        request.session.pop(MET)
        messages.success(request, _("From now on your organisation's log-in lets you in here."))
        return redirect("portal:identity")
    met = Met(**waits) if waits else None
    context = {"met": met, "is_mine": met is not None and met.member == str(by.pk), "held": identities.held(by=by)}
    return render(request, "portal/identity.html", context)


@require_POST
def forgotten(request: HttpRequest) -> HttpResponse:
    """Be known by it no more, or leave what waits."""
    request.session.pop(MET, None)
    identities.forget(by=holder(actor(request)))
    messages.success(request, _("Your organisation's log-in stands for your account no more."))
    return redirect("portal:identity")


def _asked(request: HttpRequest, given: dict[str, Any]) -> str:
    if sessions.too_often(request, "stranger"):
        raise Invalid("too_many_tries", TOO_MANY)
    provider = providers.of(given["email"], at=now())
    if provider is None:
        raise Invalid("no_provider", NONE, field="email")
    try:
        address, remembered = providers.begin(
            provider, request.build_absolute_uri(reverse("portal:provider_back")), at=now()
        )
    except (OSError, ValueError, KeyError) as error:
        raise Invalid("provider_away", _("Your organisation's log-in cannot be reached now.")) from error
    request.session[ASKED], request.session[NEXT] = remembered, safe(request, given["next"])
    return address
