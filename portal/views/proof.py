"""Proving who one is a second time: at the log-in, and before what takes a fresh proof."""

import json
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from accounts.services import factors, passkeys, passwords
from core import totp
from core.errors import Invalid, Refusal
from permits.management.demo.load import SECRET
from permits.management.demo.offices import DOMAIN
from portal import sessions, tries
from portal.actors import now
from portal.forms.base import Form
from portal.forms.session import Again, Code
from portal.moves import attempt
from portal.views.session import TOO_MANY, let_in, safe

ASKED = "passkey"
"""Where a session remembers what a browser was asked."""


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, or the password of who has none; then go on where it was asked for."""
    found = who(request)
    if found is None:
        return redirect("portal:login")
    is_held = factors.are_held(found)
    if sessions.waiting(request) is not None and not is_held:
        return redirect("portal:enrol")
    form = _form(request, is_held=is_held)
    status, used = 200, []
    if request.method == "POST":
        status = attempt(form, lambda given: used.append(_proved(request, given, found)))
    if status:
        return _page(request, form, found, status)
    return passed(request, found, used[0])


def who(request: HttpRequest) -> Member | None:
    """Whose session it is: of a member who is in, or of one who still waits."""
    found = sessions.waiting(request)
    if found is None and request.user.is_authenticated:
        user: Any = request.user  # lazy until somebody asks, and then wrapped
        return cast(Member, user._wrapped)
    return found


def passed(request: HttpRequest, member: Member, second: str) -> HttpResponse:
    """Let in who was waiting, or note the fresh proof, and lead on."""
    if sessions.waiting(request) is not None:
        sessions.admit(request, member, second=second)
        return let_in(request, member)
    sessions.prove(request.session, at=now(), second=second)
    return redirect(safe(request, request.GET.get("next", "")))


def site_of(request: HttpRequest) -> str:
    """The name under which passkeys know this service."""
    return request.get_host().partition(":")[0]


def answered(request: HttpRequest, mark: str = ASKED) -> tuple[Any, dict[str, Any]]:
    """What the browser's passkey answered, and what it had been asked; each asking is for one answer."""
    asked = request.session.pop(mark, None)
    try:
        answer = json.loads(request.POST["passkey"])
    except ValueError:
        answer = None
    if asked is None or not isinstance(answer, dict):
        raise Invalid("passkey_not_right", passkeys.WRONG)
    return answer, asked


def _form(request: HttpRequest, *, is_held: bool) -> Form:
    if is_held and request.POST.get("passkey"):
        return Form(request.POST)
    return (Code if is_held else Again)(request.POST or None)


def _proved(request: HttpRequest, given: dict[str, Any], member: Member) -> str:
    counted = member.email
    if tries.too_many_guesses(request, counted):
        raise Invalid("too_many_tries", TOO_MANY)
    try:
        second = _second(request, given, member, now())
    except Refusal:
        tries.failed(request)
        raise
    tries.forget(request, f"second {counted}")
    return second


def _second(request: HttpRequest, given: dict[str, Any], member: Member, at: datetime) -> str:
    if not given:
        answer, asked = answered(request)
        passkeys.prove(answer, asked, by=member, site=site_of(request), at=at)
        return "passkey"
    if "code" in given:
        factors.prove(given["code"], by=member, at=at)
        return "code"
    passwords.prove(given["password"], by=member)
    return ""


def _page(request: HttpRequest, form: Form, member: Member, status: int) -> HttpResponse:
    is_alone = request.session.get(sessions.SECOND) == sessions.ALONE
    asked = passkeys.ask(by=member, site=site_of(request), is_alone=is_alone)
    if asked is not None:
        request.session[ASKED] = asked[1]
    context = {
        "asked": json.dumps(asked[0]) if asked else "",
        "form": form if isinstance(form, Code | Again) else Code(),
        "summary": form.summary if form.is_bound else [],
        "is_in": sessions.waiting(request) is None,
        "why": _("You are logged in. What you want to do takes a fresh proof that it is you."),
        "demo_code": demo_code(member),
    }
    return render(request, "portal/prove.html", context, status=status)


def demo_code(member: Member) -> str:
    """The code that an account of the demo types now; shown on a developer's own machine only."""
    is_shown = settings.DEBUG and settings.SHOW_DEMO_CODES and member.email.endswith(f"@{DOMAIN}")
    return totp.code_at(SECRET, totp.step_at(now())) if is_shown else ""
