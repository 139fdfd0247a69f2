"""Letters put into words, in the reader's language, when they are delivered or read."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats, translation

from core.notices.models import Notice
from core.notices.services.words import LETTERS
from core.notices.services.words.people import COMPLAINT

PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as it is read."""

    subject: str
    body: str


# Of these a telephone, which others may hold, is told no more than that there is a letter.
UNSAID_BY_PHONE = frozenset(COMPLAINT)


def known(kind: str) -> str:
    """Give back a kind that has words; raises `KeyError` for another, before anything is queued."""
    if kind not in LETTERS:
        raise KeyError(f"There are no words for letters of kind {kind}.")
    return kind


def render(notice: Notice, *, language: str = "") -> Rendered:
    """Put a letter into words, in its own language or the one asked for."""
    letter = LETTERS[notice.kind]
    with translation.override(language or notice.language):
        values = {name: _shown(name, value) for name, value in notice.params.items() if value not in (None, "")}
        sentences = [str(sentence) for sentence in letter.body]
        body = "\n".join(_filled(sentence, values) for sentence in sentences if _places(sentence) <= set(values))
        subject = _filled(str(letter.subject), values)
        return Rendered(" ".join(subject.split()), body)


def _places(sentence: str) -> set[str]:
    return set(PLACE.findall(sentence))


def _filled(sentence: str, values: dict[str, str]) -> str:
    # A place that was not given reads as a dash: a letter is better late in detail than not at all.
    return sentence % {name: values.get(name, "–") for name in _places(sentence)}


def _shown(name: str, value: Any) -> str:
    """A value as the reader's language writes it; what has a name in each language is given in all of them."""
    if isinstance(value, dict):
        return str(value.get(translation.get_language(), "") or value.get("en", ""))
    if name.endswith(("_on", "_until")):
        return formats.date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    if isinstance(value, int):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    return str(value)
