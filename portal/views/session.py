"""Logging in and out."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Member
from accounts.rules import needs_second_factor
from accounts.services import authentication, factors
from core.errors import Invalid, Refusal
from portal import sessions, tries
from portal.actors import now
from portal.errors import status_of
from portal.forms.session import LogIn
from portal.kept import remember

TOO_MANY = _("There were too many tries from here: wait some minutes, then try again.")
ENDED = {
    "idle": _("You did nothing for a while, so your log-in has ended. Log in again to go on."),
    "whole": _("A log-in lasts so long and no longer. Log in again to go on."),
    "elsewhere": _(
        "Somebody logged in to your account elsewhere, so this log-in has ended. "
        "If that was not you, log in again, change your password and tell your administrator."
    ),
    "by_you": _(
        "This log-in was ended from another one of your account. "
        "If that was not you, log in again, change your password and tell your administrator."
    ),
    "confirm": _("Your organisation's log-in names you here for the first time. Log in once as before, then confirm."),
}
NEXT = "next"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The form, and the member let in, sent on to the second factor, or told why not."""
    form = LogIn(request.POST or None, initial={"next": request.GET.get("next", "")})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, 422 if request.method == "POST" else 200)
    given = form.cleaned_data
    try:
        member = _member(request, given["email"].strip(), given["password"])
    except Refusal as refusal:
        form.take(refusal)
        return _page(request, form, status_of(refusal))
    sessions.begin(request, member)
    request.session[NEXT] = safe(request, given["next"])
    return after_first_factor(request, member)


def after_first_factor(request: HttpRequest, member: Member, *, second: str = "") -> HttpResponse:
    """Let in whom nothing more is asked of, and lead the others to the second factor."""
    if not second and factors.are_held(member):
        return redirect("portal:prove")
    if not second and needs_second_factor(member.kind, member.roles):
        return redirect("portal:enrol")
    sessions.admit(request, member, second=second)
    return let_in(request, member)


def let_in(request: HttpRequest, member: Member) -> HttpResponse:
    """Lead whom was just let in to the page that was wanted; the browser is known from now on."""
    answer = redirect(request.session.pop(NEXT, settings.LOGIN_REDIRECT_URL))
    tries.know(request, answer, member.email)
    return remember(_in_their_language(request, answer, member), member)


def safe(request: HttpRequest, address: str) -> str:
    """The address if it is one of ours, else the first page."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and ours else settings.LOGIN_REDIRECT_URL


def _member(request: HttpRequest, email: str, password: str) -> Member:
    if tries.too_many(request, email):
        raise Invalid("too_many_tries", TOO_MANY)
    try:
        member = authentication.log_in(email, password, at=now())
    except Refusal:
        tries.failed(request)
        raise
    tries.forget(request, email)
    return member


def _page(request: HttpRequest, form: LogIn, status: int) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "summary": form.summary if form.is_bound else []}
    shown["ended"] = ENDED.get(request.GET.get("ended", ""), "")
    return render(request, "portal/login.html", shown, status=status)


def _in_their_language(request: HttpRequest, answer: HttpResponse, member: Member) -> HttpResponse:
    """Show the pages in the member's own language, unless this browser has chosen one."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            member.language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return answer


@login_not_required
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session; whoever waits for a second factor can leave too."""
    if not request.user.is_authenticated and sessions.waiting(request) is None:
        return redirect(reverse("portal:login"))
    logout(request)
    answer = redirect("portal:start")
    answer.headers["Clear-Site-Data"] = '"cache"'  # not the storage: a device keeps what it recorded without network
    return answer
