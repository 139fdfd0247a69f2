"""What the agreement keeps."""

from scheme.models.places import Area, EmergencyNumber, Holiday, Port, PortStatus, Province
from scheme.models.quotas import Quota, QuotaAdjustment, QuotaEntry
from scheme.models.rules import (
    Industry,
    Occupation,
    Requirement,
    RuleSet,
    Season,
    WageClass,
    WageFloor,
)

__all__ = [
    "Area",
    "EmergencyNumber",
    "Holiday",
    "Industry",
    "Occupation",
    "Port",
    "PortStatus",
    "Province",
    "Quota",
    "QuotaAdjustment",
    "QuotaEntry",
    "Requirement",
    "RuleSet",
    "Season",
    "WageClass",
    "WageFloor",
]
