"""The clocks of an arrival: until when the police must know where a worker sleeps (Exit-Entry Law art. 39)."""

from datetime import date, timedelta
from math import ceil


def lodging_due_on(arrived_on: date, hours: int) -> date:
    """Give the last day on which a lodging is registered in time: `hours` from the arrival, rounded up to days."""
    return arrived_on + timedelta(ceil(hours / 24))
