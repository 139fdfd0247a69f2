"""What workers say to have paid: for protection desks and who watches over them; to nobody else there is a page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.actors import Actor
from core.alerts.models import Alert
from employers.enums import CostHead
from portal import people_readings, readings, records
from portal.actors import actor, today
from portal.forms.complaints import SeasonFilter
from portal.listing import SEASON, Column, Listing, of_worker
from portal.openings import asking_purpose, purpose_of
from portal.paging import page_of
from portal.views.complaints import demand_watch
from scheme.models import Season
from workers.models import CostLine, CostStatement
from workers.querysets import CostStatementQuerySet
from workers.services.grievances import costs


def seen(by: Actor) -> CostStatementQuerySet:
    """The statements one sees, with whose they are; to who does not watch there are none."""
    demand_watch(by)
    return CostStatement.objects.visible_to(by).select_related("worker", "season")


def narrowed(by: Actor, asked: QueryDict) -> tuple[CostStatementQuerySet, SeasonFilter]:
    """The statements that the address asks for, of those one sees."""
    narrow = SeasonFilter(asked, seasons=readings.seasons(by))
    code = narrow.value("season")
    return seen(by).filter(season__code=code) if code else seen(by), narrow


LIST = Listing(_("What workers paid"), seen, (Column(_("Stated on"), "stated_at"), *of_worker(), SEASON), narrowed)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The statements one may see, newest first; of a season also what a worker paid on the mean."""
    by = actor(request)
    rows, narrow = narrowed(by, request.GET)
    code, mean = narrow.value("season"), None
    if code:
        season = Season.objects.visible_to(by).filter(code=code).first()
        mean = costs.cost_per_worker(season.pk, on=today()) if season else None
    page = page_of(rows, request)
    paid = CostLine.objects.visible_to(by).paid().filter(statement__in=[row.pk for row in page.rows])
    shown_ = {
        "page": page,
        "filter": narrow,
        "mean": mean,
        "asked": bool(code),
        "flagged": set(paid.values_list("statement", flat=True)),
        "seen": people_readings.openable(by, [row.worker_id for row in page.rows]),
    }
    return render(request, "portal/cost_statements.html", shown_)


@never_cache
@require_safe
@asking_purpose
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One statement in the worker's words; that it was read is written down."""
    by = actor(request)
    found = records.one(seen(by), pk)
    _statement, note, payments = costs.read_costs(pk, purpose_of(request), by=by)
    lines = CostLine.objects.visible_to(by).filter(statement=pk).select_related("payee").order_by("pk")
    heads, names = dict(CostHead.choices), {line.payee_id: line.payee for line in lines}
    told = [(heads.get(payment.head, payment.head), payment, names.get(payment.payee)) for payment in payments]
    flags = Alert.objects.visible_to(by).open().filter(kind="worker_paid", subject_id__in=[str(pk) for pk in names])
    shown_ = {
        "statement": found,
        "note": note,
        "lines": told,
        "flagged": set(flags.values_list("subject_id", flat=True)),
        "seen": people_readings.openable(by, [found.worker_id]),
    }
    return render(request, "portal/cost_statement.html", shown_)
