"""Licences as they are asked for, and what is wrong with them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.errors import Problem
from employers.models import Licence
from employers.rules.texts import text_problem
from employers.services.directory.checks import broken
from employers.services.directory.words import TEXT_WORDS

CURRENCIES = ("CNY", "VND")
HIGHEST_FEN = 10**13
LONGEST = timedelta(days=20 * 366)
OVER = _("The licence's last day has gone by: register its successor.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceDetails:
    """A licence as its authority registers it, with the bond that must be paid in before it is activated."""

    intermediary: UUID
    number: str
    valid_from: date
    valid_until: date
    bond_required_fen: int = 0
    bond_currency: str = "CNY"


def licence_problems(row: LicenceDetails, number: str, *, today: date) -> list[Problem]:
    """Everything that is wrong with a licence asked for, under its number as it is kept."""
    found = [*bond_problems(row.bond_required_fen, row.bond_currency)]
    problem = text_problem(number, longest=40, is_required=True)
    if problem:
        found.append(Problem(problem, TEXT_WORDS[problem], "number"))
    if row.valid_until < row.valid_from:
        found.append(broken(Licence, "licence_days_in_order", "valid_until"))
    elif row.valid_until - row.valid_from > LONGEST:
        words = _("A licence runs for at most twenty years: correct one of the days.")
        found.append(Problem("licence_too_long", words, "valid_until"))
    if row.valid_until < today:
        found.append(Problem("licence_over", OVER, "valid_until"))
    return found


def bond_problems(amount_fen: int, currency: str) -> list[Problem]:
    """What is wrong with a bond that is required."""
    found = []
    if not 0 <= amount_fen <= HIGHEST_FEN:
        words = _("Give the bond as an amount of 0 or more.")
        found.append(Problem("bond_in_reason", words, "bond_required_fen"))
    if currency not in CURRENCIES:
        words = _("Give the bond in yuan (CNY) or dong (VND).")
        found.append(Problem("no_such_currency", words, "bond_currency"))
    return found
