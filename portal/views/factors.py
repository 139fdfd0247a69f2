"""One's second factors: set up, confirmed, taken away; and the codes on paper."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Member
from accounts.rules import needs_second_factor
from accounts.services import factors, passkeys
from core import totp
from core.workflow import demand_fresh
from papers.services.documents.typesetting import drawn
from portal import sessions
from portal.actors import now
from portal.forms.base import Form
from portal.forms.session import FirstCode, PasskeyName
from portal.moves import attempt
from portal.views.proof import ASKED, answered, site_of, who


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """One's second factors; who needs one and has none sets it up here and is let in by it."""
    found = who(request)
    if found is None:
        return redirect("portal:login")
    if sessions.waiting(request) is not None and factors.are_held(found):
        return redirect("portal:prove")
    if request.method == "GET":
        return _page(request, found, None, 200)
    if "passkey" in request.POST:
        named = PasskeyName(request.POST)
        status = attempt(named, lambda given: _keep_passkey(request, given["key_name"], found))
        return _page(request, found, named, status) if status else _added(request, found, "passkey")
    if "code" not in request.POST:
        demand_fresh(by=found)
        factors.begin_app(by=found, at=now())
        return redirect("portal:enrol")
    form = FirstCode(request.POST)
    status = attempt(form, lambda given: factors.confirm_app(given["code"], given["name"], by=found, at=now()))
    return _page(request, found, form, status) if status else _added(request, found, "code")


@never_cache
@require_POST
def recovery(request: HttpRequest) -> HttpResponse:
    """Give other recovery codes in the place of those there are."""
    member: Any = who(request)
    demand_fresh(by=member)
    return _codes(request, member)


@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one of them away."""
    member: Any = who(request)
    factors.remove(pk, by=member)
    messages.success(request, _("It was removed."))
    return redirect("portal:enrol")


def _keep_passkey(request: HttpRequest, name: str, member: Member) -> None:
    answer, asked = answered(request)
    passkeys.add(answer, asked, name, by=member, site=site_of(request), at=now())


def _added(request: HttpRequest, member: Member, second: str) -> HttpResponse:
    if sessions.waiting(request) is not None:
        sessions.admit(request, member, second=second)
    else:
        sessions.prove(request.session, at=now(), second=second)
    if factors.codes_left(by=member):
        messages.success(request, _("The second factor was added."))
        return redirect("portal:enrol")
    return _codes(request, member)


def _codes(request: HttpRequest, member: Member) -> HttpResponse:
    shown = {"codes": factors.new_recovery_codes(by=member), "next": request.session.pop("next", "/")}
    return render(request, "portal/recovery_codes.html", shown)


def _page(request: HttpRequest, member: Member, form: Form | None, status: int) -> HttpResponse:
    secret = factors.begun_secret(by=member)
    asked, state = passkeys.begin(by=member, site=site_of(request))
    if not settings.READ_ONLY:
        request.session[ASKED] = state
    context = {
        "member": member,
        "is_in": sessions.waiting(request) is None,
        "is_needed": needs_second_factor(member.kind, member.roles),
        "held": factors.held(by=member),
        "left": factors.codes_left(by=member),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": _picture(member, secret) if secret else "",
        "asked": json.dumps(asked),
        "form": form if isinstance(form, FirstCode) else FirstCode(),
        "key_form": form if isinstance(form, PasskeyName) else PasskeyName(),
        "summary": form.summary if form else [],
    }
    return render(request, "portal/factors.html", context, status=status)


def _picture(member: Member, secret: str) -> str:
    # Lines of our own drawing, with nothing of what anybody typed.
    return mark_safe(drawn(totp.address(secret, member.email, _t("Seasonal permits"))))  # noqa: S308
