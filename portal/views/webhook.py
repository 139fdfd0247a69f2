"""The webhook of one's organisation: its address and secret, what was posted, and posting it again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.services import organisations, webhooks
from portal.actors import actor, now
from portal.forms.base import Form
from portal.forms.files import Address, Events, Since
from portal.moves import attempt
from portal.paging import page_of
from portal.words import letter

SECRET = _("This is the secret by which your system proves that a letter is ours. It is not shown again.")


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """The address, and the latest letters posted there."""
    return _page(request, {}, 200)


@never_cache
@require_POST
def addressed(request: HttpRequest) -> HttpResponse:
    """Set or remove the address; the new secret is shown this once."""
    form = Address(request.POST)
    made: list[str] = []
    status = attempt(form, lambda given: made.append(_set(given["webhook_url"], request)))
    if status:
        return _page(request, {"address": form}, status)
    if not made[0]:
        messages.success(request, _("Nothing is posted any more."))
        return redirect("portal:webhook")
    return render(request, "portal/secret.html", {"words": SECRET, "secret": made[0]})


@require_POST
def chosen(request: HttpRequest) -> HttpResponse:
    """Choose which events are posted."""
    form = Events(request.POST)
    status = attempt(form, lambda given: webhooks.choose_events(given["events"], by=actor(request)))
    if status:
        return _page(request, {"events": form}, status)
    messages.success(request, _("The choice was saved: it holds for letters written from now on."))
    return redirect("portal:webhook")


@never_cache
@require_POST
def rotated(request: HttpRequest) -> HttpResponse:
    """Exchange the secret; the new one is shown this once."""
    secret = webhooks.rotate_secret(by=actor(request), at=now())
    return render(request, "portal/secret.html", {"words": SECRET, "secret": secret})


@require_POST
def pinged(request: HttpRequest) -> HttpResponse:
    """Have a test posted."""
    webhooks.ping(by=actor(request), at=now())
    messages.success(request, _("A test will be posted within a minute: it is on the list below."))
    return redirect("portal:webhook")


@require_POST
def replayed(request: HttpRequest) -> HttpResponse:
    """Have all letters since a day posted again."""
    form = Since(request.POST)
    counted: list[int] = []
    status = attempt(form, lambda given: counted.append(webhooks.replay(by=actor(request), at=now(), **given)))
    if status:
        return _page(request, {"since": form}, status)
    words = ngettext("%(number)s letter will be posted again.", "%(number)s letters will be posted again.", counted[0])
    messages.success(request, words % {"number": counted[0]})
    return redirect("portal:webhook")


@require_POST
def sent_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have one letter posted again."""
    webhooks.send_again(pk, by=actor(request), at=now())
    messages.success(request, _("The letter will be posted again."))
    return redirect("portal:webhook")


def _set(url: str, request: HttpRequest) -> str:
    return organisations.set_webhook(url.strip(), by=actor(request))


def _page(request: HttpRequest, bound: dict[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    organisation = webhooks.own_address(by)
    posted = webhooks.deliveries(by)
    page = page_of(posted, request)
    context: dict[str, Any] = {
        "organisation": organisation,
        "address": bound.get("address") or Address(initial={"webhook_url": organisation.webhook_url}),
        "events": bound.get("events") or Events(initial={"events": organisation.webhook_events}),
        "since": bound.get("since") or Since(),
        "page": page,
        "rows": [(notice, letter(notice)) for notice in page.rows],
        "failed": posted.filter(dead_at__isnull=False).count(),
        "waiting": posted.filter(due_at__isnull=False).count(),
        "last": posted.filter(delivered_at__isnull=False).order_by("-delivered_at").first(),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/webhook.html", context, status=status)
