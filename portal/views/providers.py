"""An organisation's own identity provider: which it is, set, and ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import IdentityProvider
from accounts.services import identities, providers
from accounts.services.administration import allow_administering
from portal.actors import actor
from portal.forms.accounts import Provider
from portal.moves import attempt
from portal.views.organisations import one


@require_http_methods(["GET", "POST"])
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The provider of an organisation, for its administrators and the operator, and the form to set another."""
    by = actor(request)
    found = one(by, pk)
    if request.method == "GET":
        allow_administering(pk, by=by)
    present = IdentityProvider.objects.visible_to(by).filter(organisation=pk, is_active=True).first()
    there = {"issuer": present.issuer, "client": present.client} if present else {}
    form = Provider(request.POST or None, initial=there)
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda given: providers.keep(pk, given["issuer"], given["client"], by=by))
        if not status:
            messages.success(request, _("Members can log in by this provider from now on."))
            return redirect("portal:organisation_provider", pk)
    context: dict[str, Any] = {
        "organisation": found,
        "present": present,
        "many": identities.many(pk) if present else 0,
        "back": request.build_absolute_uri(reverse("portal:provider_back")),
        "form": form,
        "summary": form.summary if form.is_bound else [],
    }
    return render(request, "portal/organisation_provider.html", context, status=status)


@require_POST
def ended(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let nobody log in by it any more."""
    providers.end(pk, by=actor(request))
    messages.success(request, _("Nobody logs in by this provider any more."))
    return redirect("portal:organisation_provider", pk)
