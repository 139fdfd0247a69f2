"""The form of what a filing says, and its value."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from api.inputs import Day, Fen, Input, Text, Whole
from employers.enums import CostHead, Meals, Payer, PayKind, WageUnit
from employers.rules.content import Cost, Deduction, FilingContent, Group, House, LocalSearch, Share, Site

POSTS = {"min_value": 1, "max_value": 100_000}
MOST = 100
"""The most groups, worksites, lodgings, employers, deductions or costs of one filing."""


class GroupInput(Input):
    """Posts that begin and end together."""

    posts = Whole(**POSTS)
    starts_on = Day()
    ends_on = Day()


class SiteInput(Input):
    """A place where the work is done."""

    name = Text(max_length=120)
    county = Text(max_length=6)
    address = Text(max_length=200, required=False, allow_blank=True)


class HouseInput(Input):
    """Where workers sleep: for how many, at which monthly rent."""

    address = Text(max_length=200)
    capacity = Whole(**POSTS)
    rent_fen = Fen(required=False)


class ShareInput(Input):
    """The posts of another employer in a joint filing."""

    employer = serializers.UUIDField()
    posts = Whole(**POSTS)


class DeductionInput(Input):
    """What is taken off the wage."""

    what = Text(max_length=60)
    amount_fen = Fen()
    each = serializers.ChoiceField(["day", "month"])


class CostInput(Input):
    """One head of recruitment cost: who pays it, and how much for one worker."""

    head = serializers.ChoiceField(CostHead.choices)
    payer = serializers.ChoiceField(Payer.choices)
    amount_fen = Fen(required=False)


class SearchInput(Input):
    """How the employer looked for local workers first."""

    from_on = Day()
    until_on = Day()
    channels = serializers.ListField(child=Text(max_length=60), max_length=20)
    applied = Whole(max_value=1_000_000)
    hired = Whole(max_value=1_000_000)


def _list(form: Any, **options: Any) -> Any:
    return form(**{"many": True, "required": False, "max_length": MOST, **options})


def _hours(digits: int, most: int, **options: Any) -> Any:
    places = 1 if digits == 3 else 2
    return serializers.DecimalField(
        max_digits=digits, decimal_places=places, min_value=Decimal(0), max_value=Decimal(most), **options
    )


class ContentInput(Input):
    """All that an employer asks for and promises; codes are those of the scheme, amounts are in fen."""

    season = Text(max_length=20)
    employer = serializers.UUIDField()
    county = Text(max_length=6)
    industry = Text(max_length=6)
    occupation = Text(max_length=4)
    job_title = Text(max_length=120)
    groups = _list(GroupInput, required=True, allow_empty=False)
    worksites = _list(SiteInput)
    lodgings = _list(HouseInput)
    joint_employers = _list(ShareInput)
    pay_kind = serializers.ChoiceField(PayKind.choices)
    wage_fen = Fen(min_value=1, max_value=10**12)
    wage_unit = serializers.ChoiceField(WageUnit.choices)
    piece = Text(max_length=60, required=False, allow_blank=True)
    pieces_a_day = _hours(9, 9_999_999, required=False, allow_null=True)
    hours_a_day = _hours(4, 24)
    days_a_week = _hours(3, 7)
    overtime_a_day = _hours(4, 24, required=False)
    overtime_a_month = _hours(5, 744, required=False)
    meals = serializers.ChoiceField(Meals.choices)
    deductions = _list(DeductionInput)
    costs = _list(CostInput)
    local_search = SearchInput(required=False, allow_null=True)
    note = Text(max_length=1000, required=False, allow_blank=True)


PARTS: dict[str, Any] = {
    "groups": Group,
    "worksites": Site,
    "lodgings": House,
    "joint_employers": Share,
    "deductions": Deduction,
    "costs": Cost,
}


def content(**told: Any) -> FilingContent:
    """What was told, as one value."""
    given: dict[str, Any] = {
        name: tuple(PARTS[name](**each) for each in value) if name in PARTS else value for name, value in told.items()
    }
    if search := given.get("local_search"):
        given["local_search"] = LocalSearch(**search | {"channels": tuple(search["channels"])})
    return FilingContent(**given)
