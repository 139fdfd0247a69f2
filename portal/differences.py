"""Versions of a filing side by side, in the words of its form: what is not the same, or where asked all of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from employers.models import Assessment
from employers.rules.content import FilingContent
from portal.forms.filing import FilingForm
from portal.readings import Choice


@dataclass(frozen=True, slots=True)
class Version:
    """What a filing said at one time: the first is number one; it was checked on a day, the newest perhaps not yet."""

    number: int
    content: FilingContent
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say: in which part, what, and how either says it."""

    part: Sentence
    what: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether they say it differently."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Beside:
    """Two versions of one filing, all of them to choose from, and what the two say; the whole of it where asked."""

    versions: list[Version]
    before: Version
    after: Version
    lines: list[Difference]
    is_whole: bool

    @property
    def sides(self) -> list[tuple[str, Sentence, Version]]:
        """What is chosen on either side, by the name of its field."""
        return [("before", _("Before"), self.before), ("after", _("Now"), self.after)]


def versions(assessments: Sequence[Assessment], now: FilingContent) -> list[Version]:
    """What the filing said at its checks and says now, each once, the newest first."""
    found: list[tuple[FilingContent, date | None]] = [(now, None)]
    for one in assessments:
        content = FilingContent.read(one.inputs["content"])
        if content.digest == found[-1][0].digest:
            found.pop()
        found.append((content, one.on))
    return [Version(len(found) - place, *one) for place, one in enumerate(found)]


def beside(
    found: Sequence[Version], choices: Mapping[str, list[Choice]], *, before: str = "", after: str = ""
) -> Beside | None:
    """The two versions asked for by number, whole; or else what the newest says otherwise than the one before it."""
    if len(found) < 2:
        return None
    by_number = {str(one.number): one for one in found}
    old, new = by_number.get(before, found[1]), by_number.get(after, found[0])
    is_whole = before in by_number
    lines = _lines(old.content, new.content, choices)
    return Beside(list(found), old, new, [one for one in lines if is_whole or one.is_changed], is_whole)


def _lines(before: FilingContent, after: FilingContent, choices: Mapping[str, list[Choice]]) -> list[Difference]:
    """All that either version says, in the order of the form."""
    old, new = (_said(FilingForm(choices=choices, now=content)) for content in (before, after))
    return [Difference(*place, old.get(place, ""), new.get(place, "")) for place in {**old, **new}]


def _said(form: FilingForm) -> dict[tuple[Sentence, str], str]:
    return {(title, _name(field)): words for _step, title, rows in form.told for row in rows for field, words in row}


def _name(field: Any) -> str:
    row = field.name.split(".")[1:2]
    return f"{field.label} ({int(row[0]) + 1})" if row and row[0].isdecimal() else str(field.label)
