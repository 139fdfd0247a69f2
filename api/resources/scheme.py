"""The agreement's data: seasons, places, codes, wages, rules and calendars; open to everybody, kept by the operator."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from api.forms import form
from api.inputs import Day, Input, Truth
from api.resource import Act, Filter, Part, Resource, by_choice, by_day, by_text, by_truth
from api.shapes import Shape
from core.actors import Actor
from core.permissions import Permission as P
from scheme.enums import AreaLevel, Country, PortKind, PortState, RequirementKind
from scheme.models import (
    Area,
    EmergencyNumber,
    Holiday,
    Industry,
    Occupation,
    Port,
    PortStatus,
    Province,
    Requirement,
    RuleSet,
    Season,
    WageClass,
    WageFloor,
)
from scheme.services import reference
from scheme.services.kinds import KINDS


class End(Input):
    """Until when a row holds."""

    on = Day(help_text="the last day on which it holds, counted")


def add(kind: str, /, *, by: Actor, ends_earlier: bool = False, **values: Any) -> Any:
    """Add a row of that kind."""
    return reference.add(kind, values, by=by, ends_earlier=ends_earlier)


def correct(kind: str, key: object, /, *, by: Actor, **values: Any) -> Any:
    """Correct a row of that kind."""
    return reference.correct(kind, key, values, by=by)


def _on(records: Any, day: Any) -> Any:
    return records.valid_on(day)


def _taking(records: Any, day: Any) -> Any:
    return records.taking_filings_on(day)


ON = {"on": by_day(_on, "only those in force on this day")}


def shape(model: type[Any], name: str, **more: Any) -> type[Shape]:
    """The shape of a model of the scheme: every column, for all of it is public."""
    meta = type("Meta", (), {"model": model, "fields": "__all__"})
    return type(name, (Shape,), {"Meta": meta, "__doc__": model.__doc__, "__module__": __name__, **more})


def kept(
    name: str,
    records: Callable[[Actor], QuerySet[Any]],
    model: type[Any],
    says: str,
    filters: dict[str, Filter],
    **more: Any,
) -> Resource:
    """A resource of the scheme, which the operator adds to, corrects and ends."""
    kind = KINDS[name.replace("-", "_")]
    title = model.__name__
    columns = [each for each in kind.fields if each != "version"]
    fields: dict[str, Any] = {"takes": form(f"{title}Input", model, columns), "permission": P.MANAGE_REFERENCE}
    adds = {**fields, "takes": form(f"{title}New", model, columns, ends_earlier=Truth(required=False))}
    acts = []
    if "valid_until" in kind.fields:
        does = partial(reference.end, kind.name)
        acts.append(Act("end", does, "Let it hold until a day.", takes=End, permission=P.MANAGE_REFERENCE))
    if kind.is_removable:
        does = partial(reference.remove, kind.name)
        acts.append(Act("remove", does, "Take it out.", keeps=False, permission=P.MANAGE_REFERENCE))
    return Resource(
        name,
        records,
        more.pop("shape", None) or shape(model, title),
        says,
        filters=filters,
        public=True,
        make=Act("add", partial(add, kind.name), "Add one; `ends_earlier` ends the one that holds till then.", **adds),
        edit=Act("correct", partial(correct, kind.name), "Correct one; its events keep what it said.", **fields),
        acts=tuple(acts),
        **more,
    )


COUNTY = by_text("county", "code of the Chinese county")
RULES = shape(RuleSet, "RuleSet", parameters=serializers.DictField())
STATUSES = Part(
    "statuses",
    lambda by, key: PortStatus.objects.visible_to(by).filter(port=key),
    shape(PortStatus, "PortStatus"),
    "Since when the port is open or closed, and to whom.",
    order=("valid_from", "pk"),
    filters=ON,
    public=True,
)

SCHEME = (
    kept(
        "seasons",
        lambda by: Season.objects.visible_to(by),
        Season,
        "Working seasons, with their windows for filing and for work.",
        {
            "code": by_text("code", "the season's code"),
            "taking_filings_on": by_day(_taking, "only those whose filing window is open on this day"),
        },
        order=("-work_from", "pk"),
    ),
    kept(
        "areas",
        lambda by: Area.objects.visible_to(by),
        Area,
        "Chinese provinces, prefectures and counties of the scheme (GB/T 2260).",
        {
            **ON,
            "level": by_choice(AreaLevel, "level", "the step of the tree"),
            "parent": by_text("parent", "code of the area above"),
            "is_border": by_truth("is_border", "whether it lies on the border"),
        },
        key="slug",
        order=("pk",),
    ),
    kept(
        "provinces",
        lambda by: Province.objects.visible_to(by),
        Province,
        "Vietnamese provinces, before and after the merger of 2025.",
        {**ON, "code": by_text("code", "the province's code")},
        order=("code", "pk"),
    ),
    kept(
        "ports",
        lambda by: Port.objects.visible_to(by),
        Port,
        "Pairs of border gates.",
        {
            **ON,
            "county": COUNTY,
            "province": by_text("province_code", "code of the Vietnamese province"),
            "kind": by_choice(PortKind, "kind", "how people pass"),
        },
        key="slug",
        order=("pk",),
        parts=(STATUSES,),
    ),
    kept(
        "port-statuses",
        lambda by: PortStatus.objects.visible_to(by),
        PortStatus,
        "Since when ports are open or closed, and to whom.",
        {
            **ON,
            "port": by_text("port", "the port's code"),
            "state": by_choice(PortState, "state", "to whom it is open"),
        },
        shape=STATUSES.shape,
        order=("port", "valid_from", "pk"),
    ),
    kept(
        "emergency-numbers",
        lambda by: EmergencyNumber.objects.visible_to(by),
        EmergencyNumber,
        "Numbers to call in need, of the whole of a country or of one place of it.",
        {
            **ON,
            "country": by_choice(Country, "country", "from where it is called"),
            "county": by_text("area", "code of the Chinese area whose own number it is"),
            "province": by_text("province_code", "code of the Vietnamese province whose own number it is"),
        },
        order=("country", "place", "pk"),
    ),
    kept(
        "industries",
        lambda by: Industry.objects.visible_to(by),
        Industry,
        "Trades of the scheme (GB/T 4754-2017).",
        ON,
        key="slug",
        order=("pk",),
    ),
    kept(
        "occupations",
        lambda by: Occupation.objects.visible_to(by),
        Occupation,
        "Occupations of the scheme (ISCO-08).",
        ON,
        key="slug",
        order=("pk",),
    ),
    kept(
        "wage-classes",
        lambda by: WageClass.objects.visible_to(by),
        WageClass,
        "Which class of its province's wage table holds in a county.",
        {**ON, "county": COUNTY},
        order=("county", "pk"),
    ),
    kept(
        "wage-floors",
        lambda by: WageFloor.objects.visible_to(by),
        WageFloor,
        "Minimum wages by province and class.",
        {**ON, "province": by_text("province", "code of the Chinese province")},
        order=("province", "wage_class", "pk"),
    ),
    kept(
        "holidays",
        lambda by: Holiday.objects.visible_to(by),
        Holiday,
        "Days that are not as their weekday says, in both countries.",
        {
            "country": by_choice(Country, "country", "whose calendar"),
            "from": by_day("day__gte", "from this day on"),
            "until": by_day("day__lte", "up to this day"),
        },
        order=("day", "pk"),
    ),
    kept(
        "rule-sets",
        lambda by: RuleSet.objects.visible_to(by),
        RuleSet,
        "The numbers a government may change, by area and day; a version is never edited.",
        {**ON, "area": by_text("area", "code of the area"), "code": by_text("code", "the rule set's code")},
        shape=RULES,
        order=("-valid_from", "pk"),
    ),
    kept(
        "requirements",
        lambda by: Requirement.objects.visible_to(by),
        Requirement,
        "What workers must show under a rule set.",
        {
            **ON,
            "rule_set": by_text("rule_set__code", "code of the rule set"),
            "permit_class": by_text("permit_class", "the class of permit"),
            "kind": by_choice(RequirementKind, "kind", "what is shown"),
        },
        order=("permit_class", "pk"),
    ),
)
