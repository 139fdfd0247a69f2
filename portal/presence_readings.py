"""What the pages of presence read: whose crossing, stay, case or return it is, and the names of ports."""

from collections.abc import Container
from datetime import date

from django.db.models import QuerySet

from core.actors import Actor
from core.workflow import allow
from permits.models import AbsenceReport, Anomaly, Crossing, OverstayCase, Return
from portal.readings import Choice, name_column
from scheme.models import Area, Port


def crossings(by: Actor) -> "QuerySet[Crossing]":
    """The crossings one sees, with all that a line of the list names."""
    return Crossing.objects.visible_to(by).select_related("worker", "permit__season", "port", "organisation")


def anomalies(by: Actor) -> "QuerySet[Anomaly]":
    """The anomalies one sees, with the crossing that each is about."""
    return Anomaly.objects.visible_to(by).select_related("worker", "crossing__port", "crossing__permit__season")


def absences(by: Actor) -> "QuerySet[AbsenceReport]":
    """The reports of absence one sees, with whose they are, by which employer, and what one may read of the answer."""
    return (
        AbsenceReport.objects.visible_to(by)
        .with_words(by)
        .select_related("permit__worker", "permit__season", "permit__employer__organisation")
    )


def cases(by: Actor) -> "QuerySet[OverstayCase]":
    """The overstay cases one sees, with whose they are."""
    return OverstayCase.objects.visible_to(by).select_related(
        "worker", "permit__season", "permit__county", "permit__employer__organisation"
    )


def returns(by: Actor) -> "QuerySet[Return]":
    """The returns one sees, with whose they are and under which permit."""
    return Return.objects.visible_to(by).select_related(
        "worker", "registration__season", "permit__season", "permit__employer__organisation"
    )


def only_for(kinds: Container[str], *, by: Actor) -> None:
    """Refuse those to whom such records are never there, instead of showing them an empty list."""
    if by.kind not in kinds:
        allow(None, by=by)


def ports(by: Actor, on: date) -> list[Choice]:
    """The ports of the scheme on a day, from the sea to Laos."""
    found = Port.objects.visible_to(by).valid_on(on).order_by("county__border_order", "code")
    return list(found.values_list("code", name_column()))


def areas_below(by: Actor, on: date) -> list[Choice]:
    """The places a bureau answers for, its own first."""
    found = Area.objects.visible_to(by).valid_on(on).filter(code__startswith=by.area).order_by("code")
    return list(found.values_list("code", name_column()))
