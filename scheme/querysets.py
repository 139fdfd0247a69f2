"""Sets of the agreement's data: what is valid on a day, which quotas hold for a filing."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from core.actors import Actor
from scheme.rules.choice import chain

if TYPE_CHECKING:
    from scheme.models import Quota

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Sets of dated codes: each row holds from its first to its last day, both counted."""

    def visible_to(self, by: Actor) -> Self:
        """The agreement's own data are public."""
        return self

    def valid_on(self, day: date) -> Self:
        """Those in force on that day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class EmergencyNumberQuerySet(DatedQuerySet[Any]):
    """Sets of numbers to call in need."""

    def for_who_is(self, *, county: str = "", province: str = "") -> Self:
        """Those of the whole country, and those of the county where one works and the province where one is at home."""
        areas = [county[:length].ljust(6, "0") for length in (2, 4, 6)] if county else []
        here = Q(area=None) | Q(area__in=areas)
        return self.filter(here, province_code__in=["", province]).order_by("country", "place", "code")


class HolidayQuerySet(models.QuerySet[Any]):
    """Sets of days that are not as their weekday says."""

    def visible_to(self, by: Actor) -> Self:
        """Calendars are public."""
        return self

    def between(self, first: date, last: date) -> Self:
        """Those from one day to another, both counted."""
        return self.filter(day__gte=first, day__lte=last)


class SeasonQuerySet(models.QuerySet[Any]):
    """Sets of seasons."""

    def visible_to(self, by: Actor) -> Self:
        """Seasons are public."""
        return self

    def taking_filings_on(self, day: date) -> Self:
        """Seasons whose filing window is open."""
        return self.filter(filing_from__lte=day, filing_until__gte=day)


class QuotaQuerySet(models.QuerySet["Quota"]):
    """Sets of quotas."""

    def visible_to(self, by: Actor) -> Self:
        """Quotas and what is left of them are public."""
        return self

    def in_charge_of(self, by: Actor) -> Self:
        """The quotas whose ceilings a bureau may move: its area's and below; the season's are the provinces'."""
        if by.kind != "bureau" or not by.area:
            return self.none()
        ours = Q(area__code__startswith=by.area)
        return self.filter(ours | Q(area=None)) if len(by.area) == 2 else self.filter(ours)

    def holding_for(self, *, season: object, county: str, industry: str) -> Self:
        """The branch of the tree that a filing's posts are counted in: leaf first, root last."""
        places = Q(area=None) | Q(area_id__in=chain(county))
        industries = Q(industry=None) | Q(industry_id=industry)
        return self.filter(places, industries, season=season).order_by("-depth", "id")


class QuotaPartQuerySet(models.QuerySet[M]):
    """Sets of what belongs to a quota: entries of its ledger, adjustments of its ceiling."""

    def visible_to(self, by: Actor) -> Self:
        """Bureaus see those of their area and below, and of the quotas above them; oversight all."""
        if by.kind == "oversight":
            return self
        if by.kind != "bureau" or not by.area:
            return self.none()
        above = [by.area[:2].ljust(6, "0"), by.area[:4].ljust(6, "0")]
        return self.filter(Q(quota__area=None) | Q(quota__area__code__startswith=by.area) | Q(quota__area_id__in=above))
