"""Counts as they are published: small ones withheld, others rounded, so that nobody can be recognised in them."""

from typing import Final

BASE: Final = 5


def published(number: int, lot: float, *, smallest: int = BASE) -> int | None:
    """A count rounded to a multiple of five, up as often as it lies near the upper one; nothing where it is small.

    `lot`, from 0 up to 1, is always the same for one cell, so that asking again tells nothing more.
    """
    if number == 0:
        return 0
    if number < smallest:
        return None
    over = number % BASE
    return number - over + (BASE if lot * BASE < over else 0)
