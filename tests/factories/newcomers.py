"""Persons as an intermediary types them: invented names, numbers and telephones that agree with each other."""

from datetime import date, timedelta
from typing import Any

from tests.factories.common import numbers
from tests.factories.people import FAMILY, GIVEN
from workers.services.identity.details import NewPaper, NewWorker


def passport(**given: Any) -> NewPaper:
    """A passport as it is typed."""
    values = {"number": f"C{next(numbers):07}", "issued_on": date(2024, 1, 15), "expires_on": date(2034, 1, 14)}
    return NewPaper(**({"kind": "passport"} | values | given))


def newcomer(**given: Any) -> NewWorker:
    """A grown-up person of Lạng Sơn with a passport and a telephone."""
    serial = next(numbers)
    values: dict[str, Any] = {
        "name": f"{FAMILY[serial % len(FAMILY)]} {GIVEN[serial // len(FAMILY) % len(GIVEN)]}",
        "sex": "F" if serial % 2 else "M",
        "birth_date": date(1980, 1, 1) + timedelta(days=serial % 5_000),
        "province": "20",
        "phone": f"+84 91 {serial:07}",
    }
    if "papers" not in given:
        values["papers"] = (passport(),)
    return NewWorker(**(values | given))
