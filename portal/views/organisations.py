"""Organisations, their units and members, for their administrators and the operator."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Member, Organisation, Unit
from accounts.services import members, organisations, units
from accounts.services.organisations import Names
from core.actors import Actor
from core.errors import NotFound
from core.permissions import Permission as P
from employers.models import Employer
from portal import readings, records
from portal.actors import actor, now, today
from portal.forms import accounts as forms
from portal.forms.base import Form
from portal.forms.filters import OrganisationFilter, of_name
from portal.listing import Column, Listing, Rows
from portal.moves import attempt
from portal.paging import page_of
from portal.words import NO_SUCH_RECORD


def _names(given: dict[str, Any]) -> Names:
    return Names(given["name_zh"], given["name_vi"], given["name_en"])


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, OrganisationFilter]:
    """The organisations that the address asks for, of those one sees."""
    narrow = OrganisationFilter(asked)
    wanted = {"kind": narrow.value("kind")} if narrow.value("kind") else {}
    return LIST.seen(by).filter(of_name(narrow.value("name"), ""), **wanted), narrow


LIST = Listing(
    _("Organisations"),
    lambda by: Organisation.objects.visible_to(by).select_related("area"),
    (
        Column(_("Name"), "name"),
        Column(_("Kind"), "get_kind_display"),
        Column(_("Area"), "area.name"),
        Column(_("Barred"), lambda row: bool(row.barred_from or row.unlicensed_from)),
    ),
    narrowed,
)


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The organisations one sees; the operator registers another."""
    by = actor(request)
    form = forms.NewOrganisation(request.POST or None)
    status = 200
    if request.method == "POST":
        made: list[Organisation] = []
        status = attempt(form, lambda given: made.append(_register(given, by)))
        if not status:
            messages.success(request, _("The organisation was registered."))
            return redirect("portal:organisation", made[0].pk)
    rows, narrow = narrowed(by, request.GET)
    may = P.MANAGE_ORGANISATIONS in by.permissions
    context = {
        "page": page_of(rows, request),
        "filter": narrow,
        "new": form if may else None,
        "summary": form.summary if form.is_bound else [],
    }
    return render(request, "portal/organisations.html", context, status=status)


def _register(given: dict[str, Any], by: Actor) -> Organisation:
    places = {name: given[name] or None for name in ("area", "province", "port")}
    return organisations.register(
        given["kind"], _names(given), language=given["language"], by=by, today=today(), **places
    )


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One organisation with its units and members."""
    return _page(request, one(actor(request), pk), {}, 200)


@require_POST
def done(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """Add a unit or a member, rename, bar or open the organisation."""
    by = actor(request)
    found = one(by, pk)
    form = _forms(found, _units(found, by), request.POST).get(act)
    if form is None:
        raise NotFound("not_found", NO_SUCH_RECORD)
    status = attempt(form, lambda given: ACTS[act](found, given, by))
    if status:
        return _page(request, found, {act: form}, status)
    messages.success(request, _("Done."), extra_tags=BACK.get(act, ""))
    return redirect("portal:organisation", pk)


def _add_member(found: Organisation, given: dict[str, Any], by: Actor) -> Member:
    person = members.Person(given["email"], given["name"], given["phone"], given["language"])
    unit = UUID(given["unit"]) if given["unit"] else None
    return members.add(person, given["roles"], by=by, at=now(), organisation_id=found.pk, unit_id=unit)


BACK = {"bar": "unbar"}
"""By which act another is taken back."""
ACTS: dict[str, Callable[[Organisation, dict[str, Any], Actor], Any]] = {
    "unit": lambda found, given, by: units.add(_names(given), by=by, organisation_id=found.pk),
    "member": _add_member,
    "rename": lambda found, given, by: organisations.rename(found.pk, _names(given), by=by),
    "bar": lambda found, given, by: organisations.bar(found.pk, by=by, from_=now()),
    "unbar": lambda found, given, by: organisations.unbar(found.pk, by=by),
}


def _forms(found: Organisation, there: list[readings.Choice], given: Any = None) -> dict[str, Form]:
    names = {name: getattr(found, name) for name in ("name_zh", "name_vi", "name_en")}
    return {
        "member": forms.NewMember(given, kind=found.kind, units=there, prefix="member"),
        "unit": forms.NewUnit(given, prefix="unit"),
        "rename": forms.Named(given, prefix="rename", initial=names),
        "bar": Form(given, prefix="bar"),
        "unbar": Form(given, prefix="unbar"),
    }


def _units(found: Organisation, by: Actor) -> list[readings.Choice]:
    rows = Unit.objects.visible_to(by).filter(organisation=found.pk).order_by("pk")
    return [(str(pk), str(name)) for pk, name in rows.values_list("pk", readings.name_column())]


def one(by: Actor, pk: UUID) -> Organisation:
    """An organisation one sees."""
    found: Organisation = records.one(
        Organisation.objects.visible_to(by).select_related("area", "province", "port"), pk
    )
    return found


def _page(request: HttpRequest, found: Organisation, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    there = _units(found, by)
    offered = _forms(found, there) | dict(bound)
    is_own = found.pk == by.organisation_id
    manages = P.MANAGE_ORGANISATIONS in by.permissions
    administers = P.MANAGE_MEMBERS in by.permissions if is_own else manages
    open_acts = ["member", "unit"] if manages or administers else []
    if manages:
        open_acts += ["rename"] * (found.kind not in organisations.PARTIES) + (
            ["unbar"] if found.barred_from else ["bar"]
        ) * (not is_own)
    rows = Member.objects.visible_to(by).filter(organisation=found.pk).select_related("unit").order_by("name", "pk")
    context = {
        "organisation": found,
        "is_employing": found.kind == "employer" and Employer.objects.visible_to(by).filter(pk=found.pk).exists(),
        "members_asked": f"organisation={found.pk}",
        "members": rows,
        "administers": administers,
        "units": there,
        "acts": [(act, TITLES[act], offered[act], act in bound) for act in open_acts],
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/organisation.html", context, status=status)


TITLES = {
    "member": _("Open an account"),
    "unit": _("Add a unit"),
    "rename": _("Rename the organisation"),
    "bar": _("Bar the organisation: shut all its accounts now"),
    "unbar": _("Open its accounts again"),
}
