"""What is kept of permits, presence and return."""

from permits.models.applications import PermitApplication
from permits.models.cases import AbsenceReport, OverstayCase, OverstayConfirmation
from permits.models.permits import Arrival, Permit, PermitRevocation
from permits.models.presence import Anomaly, Crossing, Device, DeviceLog, Stay
from permits.models.requests import EndRequest, Extension, ForceMajeure, Renewal, Variation
from permits.models.returns import Return

__all__ = [
    "AbsenceReport",
    "Anomaly",
    "Arrival",
    "Crossing",
    "Device",
    "DeviceLog",
    "EndRequest",
    "Extension",
    "ForceMajeure",
    "OverstayCase",
    "OverstayConfirmation",
    "Permit",
    "PermitApplication",
    "PermitRevocation",
    "Renewal",
    "Return",
    "Stay",
    "Variation",
]
