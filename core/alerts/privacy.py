"""Alerts name records by their ids and hold numbers and days, nothing of a person by name."""

from core.privacy import Line, plain

REGISTER: list[Line] = plain("Alert")
