"""What a member had typed when the log-in ended: kept, sealed, to be sent again after the next one or let go."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from accounts.services import factors
from core.sealing import Unreadable, seal, unseal
from portal import cookies
from portal.actors import actor
from portal.sessions import waiting

COOKIE, SALT, PLACE, KEY = "last_member", "portal.kept", "session.kept", "kept"
KEPT_FOR = timedelta(seconds=settings.SESSION_COOKIE_AGE)
MOST = 64 * 1024
"""Characters of input that are kept; of a file only its name, so that its reader knows which to choose again."""


class LogInFirst(LoginRequiredMiddleware):
    """Sends strangers to the log-in; what a member was sending when the session ran out waits behind it."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        """Keep the input of who was logged in here before, then ask for the log-in or for the second factor."""
        if (found := waiting(request)) is not None:
            return redirect("portal:prove" if factors.are_held(found) else "portal:enrol")
        ended = f"&ended={request.ended}" if hasattr(request, "ended") else ""
        if request.method == "POST" and _keep_for_the_last(request):
            return redirect(f"{reverse('portal:login')}?next={reverse('portal:go_on')}{ended}")
        answer = super().handle_no_permission(request, view_func)
        return redirect(answer.url + ended) if ended else answer


def remember(answer: HttpResponse, member: Member) -> HttpResponse:
    """Let this browser say later whose log-in it was."""
    cookies.write(answer, COOKIE, str(member.pk), salt=SALT, max_age=KEPT_FOR)
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def go_on(request: HttpRequest) -> HttpResponse:
    """Offer what was kept to whom it belongs: to be sent now, or let go."""
    kept = _kept(request)
    if request.method == "POST" or kept is None:
        request.session.pop(KEY, None)
        return redirect("portal:home")
    return render(request, "portal/go_on.html", kept)


def prove_first(request: HttpRequest) -> HttpResponse:
    """Ask for a fresh proof of who it is; what was being sent waits behind it."""
    address = request.get_full_path()
    if request.method == "POST":
        address = reverse("portal:go_on") if keep(request, str(actor(request).actor_id)) else reverse("portal:home")
    return redirect(f"{reverse('portal:prove')}?{urlencode({'next': address})}")


def keep(request: HttpRequest, member: str) -> bool:
    """Keep what a member was sending, if it may be kept."""
    fields = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    files = [(name, [file.name for file in given]) for name, given in request.FILES.lists()]
    what = {"address": request.get_full_path(), "member": member, "fields": fields, "files": files}
    written = json.dumps(what)
    # A password is never written down, sealed or not.
    if len(written) > MOST or any("password" in name for name, _values in fields):
        return False
    request.session[KEY] = b64encode(seal(written, PLACE)).decode()
    return True


def _keep_for_the_last(request: HttpRequest) -> bool:
    member = cookies.read(request, COOKIE, salt=SALT, max_age=KEPT_FOR)
    return keep(request, member) if member else False


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    with suppress(KeyError, Unreadable):
        kept: dict[str, Any] = json.loads(unseal(b64decode(request.session[KEY]), PLACE))
        if kept["member"] == str(actor(request).actor_id):
            return kept
    return None
