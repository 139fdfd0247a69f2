"""Letters as PDF: the words of the service's notices, with the reasons that the record itself gives."""

from typing import Any

from django.utils import translation

from core.dates import day_of
from core.notices.models import Notice
from core.notices.services.letters import render
from papers.services.documents.fonts import composed, demand_printable
from papers.services.documents.numbers import numbers_on
from papers.services.documents.typesetting import typeset
from papers.services.documents.words import LANGUAGES, letter_words
from permits.enums import ApplicationRefusal
from permits.models import Extension, PermitApplication
from permits.services.sentences import sentence


def letter_document(notice: Notice, *, language: str) -> bytes:
    """A letter as PDF: first in one language, below it in the language of the other country."""
    first = next((short for short in LANGUAGES if language.startswith(short)), "en")
    order = [first, "vi" if first == "zh" else "zh"]
    said = {
        "parts": [_part(notice, short) for short in order],
        "dated": day_of(notice.queued_at).isoformat(),
        "reference": str(notice.pk)[-12:].upper(),
        "numbers": numbers_on(day_of(notice.queued_at)),
    }
    composed_: dict[str, Any] = composed(said)
    demand_printable(composed_)
    return typeset("letter", dated=day_of(notice.queued_at), letter=composed_, words=letter_words())


def _part(notice: Notice, short: str) -> dict[str, Any]:
    language = LANGUAGES[short]
    letter = render(notice, language=language)
    with translation.override(language):
        return {
            "language": short,
            "subject": letter.subject,
            "body": letter.body.splitlines(),
            "reasons": _reasons(notice),
        }


def _reasons(notice: Notice) -> list[str]:
    """What the record gives as reasons: of a refusal the checks that failed, of a question all that was asked."""
    match notice.subject_type:
        case "permits.permitapplication":
            found = PermitApplication.objects.filter(pk=notice.subject_id).first()
            return _of_application(notice.kind, found) if found else []
        case "permits.extension":
            asked = Extension.objects.filter(pk=notice.subject_id).first()
            return [asked.comment] if asked and asked.comment else []
    return []


def _of_application(kind: str, application: PermitApplication) -> list[str]:
    if "information_requested" in kind:
        return application.question.splitlines()
    if "refused" not in kind or not application.refusal:
        return []
    failed = [found for found in application.findings if found["result"] == "failed"]
    said = [sentence(found["code"], found["params"]) for found in failed]
    return [str(ApplicationRefusal(application.refusal).label), *said]
