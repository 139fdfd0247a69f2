"""What a worker has paid, and to whom."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from core.actors import Actor
from core.errors import Conflict
from employers.enums import CostHead
from portal.actors import now
from portal.forms.worker import Paid
from portal.views.worker.bodies import bodies_of, choices_of
from portal.views.worker.page import Done, ask, own, show
from portal.words.workers import NO_SEASON
from portal.worker_sessions import Visit
from workers.models import Registration
from workers.services.grievances import costs


@own
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All one has stated, and a form for one more payment."""
    bodies = bodies_of(visit.by)
    form = Paid(request.POST or None, bodies=choices_of(bodies))
    status = ask(request, visit, form, lambda given: _state(visit.by, [_payment(given)]))
    if not status:
        return Done("portal:my_list", said="kept")
    stated = costs.own_costs(by=visit.by)
    lines = [_line(line, bodies) for _statement, _note, lines in stated for line in lines]
    said_nothing = any(not lines for _statement, _note, lines in stated)
    return show(request, visit, "list", {"form": form, "lines": lines, "said_nothing": said_nothing}, status)


@own
def nothing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """State that one has paid nothing."""
    if request.method == "POST" and not visit.is_back:
        _state(visit.by, [])
        return Done("portal:my_list", said="kept")
    return Done("portal:my_list")


def _line(line: costs.Payment, bodies: dict[UUID, str]) -> dict[str, Any]:
    to = bodies.get(line.payee, "") if line.payee else line.payee_text
    return {"paid": line, "head": CostHead(line.head).label, "to": to}


def _payment(given: dict[str, Any]) -> costs.Payment:
    return costs.Payment(
        head=given["head"],
        amount=Paid.minor(given["amount"], given["currency"]),
        currency=given["currency"],
        payee=UUID(given["payee"]) if given["payee"] else None,
        payee_text=given["payee_text"],
        paid_on=given["paid_on"],
    )


def _state(by: Actor, lines: list[costs.Payment]) -> None:
    season = Registration.objects.visible_to(by).order_by("-registered_at").values_list("season", flat=True).first()
    if season is None:
        raise Conflict("no_season", NO_SEASON)
    costs.state_costs(lines, season=season, by=by, at=now())
