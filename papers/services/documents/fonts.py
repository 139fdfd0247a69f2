"""The fonts of the documents: which characters each can show, and a refusal that names one that none can."""

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Problem, Sentence

FOLDER: Final = Path(__file__).resolve().parents[2] / "fonts"
REGULAR: Final = ("NotoSans-Regular.ttf", "NotoSansSC-Regular.ttf")
BOLD: Final = ("NotoSans-Bold.ttf", "NotoSansSC-Bold.ttf")
NOT_PRINTABLE = _("No document can show the character %(character)s (%(code)s), here: %(field)s. Correct it.")
SEGMENTS: Final = 12
PLACE: Final = "□"


def demand_printable(
    said: Any, *, bold: frozenset[str] = frozenset(), labels: Mapping[str, Sentence] | None = None
) -> None:
    """Refuse with `Invalid` a document of which a character would be an empty box; each is named with its field.

    `said` is what the document says: texts in lists and dictionaries. The fields in `bold` are also set in bold;
    `labels` are how fields are called to people.
    """
    missing = [
        Problem("not_printable", NOT_PRINTABLE, field, _what(sign, field, labels or {}))
        for field, text in _texts(said)
        for sign in sorted(set(text) - {"\n"})
        if not _can_show(ord(sign), REGULAR) or (field.split(".")[0] in bold and not _can_show(ord(sign), BOLD))
    ]
    if missing:
        raise Invalid.of(missing)


def without_boxes(text: str) -> str:
    """A text with a mark in the place of each character that no document can show."""
    return "".join(sign if _can_show(ord(sign), REGULAR) else PLACE for sign in text)


def composed(said: Any) -> Any:
    """The same texts with their marks composed (NFC), as fonts show them best."""
    match said:
        case str():
            return unicodedata.normalize("NFC", said)
        case dict():
            return {name: composed(part) for name, part in said.items()}
        case list() | tuple():
            return [composed(part) for part in said]
    return said


@cache
def characters(file: str) -> frozenset[int]:
    """The code points that a font of ours can show, read from its own table (cmap, format 12)."""
    font = (FOLDER / file).read_bytes()
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    _platform, _encoding, offset = struct.unpack_from(">HHI", font, start + 4)
    (groups,) = struct.unpack_from(">I", font, start + offset + SEGMENTS)
    spans = (struct.unpack_from(">III", font, start + offset + 16 + 12 * number) for number in range(groups))
    return frozenset(code for first, last, _glyph in spans for code in range(first, last + 1))


def _what(sign: str, field: str, labels: Mapping[str, Sentence]) -> dict[str, Any]:
    name = field.split(".")[0]
    return {"character": sign, "code": f"U+{ord(sign):04X}", "field": labels.get(name, name)}


def _can_show(code: int, files: tuple[str, ...]) -> bool:
    return any(code in characters(file) for file in files)


def _texts(said: Any, field: str = "") -> Iterator[tuple[str, str]]:
    match said:
        case str():
            yield field, said
        case dict():
            for name, part in said.items():
                yield from _texts(part, f"{field}.{name}".lstrip("."))
        case list() | tuple():
            for part in said:
                yield from _texts(part, field)
