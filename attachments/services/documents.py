"""PDF documents, kept as they are: refused where they could do anything but be read."""

import io
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from attachments.rules import MOST_PAGES, hides_markup
from core.errors import Invalid

ACTING: Final = frozenset(
    {
        *("/JS", "/JavaScript", "/Launch", "/AA", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA"),
        *("/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Sound", "/Rendition", "/3D"),
    }
)
"""Names by which a document does something, carries another file, or calls for one."""
SAID_PLAINLY: Final = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/Encrypt")
"""The same where no list of objects leads to it: another reader may look for objects by itself."""
MOST_OBJECTS: Final = 20_000
ACTS = _("The document contains a program, another file or a form that acts: print it to PDF anew.")
UNREADABLE = _("The document cannot be read: save it anew as PDF, or hand in pictures of its pages.")


def pages_of(content: bytes) -> int:
    """How many pages a harmless document has; raises `Invalid` for any other."""
    if hides_markup(content):
        raise Invalid("document_unreadable", UNREADABLE, field="file")
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            words = _("The document is encrypted: save it without a password.")
            raise Invalid("document_encrypted", words, field="file")
        _demand_passive(reader)
        if any(name in content for name in SAID_PLAINLY):
            raise Invalid("document_acts", ACTS, field="file")
        pages = len(reader.pages)
    except Invalid:
        raise
    except Exception:
        # Whatever a broken or hostile document does to its reader, it is refused as one that cannot be read.
        raise Invalid("document_unreadable", UNREADABLE, field="file") from None
    if not 1 <= pages <= MOST_PAGES:
        words = _("A document has 1 to %(most)s pages: hand in only those that matter.")
        raise Invalid("document_too_long", words, field="file", most=MOST_PAGES)
    return pages


def _demand_passive(reader: PdfReader) -> None:
    """Go through every object that the document has, whether its pages show it or not."""
    names = {(number, version) for version, table in reader.xref.items() for number in table}
    names |= {(number, 0) for number in reader.xref_objStm}
    if len(names) > MOST_OBJECTS:
        raise Invalid("document_unreadable", UNREADABLE, field="file")
    waiting: list[Any] = [reader.trailer, *(IndirectObject(*name, reader) for name in sorted(names))]
    for one in waiting:
        found = one.get_object() if isinstance(one, IndirectObject) else one
        _demand_part_passive(found)


def _demand_part_passive(found: Any) -> None:
    parts = [found]
    while parts:
        part = parts.pop()
        if isinstance(part, DictionaryObject | StreamObject):
            if not ACTING.isdisjoint(part) or part.get("/S") in ACTING or part.get("/Type") in ACTING:
                raise Invalid("document_acts", ACTS, field="file")
            parts += [value for value in dict.values(part) if not isinstance(value, IndirectObject)]
        elif isinstance(part, ArrayObject):
            parts += [value for value in list.__iter__(part) if not isinstance(value, IndirectObject)]
