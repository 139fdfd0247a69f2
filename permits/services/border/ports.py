"""Which ports of a county are shut."""

from datetime import date

from scheme.enums import PortState
from scheme.services.in_force import in_force


def ports_closed(county: str, day: date) -> list[str]:
    """The codes of the county's ports that are closed that day; one whose state is not known is not among them."""
    return [gate.port.pk for gate in in_force(county, day).gates if gate.state == PortState.CLOSED]
