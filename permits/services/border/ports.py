"""Which ports are shut, and which are left."""

from collections.abc import Iterable
from datetime import date

from scheme.enums import PortState
from scheme.models import Port, PortStatus
from scheme.services.in_force import in_force


def closure_of(port: str, day: date) -> PortStatus | None:
    """The status by which a port is closed that day, with since when and why; nothing where it is open or not known."""
    found: PortStatus | None = PortStatus.objects.valid_on(day).filter(port=port, state=PortState.CLOSED).first()
    return found


def still_open(ports: Iterable[str], day: date) -> list[Port]:
    """Those of these ports that are not closed that day, in their order along the border."""
    closed = PortStatus.objects.valid_on(day).filter(state=PortState.CLOSED).values("port")
    found = Port.objects.valid_on(day).filter(code__in=list(ports)).exclude(code__in=closed)
    return list(found.order_by("county__border_order", "code"))


def ports_closed(county: str, day: date) -> list[str]:
    """The codes of the county's ports that are closed that day; one whose state is not known is not among them."""
    return [gate.port.pk for gate in in_force(county, day).gates if gate.state == PortState.CLOSED]
