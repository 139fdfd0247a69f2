"""The counter: a code for who stands there with a paper, and the worker's own yes, typed by the worker."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import NotFound
from core.permissions import Permission as P
from core.workflow import allow
from portal.actors import actor, now
from portal.forms.offers import AtCounter, Yes
from portal.moves import attempt
from portal.words import NO_SUCH_RECORD
from workers.models import Offer
from workers.services import codes
from workers.services.agreement.consents import Answer, accept_each, answerable

GIVEN = "counter_worker"
"""Where the session keeps whom a code was given to last: the person who stands there."""


@never_cache
@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest) -> HttpResponse:
    """Find a person by what the paper says and give a code, which is shown this once."""
    by = actor(request)
    allow(P.GIVE_CODE, by=by)
    form = AtCounter(request.POST or None)
    if request.method != "POST":
        return _page(request, form, {}, 200)
    form = AtCounter(request.POST)
    given: list[tuple[UUID, str]] = []
    status = attempt(
        form,
        lambda said: given.append(codes.give_by_paper(said["number"], said["birth_date"], by=by, at=now())),
    )
    if status:
        return _page(request, form, {}, status)
    request.session[GIVEN] = str(given[0][0])
    return _page(request, AtCounter(), {}, 200, code=given[0][1], number=form.cleaned_data["number"])


@never_cache
@sensitive_post_parameters("code")
@require_POST
def accepted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take down the yes of the worker who stands there, by the worker's own code."""
    by = actor(request)
    allow(P.GIVE_CODE, by=by)
    if pk not in {offer.pk for offer in _offers(request)}:
        raise NotFound("not_found", NO_SUCH_RECORD)
    form = Yes(request.POST, prefix=str(pk))
    status = attempt(form, lambda given: accept_each([Answer(pk, given["digest"], given["code"])], by=by, at=now()))
    if status:
        return _page(request, AtCounter(), {pk: form}, status)
    messages.success(request, _("The worker's yes was taken down. For another offer the worker needs another code."))
    return redirect("portal:counter")


def _offers(request: HttpRequest) -> list[Offer]:
    """The open offers of the person who stands there, while the code is good."""
    standing = request.session.get(GIVEN)
    return answerable(UUID(standing), by=actor(request), at=now()) if standing else []


def _page(
    request: HttpRequest, form: AtCounter, bound: dict[UUID, Yes], status: int, *, code: str = "", number: str = ""
) -> HttpResponse:
    open_ = [
        (offer, bound.get(offer.pk) or Yes(initial={"digest": offer.terms.digest}, prefix=str(offer.pk)))
        for offer in _offers(request)
    ]
    forms = [form, *bound.values()]
    shown: dict[str, Any] = {
        "form_at_counter": form,
        "code": " ".join((code[:3], code[3:])) if code else "",
        "number": number,
        "open": open_,
        "summary": [line for one in forms if one.is_bound for line in one.summary],
    }
    return render(request, "portal/counter.html", shown, status=status)
