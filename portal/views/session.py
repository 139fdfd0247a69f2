"""Logging in and out."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Member
from accounts.services import authentication
from core.errors import Invalid, Refusal
from portal.actors import now
from portal.errors import status_of
from portal.forms.session import LogIn
from portal.kept import remember
from portal.sessions import address_of, forget_tries, too_many_tries

TOO_MANY = _("There were too many tries: wait a quarter of an hour, then try again.")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The form, and the member let in, or told why not."""
    form = LogIn(request.POST or None, initial={"next": request.GET.get("next", "")})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, 422 if request.method == "POST" else 200)
    given = form.cleaned_data
    try:
        member = _member(request, given["email"].strip(), given["password"])
    except Refusal as refusal:
        form.take(refusal)
        return _page(request, form, status_of(refusal))
    login(request, member, backend="accounts.services.authentication.MemberBackend")
    return remember(_in_their_language(request, redirect(_safe(request, given["next"])), member), member)


def _member(request: HttpRequest, email: str, password: str) -> Member:
    address = address_of(request)
    if too_many_tries(email, address):
        raise Invalid("too_many_tries", TOO_MANY)
    member = authentication.log_in(email, password, at=now())
    forget_tries(email, address)
    return member


def _page(request: HttpRequest, form: LogIn, status: int) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "summary": form.summary if form.is_bound else []}
    return render(request, "portal/login.html", shown, status=status)


def _safe(request: HttpRequest, address: str) -> str:
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and ours else settings.LOGIN_REDIRECT_URL


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


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("portal:start")
