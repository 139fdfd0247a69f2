"""PDF documents, kept as they are: refused where they could do anything but be read."""

import json
import subprocess
import sys
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from attachments.rules import MOST_PAGES, hides_markup
from attachments.services import passive
from core.errors import Invalid, Sentence

PATIENCE: Final = 20
"""Seconds; its processor time ends long before, unless the machine has no time for it."""
UNREADABLE = _("The document cannot be read: save it anew as PDF, or hand in pictures of its pages.")
WORDS: Final[dict[str, Sentence]] = {
    "document_unreadable": UNREADABLE,
    "document_encrypted": _("The document is encrypted: save it without a password."),
    "document_acts": _("The document contains a program, another file or a form that acts: print it to PDF anew."),
}


def pages_of(content: bytes) -> int:
    """How many pages a harmless document has; raises `Invalid` for any other."""
    if hides_markup(content):
        raise Invalid("document_unreadable", UNREADABLE, field="file")
    said = _looked_at(content)
    if code := said.get("refused"):
        raise Invalid(str(code), WORDS[str(code)], field="file")
    pages: int = said["pages"]
    if not 1 <= pages <= MOST_PAGES:
        words = _("A document has 1 to %(most)s pages: hand in only those that matter.")
        raise Invalid("document_too_long", words, field="file", most=MOST_PAGES)
    return pages


def _looked_at(content: bytes) -> dict[str, Any]:
    """What the program that opens documents says; where it says nothing, the document asked too much of it."""
    program = [sys.executable, "-I", passive.__file__]
    try:
        done = subprocess.run(program, input=content, capture_output=True, timeout=PATIENCE, env={}, check=True)  # noqa: S603
        said: dict[str, object] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"refused": "document_unreadable"}
    return said
