"""Telephone numbers of workers, kept with their country so that a one-time code finds its reader."""

import re
import unicodedata
from typing import Final

HOME: Final = "+84"
BETWEEN: Final = re.compile(r"[\s()\-‐-―./]")
FORM: Final = re.compile(r"\+[1-9][0-9]{7,14}")


def kept_phone(text: str) -> str:
    """Give a number as it is kept: +, country, digits; one written as at home belongs to Viet Nam."""
    signs = BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if signs.startswith("00"):
        signs = "+" + signs[2:]
    elif signs.startswith("0"):
        signs = HOME + signs[1:]
    return HOME + signs[len(HOME) :].lstrip("0") if signs.startswith(HOME) else signs


def is_phone(phone: str) -> bool:
    """Whether a kept number can be one (E.164)."""
    return FORM.fullmatch(phone) is not None
