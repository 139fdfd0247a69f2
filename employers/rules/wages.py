"""Wages: what a stated wage comes to by the hour and by the day, held against a floor."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final

from employers.rules.hours import Hours, WorkingTime, is_complete

CURRENCY: Final = "CNY"


class PayUnit(StrEnum):
    """What a wage is paid for."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    PIECE = "piece"


class FloorBasis(StrEnum):
    """Which of the two figures of a minimum wage is asked."""

    HOURLY = "hourly"
    MONTHLY = "monthly"


class Standing(StrEnum):
    """How a wage stands against a floor."""

    MET = "met"
    BELOW = "below"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Wage:
    """A wage as stated: whole fen for one unit, and for piece rates the pieces of a normal day."""

    amount: int
    unit: PayUnit
    day_output: Hours | None = None
    currency: str = CURRENCY


@dataclass(frozen=True, slots=True)
class MonthBasis:
    """The normal working month that monthly figures are divided by: 21.75 days of 8 hours, 5 days a week."""

    days: Hours = Fraction(87, 4)
    hours_a_day: Hours = 8
    days_a_week: Hours = 5

    @property
    def hours(self) -> Fraction:
        """Give the hours of the normal working month."""
        return Fraction(self.days) * Fraction(self.hours_a_day)


@dataclass(frozen=True, slots=True)
class Floor:
    """A minimum wage in fen by the month and by the hour, where known, and how sure its source is."""

    monthly: int | None
    hourly: int | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A wage in fen for one hour and for one normal day of the post."""

    hour: Fraction
    day: Fraction

    @property
    def whole(self) -> tuple[int, int]:
        """Give hour and day in whole fen, rounded down, to show and to keep."""
        return floor(self.hour), floor(self.day)


@dataclass(frozen=True, slots=True)
class WageVerdict:
    """How a wage stands, both figures compared, and the least amount in its own unit that would do."""

    standing: Standing
    offered: Equivalent | None
    asked: Equivalent | None
    confidence: str
    least_amount: int | None = None


NORMAL_MONTH: Final = MonthBasis()


def units_in_an_hour(wage: Wage, time: WorkingTime, month: MonthBasis) -> Fraction | None:
    """Give how many of its units a wage pays for one hour of work; nothing where that is not stated."""
    if not is_complete(time):
        return None
    hours_a_day = Fraction(time.hours_a_day)
    match wage.unit:
        case PayUnit.HOUR:
            return Fraction(1)
        case PayUnit.DAY:
            return 1 / hours_a_day
        case PayUnit.MONTH:
            days = Fraction(month.days) * Fraction(time.days_a_week) / Fraction(month.days_a_week)
            return 1 / (days * hours_a_day)
        case PayUnit.PIECE:
            return Fraction(wage.day_output) / hours_a_day if wage.day_output else None


def equivalent(wage: Wage, time: WorkingTime, *, month: MonthBasis = NORMAL_MONTH) -> Equivalent | None:
    """Give what a wage comes to by the hour and by the day of the stated working time.

    A monthly wage is spread over the stated days a week, so a sixth day lowers it; a piece rate pays a stated
    day's output (Labour Law art. 37). Nothing where hours or output are missing or the currency is another.
    """
    units = units_in_an_hour(wage, time, month)
    if units is None or wage.currency != CURRENCY:
        return None
    hour = wage.amount * units
    return Equivalent(hour, hour * Fraction(time.hours_a_day))


def floor_equivalent(
    minimum: Floor, basis: FloorBasis, time: WorkingTime, *, month: MonthBasis = NORMAL_MONTH
) -> Equivalent | None:
    """Give what a minimum wage asks for one hour and for the stated day; nothing where it is not known."""
    if basis is FloorBasis.HOURLY:
        hour = None if minimum.hourly is None else Fraction(minimum.hourly)
    else:
        hour = None if minimum.monthly is None else minimum.monthly / month.hours
    return None if hour is None else Equivalent(hour, hour * Fraction(time.hours_a_day))


def against(
    wage: Wage,
    asked: Equivalent | None,
    time: WorkingTime,
    *,
    confidence: str,
    month: MonthBasis = NORMAL_MONTH,
) -> WageVerdict:
    """Hold a wage against what is asked for one hour, be it a floor or the reference wage of the job."""
    offered = equivalent(wage, time, month=month)
    units = units_in_an_hour(wage, time, month)
    if offered is None or asked is None or units is None:
        return WageVerdict(Standing.NOT_KNOWN, offered, asked, confidence)
    standing = Standing.MET if offered.hour >= asked.hour else Standing.BELOW
    return WageVerdict(standing, offered, asked, confidence, ceil(asked.hour / units))


def against_floor(
    wage: Wage,
    minimum: Floor,
    time: WorkingTime,
    *,
    basis: FloorBasis,
    month: MonthBasis = NORMAL_MONTH,
) -> WageVerdict:
    """Hold a wage against the minimum wage of the county (Labour Law art. 48)."""
    asked = floor_equivalent(minimum, basis, time, month=month)
    return against(wage, asked, time, confidence=minimum.confidence, month=month)
