"""One's own account: password and tokens; and the first password, by a one-time code."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Token
from accounts.rules import limits_of
from accounts.services import authentication, passwords, tokens
from core.dates import ZONE
from core.errors import Invalid
from portal import sessions
from portal.actors import actor, now
from portal.forms import accounts as forms
from portal.forms.base import Form
from portal.moves import attempt
from portal.tries import failed, forget, too_many
from portal.views.session import TOO_MANY

KEY = _("This is the token's key. It is not shown again: keep it where the program finds it.")


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Password and tokens."""
    return _page(request, None, None, 200)


@sensitive_post_parameters()
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; all other sessions end."""
    form = forms.NewPassword(request.POST)
    changed: list[Any] = []
    status = attempt(form, lambda given: changed.append(_changed(request, given)))
    if status:
        return _page(request, form, None, status)
    sessions.renew(request, changed[0])
    messages.success(request, _("The password was changed. Your other sessions have ended."))
    return redirect("portal:account")


def _changed(request: HttpRequest, given: dict[str, Any]) -> Any:
    by = actor(request)
    counted = f"password {by.actor_id}"
    if too_many(request, counted):
        raise Invalid("too_many_tries", TOO_MANY)
    member = passwords.change_password(given["old"], given["new"], by=by)
    forget(request, counted)
    return member


@never_cache
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token; its key is shown this once."""
    by = actor(request)
    form = forms.NewToken(request.POST, held=by.permissions)
    made: list[Any] = []
    status = attempt(form, lambda given: made.append(_token(given, by)))
    if status:
        return _page(request, None, form, status)
    _made, key = made[0]
    return render(request, "portal/secret.html", {"words": KEY, "secret": key})


def holder(by: Any) -> Any:
    """The member who has logged in, itself and not the request's stand-in for it."""
    return by._wrapped if hasattr(by, "_wrapped") else by


def _token(given: dict[str, Any], by: Any) -> Any:
    end = datetime.combine(given["expires_on"], time(23, 59, 59), tzinfo=ZONE)
    return tokens.make(
        given["name"],
        scopes=given["scopes"],
        expires_at=end,
        by=holder(by),
        at=now(),
    )


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all one's other log-ins."""
    authentication.end_others(by=holder(actor(request)), at=now())
    messages.success(request, _("Your other log-ins have ended."))
    return redirect("portal:account")


@require_POST
def revoke_token(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a token."""
    tokens.revoke(pk, by=actor(request), at=now())
    messages.success(request, _("The token was revoked."))
    return redirect("portal:account")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_password(request: HttpRequest) -> HttpResponse:
    """Choose a password by the code an administrator gave."""
    form = forms.FirstPassword(request.POST or None)
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda given: _choose(request, given))
        if not status:
            messages.success(request, _("The password was set. Log in with it."))
            return redirect("portal:login")
    context = {"form": form, "summary": form.summary if form.is_bound else []}
    return render(request, "portal/first_password.html", context, status=status)


def _choose(request: HttpRequest, given: dict[str, Any]) -> None:
    counted = f"code {given['code'].strip().partition('.')[0]}"
    if too_many(request, counted):
        raise Invalid("too_many_tries", TOO_MANY)
    try:
        passwords.choose_password(given["code"], given["password"])
    except Invalid:
        failed(request)
        raise
    forget(request, counted)


def _page(request: HttpRequest, change: Form | None, token: Form | None, status: int) -> HttpResponse:
    by = actor(request)
    held = Token.objects.visible_to(by).select_related("member").order_by("-pk")
    context = {
        "change": change or forms.NewPassword(),
        "make": token or forms.NewToken(held=by.permissions),
        "tokens": held[:100],
        "now": now(),
        "log_ins": authentication.lately(by=holder(by), at=now()),
        "is_only_one": limits_of(by.kind).is_only_one,
        "summary": [line for form in (change, token) if form for line in form.summary],
    }
    return render(request, "portal/account.html", context, status=status)
