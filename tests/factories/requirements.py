"""What workers of a permit class must show under the scheme's rule set."""

from typing import Any

from scheme.models import Requirement
from tests.factories.common import FIRST, names
from tests.factories.scheme import rule_set


def requirement(kind: str, code: str, **given: Any) -> Requirement:
    """A requirement of the seasonal class, with the application."""
    values = {
        "permit_class": "seasonal",
        "due": "application",
        "valid_from": FIRST,
        **names(f"{code} 证明", f"Giấy {code}", f"The {code}"),
    }
    return Requirement.objects.create(rule_set=rule_set(), kind=kind, code=code, **(values | given))
