"""Working hours: the hours stated in a filing, held against the limits of the day."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

Hours: TypeAlias = int | Decimal | Fraction


class HoursLimit(StrEnum):
    """A limit that stated hours can exceed."""

    DAY = "hours_a_day"
    WEEK = "hours_a_week"
    DAYS_A_WEEK = "days_a_week"
    OVERTIME_DAY = "overtime_a_day"
    OVERTIME_MONTH = "overtime_a_month"


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The hours that an employer states for a post, overtime apart."""

    hours_a_day: Hours
    days_a_week: Hours
    overtime_a_day: Hours = 0
    overtime_a_month: Hours = 0

    @property
    def hours_a_week(self) -> Fraction:
        """Give the normal hours of a week."""
        return Fraction(self.hours_a_day) * Fraction(self.days_a_week)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a rule set allows (Labour Law art. 36, 38 and 41)."""

    hours_a_day: Hours
    hours_a_week: Hours
    days_a_week: Hours
    overtime_a_day: Hours
    overtime_a_month: Hours


@dataclass(frozen=True, slots=True)
class Excess:
    """One limit that the stated hours go beyond, with both figures."""

    limit: HoursLimit
    stated: Fraction
    allowed: Fraction


def is_complete(stated: WorkingTime) -> bool:
    """Tell whether there are hours to test: some work on some days, nothing below zero."""
    has_work = 0 < stated.hours_a_day <= 24 and 0 < stated.days_a_week <= 7
    return has_work and stated.overtime_a_day >= 0 and stated.overtime_a_month >= 0


def excesses(stated: WorkingTime, limits: Limits) -> tuple[Excess, ...]:
    """List the limits that the stated hours exceed, none where they are lawful (Labour Law art. 36-41)."""
    figures = {
        HoursLimit.DAY: (stated.hours_a_day, limits.hours_a_day),
        HoursLimit.WEEK: (stated.hours_a_week, limits.hours_a_week),
        HoursLimit.DAYS_A_WEEK: (stated.days_a_week, limits.days_a_week),
        HoursLimit.OVERTIME_DAY: (stated.overtime_a_day, limits.overtime_a_day),
        HoursLimit.OVERTIME_MONTH: (stated.overtime_a_month, limits.overtime_a_month),
    }
    compared = (Excess(limit, Fraction(said), Fraction(most)) for limit, (said, most) in figures.items())
    return tuple(excess for excess in compared if excess.stated > excess.allowed)
