"""Logging in by a passkey alone, which knows whose it is and proves who holds it."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from accounts.services import passkeys
from core.errors import Invalid, Refusal
from portal import sessions, tries
from portal.actors import now
from portal.errors import status_of
from portal.forms.session import ByPasskey
from portal.views.proof import answered, site_of
from portal.views.session import NEXT, TOO_MANY, after_first_factor, safe

ASKED = "passkey_alone"
"""Where a session remembers what a browser was asked here: no other asking's answer opens a log-in."""


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for a passkey of this site, and let in whose it is: nothing more is asked of them."""
    form = ByPasskey(request.POST or None, initial={"next": request.GET.get("next", "")})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, 422 if request.method == "POST" else 200)
    try:
        member = _member(request)
    except Refusal as refusal:
        form.take(refusal)
        return _page(request, form, status_of(refusal))
    sessions.begin(request, member)
    request.session[NEXT] = safe(request, form.cleaned_data["next"])
    return after_first_factor(request, member, second=sessions.ALONE)


def _member(request: HttpRequest) -> Member:
    if sessions.too_often(request, "stranger"):
        raise Invalid("too_many_tries", TOO_MANY)
    try:
        answer, asked = answered(request, ASKED)
        return passkeys.log_in(answer, asked, site=site_of(request), at=now())
    except Refusal:
        tries.failed(request)
        raise


def _page(request: HttpRequest, form: ByPasskey, status: int) -> HttpResponse:
    asked, state = passkeys.ask_anybody(site=site_of(request))
    if not settings.READ_ONLY:
        request.session[ASKED] = state
    shown = {"form": form, "summary": form.summary if form.is_bound else [], "asked": json.dumps(asked)}
    return render(request, "portal/passkey.html", shown, status=status)
