"""Versions of a filing side by side: in the words of its form, only what is not the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import Sentence
from employers.models import Assessment
from employers.rules.content import FilingContent
from portal.forms.filing import FilingForm
from portal.readings import Choice


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say differently: in which part, what, and how either says it."""

    part: Sentence
    what: str
    before: str
    after: str


def versions(assessments: Sequence[Assessment], now: FilingContent) -> list[FilingContent]:
    """What the filing said at its checks and says now, each once, the newest first."""
    found = [now]
    for one in assessments:
        content = FilingContent.read(one.inputs["content"])
        if content.digest != found[-1].digest:
            found.append(content)
    return found


def differences(before: FilingContent, after: FilingContent, choices: Mapping[str, list[Choice]]) -> list[Difference]:
    """What changed from one version to the other, in the order of the form."""
    old, new = (_said(FilingForm(choices=choices, now=content)) for content in (before, after))
    return [
        Difference(*place, old.get(place, ""), new.get(place, ""))
        for place in {**old, **new}
        if old.get(place) != new.get(place)
    ]


def _said(form: FilingForm) -> dict[tuple[Sentence, str], str]:
    return {(title, _name(field)): words for _step, title, rows in form.told for row in rows for field, words in row}


def _name(field: Any) -> str:
    row = field.name.split(".")[1:2]
    return f"{field.label} ({int(row[0]) + 1})" if row and row[0].isdecimal() else str(field.label)
