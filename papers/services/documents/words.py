"""The words that every document has, in the three languages beside each other."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

LANGUAGES: Final = {"zh": "zh-hans", "vi": "vi", "en": "en"}
Said = dict[str, str]
Number = dict[str, Any]

PERMIT: Mapping[str, Sentence] = {
    "title": _("Seasonal work permit"),
    "number": _("Permit number"),
    "photo": _("Photograph of the holder"),
    "holder": _("Holder"),
    "birth_date": _("Born on"),
    "sex": _("Sex"),
    "nationality": _("Nationality"),
    "person_number": _("Person number"),
    "paper": _("Identity paper"),
    "province": _("Home province"),
    "check": _("Scan to check, also without a network"),
    "first_on": _("First day"),
    "last_on": _("Last day"),
    "midnight": _("The last day ends at 24:00 in Beijing = 23:00 in Hanoi."),
    "clocks": _("24:00 Beijing = 23:00 Hanoi"),
    "employer": _("Employer"),
    "place": _("Place of work"),
    "county": _("County"),
    "occupation": _("Occupation"),
    "permit_class": _("Class"),
    "ports": _("Ports to cross at"),
    "terms": _("What was promised, in short"),
    "emergency": _("Numbers to call"),
    "issued": _("Issued on"),
    "left_out": _("Not put on paper"),
    "cut": _("Cut out the card and fold it in the middle. It costs nothing, and nobody may keep it from you."),
}
LETTER: Mapping[str, Sentence] = {
    "service": _("Seasonal permits"),
    "dated": _("Date"),
    "reference": _("Letter"),
    "reasons": _("Reasons, and what to change"),
    "grounds": _("What it rests on"),
    "emergency": _("Numbers to call"),
}
TERMS: dict[str, Sentence] = {
    "title": _("Terms"),
    "filing": _("Filing"),
    "worker": _("Worker"),
    "employer": _("Employer"),
    "answered": _("Answered by the worker on"),
    "digest": _("What names these terms and proves them"),
    "emergency": _("Numbers to call"),
}
COVER: Mapping[str, Sentence] = {
    "title": _("Papers of several persons"),
    "copy": _("Copy"),
    "taken_by": _("Taken out by"),
    "permits": _("Permits in the list"),
    "keep": _(
        "This copy is on record under its number. Give each holder the own paper; what is left over is destroyed."
    ),
}
CODE_ALT = _("Code that proves this permit; to be read by a machine")
VIET_NAM = _("Viet Nam")
STAYS: Mapping[bool, Sentence] = {
    True: _("A stay of %(days)s days at most after each entry."),
    False: _("In and out on the same day."),
}


def in_each(say: Callable[[], Any]) -> dict[str, Any]:
    """What a function says in each of the three languages."""
    found = {}
    for short, language in LANGUAGES.items():
        with translation.override(language):
            found[short] = say()
    return found


def each(words: Sentence, **places: Any) -> Said:
    """A sentence in the three languages."""
    return in_each(lambda: str(words) % places if places else str(words))


def named(thing: Any) -> Said:
    """The name of a thing that has one in each language."""
    return {"zh": thing.name_zh, "vi": thing.name_vi, "en": thing.name_en}


@cache
def permit_words() -> Mapping[str, Any]:
    """The fixed words of a permit."""
    return {name: each(words) for name, words in PERMIT.items()} | {"code_alt": str(each(CODE_ALT)["vi"])}


@cache
def letter_words() -> Mapping[str, Said]:
    """The fixed words of a letter."""
    return {name: each(words) for name, words in LETTER.items()}


@cache
def terms_words() -> Mapping[str, Said]:
    """The fixed words of terms."""
    return {name: each(words) for name, words in TERMS.items()}


def side_by_side(sentences: Mapping[str, Iterable[str]]) -> list[Said]:
    """Sentences of the three languages, each beside the same one of the others."""
    rows = zip(*(sentences[short] for short in LANGUAGES), strict=True)
    return [dict(zip(LANGUAGES, row, strict=True)) for row in rows]
