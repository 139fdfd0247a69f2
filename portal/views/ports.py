"""The ports and which of them are closed today: for everybody, since a shut gate is nobody's overstay."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.actors import actor, today
from scheme.models import Port, PortStatus


@login_not_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Each port with its state today; a day without a record is not known."""
    by, on = actor(request), today()
    states = {state.port_id: state for state in PortStatus.objects.visible_to(by).valid_on(on)}
    found = Port.objects.visible_to(by).valid_on(on).select_related("county").order_by("county__border_order", "code")
    rows = [(port, states.get(port.pk)) for port in found]
    closed = [(port, state) for port, state in rows if state is not None and state.state == "closed"]
    return render(request, "portal/ports.html", {"rows": rows, "closed": closed, "today": on})
