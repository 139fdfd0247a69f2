"""The border post's home: one field, one answer that can be read at arm's length, one button to record."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Invalid, Sentence
from core.permissions import Permission
from core.workflow import allow
from permits.enums import Direction, LookUpPurpose
from permits.models import Crossing
from permits.services.border import look_up
from permits.services.border.crossings import Claim, record_each
from permits.services.border.ports import closure_of, still_open
from portal.actors import actor, now, today
from portal.forms import border as forms
from portal.moves import attempt
from portal.readings import name_column
from scheme.models import Port

LANES = {LookUpPurpose.ENTRY: Direction.IN, LookUpPurpose.EXIT: Direction.OUT}
"""The way that is asked about; at a control or an inquiry it is the way the holder goes next."""
RECORDED: dict[str, Sentence] = {
    Direction.IN: _("Entry recorded: %(number)s."),
    Direction.OUT: _("Exit recorded: %(number)s."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer in a word, a sign and a colour, with what is to be known besides."""

    answer: look_up.Answer
    direction: str
    word: Sentence
    sign: str
    colour: str
    ports: list[str]
    record: list[forms.Record]

    @property
    def is_turned(self) -> bool:
        """Whether by what was told the holder goes the other way."""
        return self.direction != self.answer.expected


@require_http_methods(["GET", "POST"])
def shown(request: HttpRequest) -> HttpResponse:
    """The empty field; or what became of a number, above it empty again."""
    by = actor(request)
    allow(Permission.LOOK_UP_PERMIT, by=by)
    purpose = request.GET.get("purpose", "")
    lane = purpose if purpose in LookUpPurpose.values else LookUpPurpose.ENTRY
    if request.method != "POST":
        return _page(request, {"form": forms.LookUp(initial={"purpose": lane})})
    form = forms.LookUp(request.POST)
    found: list[look_up.Answer] = []
    status = attempt(form, lambda given: found.append(look_up.look_up(**given, by=by, at=now())))
    if status:
        return _page(request, {"form": form, "refused": form.summary}, status)
    lane = form.cleaned_data["purpose"]
    context = {"form": forms.LookUp(initial={"purpose": lane}), "verdict": _verdict(found[0], lane, request)}
    return _page(request, context)


@require_POST
def recorded(request: HttpRequest) -> HttpResponse:
    """Record an entry or exit here and now, and go back to the empty field."""
    by = actor(request)
    form = forms.Record(request.POST)
    kept: list[Crossing] = []
    status = attempt(form, lambda given: kept.extend(record_each([_claim(given)], by=by, at=now())))
    if status:
        refused = form.summary or [("", str(_("Look the permit up again.")))]
        return _page(request, {"form": forms.LookUp(), "refused": refused}, status)
    number = kept[0].permit.reference if kept[0].permit else ""
    said = str(RECORDED[kept[0].direction]) % {"number": number}
    messages.success(request, said, extra_tags=reverse("portal:crossing", args=[kept[0].pk]))
    lane = QueryDict(mutable=True)
    lane["purpose"] = form.cleaned_data["purpose"]
    return redirect(f"{reverse('portal:look_up')}?{lane.urlencode()}")


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The field and what it answered; a post whose port is closed is told so first, and where holders may cross."""
    port = actor(request).port_id
    closure = closure_of(port, today()) if port else None
    verdict = context.get("verdict")
    context["closure"] = closure
    if closure and verdict and verdict.direction == Direction.IN:
        context["left"] = [gate.name for gate in still_open(verdict.answer.ports, today())]
    return render(request, "portal/look_up.html", context, status=status)


def _claim(given: dict[str, Any]) -> Claim:
    """The same button pressed twice tells of the same crossing."""
    if given["direction"] not in Direction.values:
        raise Invalid("direction_unknown", _("Look the permit up again."))
    return Claim(given["direction"], now(), f"page {given['key']}", permit=given["permit"])


def _verdict(answer: look_up.Answer, purpose: str, request: HttpRequest) -> Verdict:
    direction = LANES.get(LookUpPurpose(purpose), Direction(answer.expected))
    if direction == Direction.OUT:
        # Nobody is kept from going home; what is odd is named, and looked at afterwards.
        word, sign, colour = (_("May leave"), "✓", "go") if answer.is_valid else (_("May leave, but note"), "!", "note")
    else:
        word, sign, colour = (_("May enter"), "✓", "go") if answer.is_valid else (_("Stop"), "✕", "stop")
    names = dict(
        Port.objects.visible_to(actor(request)).filter(code__in=answer.ports).values_list("code", name_column())
    )
    other = Direction.IN if direction == Direction.OUT else Direction.OUT
    buttons = [
        forms.Record(initial={"permit": answer.permit.pk, "key": uuid4(), "purpose": purpose, "direction": way})
        for way in (direction, other)
    ]
    ports = [names.get(code, code) for code in answer.ports]
    return Verdict(answer, direction, word, sign, colour, ports, buttons)
