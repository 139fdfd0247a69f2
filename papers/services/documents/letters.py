"""Letters as PDF: the words of the service's notices, with the reasons that the record itself gives."""

from typing import Any, Final

from django.utils import translation

from core.actors import Actor
from core.dates import day_of
from core.notices.models import Notice
from core.notices.services.letters import render
from papers.services.documents.fonts import composed, demand_printable
from papers.services.documents.numbers import numbers_on
from papers.services.documents.reasons import reasons_of
from papers.services.documents.typesetting import typeset
from papers.services.documents.words import LANGUAGES, letter_words

# What was reported or suspected of somebody has grounds; there is nothing for the reader to change.
REPORTED: Final = ("absence_", "overstay_")


def letter_document(notice: Notice, *, language: str, by: Actor) -> bytes:
    """A letter as PDF: first in one language, below it in the language of the other country."""
    first = next((short for short in LANGUAGES if language.startswith(short)), "en")
    order = [first, "vi" if first == "zh" else "zh"]
    said = {
        "parts": [_part(notice, short, by) for short in order],
        "dated": day_of(notice.queued_at).isoformat(),
        "reference": str(notice.pk)[-12:].upper(),
        "numbers": numbers_on(day_of(notice.queued_at)),
    }
    composed_: dict[str, Any] = composed(said)
    demand_printable(composed_)
    return typeset("letter", dated=day_of(notice.queued_at), letter=composed_, words=letter_words())


def _part(notice: Notice, short: str, by: Actor) -> dict[str, Any]:
    language = LANGUAGES[short]
    letter = render(notice, language=language)
    with translation.override(language):
        return {
            "language": short,
            "subject": letter.subject,
            "body": letter.body.splitlines(),
            "heading": "grounds" if notice.kind.startswith(REPORTED) else "reasons",
            "reasons": reasons_of(notice, by=by),
        }
