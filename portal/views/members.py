"""One member: roles, unit, the way in, and closing the account."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member, Unit
from accounts.services import approvers, factors, members, passwords
from core.actors import Actor
from core.errors import NotFound
from core.permissions import Permission as P
from portal import readings, records
from portal.actors import actor, now
from portal.forms import accounts as forms
from portal.forms.base import Form
from portal.listing import Column, Listing, Rows
from portal.moves import attempt
from portal.templatetags.portal import role_names
from portal.words import NO_SUCH_RECORD

FORMS: dict[str, type[Any]] = {
    "roles": forms.Roles,
    "approver": forms.Plain,
    "unit": forms.ToUnit,
    "invite": forms.Plain,
    "factors": forms.Plain,
    "deactivate": forms.Plain,
    "reactivate": forms.Plain,
}
ACTS: dict[str, Callable[[UUID, dict[str, Any], Actor], Any]] = {
    "roles": lambda pk, given, by: members.set_roles(pk, given["roles"], by=by),
    "approver": lambda pk, given, by: approvers.confirm(pk, by=by, at=now()),
    "unit": lambda pk, given, by: members.set_unit(pk, UUID(given["unit"]) if given["unit"] else None, by=by),
    "invite": lambda pk, given, by: passwords.invite(pk, by=by),
    "factors": lambda pk, given, by: factors.reset(pk, by=by),
    "deactivate": lambda pk, given, by: members.deactivate(pk, by=by, at=now()),
    "reactivate": lambda pk, given, by: members.reactivate(pk, by=by),
}
BACK = {"deactivate": "reactivate"}
"""By which act another is taken back."""
TITLES = {
    "roles": _("Change the roles"),
    "approver": _("Confirm as an approver"),
    "unit": _("Move to another unit"),
    "invite": _("Make a code to choose a password"),
    "factors": _("Take away a second factor that was lost"),
    "deactivate": _("Close the account"),
    "reactivate": _("Open the account again"),
}


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, None]:
    """The members one sees, of the organisation that the address names."""
    try:
        organisation = UUID(asked.get("organisation", ""))
    except ValueError:
        return LIST.seen(by), None
    return LIST.seen(by).filter(organisation=organisation), None


LIST = Listing(
    _("Members"),
    lambda by: Member.objects.visible_to(by).select_related("organisation", "unit"),
    (
        Column(_("Organisation"), "organisation.name"),
        Column(_("Name"), "name"),
        Column(_("E-mail address"), "email"),
        Column(_("Unit"), "unit.name"),
        Column(_("Roles"), lambda row: role_names(row.roles)),
        Column(_("Account open"), "is_active"),
    ),
    narrowed,
)


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The member's page."""
    return _page(request, one(actor(request), pk), {}, 200)


@never_cache
@require_POST
def done(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """Do one act; a code to choose a password is shown this once."""
    by = actor(request)
    member = one(by, pk)
    if act not in ACTS:
        raise NotFound("not_found", NO_SUCH_RECORD)
    form = _form(act, member, by, request.POST)
    given: list[Any] = []
    status = attempt(form, lambda said: given.append(ACTS[act](pk, said, by)))
    if status:
        return _page(request, one(by, pk), {act: form}, status)
    if act == "invite":
        words = _("Give this code to the person. It works once, for three days, and is not shown again.")
        back = {"words": words, "secret": given[0], "member": member}
        return render(request, "portal/secret.html", back)
    messages.success(request, _("Done."), extra_tags=BACK.get(act, ""))
    return redirect("portal:member", pk)


def one(by: Actor, pk: UUID) -> Member:
    """A member one sees."""
    found: Member = records.one(LIST.seen(by), pk)
    return found


def _form(act: str, member: Member, by: Actor, given: Any = None) -> Form:
    rows = Unit.objects.visible_to(by).filter(organisation=member.organisation_id).order_by("pk")
    there = [(str(pk), str(name)) for pk, name in rows.values_list("pk", readings.name_column())]
    now_ = {"roles": member.roles, "unit": str(member.unit_id or "")}
    made: Form = FORMS[act](given, kind=member.organisation.kind, units=there, prefix=act, initial=now_)
    return made


def _page(request: HttpRequest, member: Member, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    may = P.MANAGE_MEMBERS in by.permissions and member.pk != by.actor_id
    acts = ["roles", "unit", "invite", "factors", "deactivate"] if member.is_active else []
    acts += [] if member.is_active or member.erased_at else ["reactivate"]
    waits = member.approver_proposed_by is not None and member.approver_confirmed_by is None
    if waits and member.is_active and member.approver_proposed_by != by.actor_id:
        acts.insert(0, "approver")
    context = {
        "member": member,
        "waits": waits,
        "acts": [(act, TITLES[act], bound.get(act) or _form(act, member, by), act in bound) for act in acts if may],
        "roles": [label for code, label in forms.role_choices(member.organisation.kind) if code in member.roles],
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/member.html", context, status=status)
