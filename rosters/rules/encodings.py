"""In which encoding a CSV file is written: recognised where it can be known, told where it cannot."""

import codecs
import unicodedata
from collections.abc import Callable
from typing import Final

from rosters.rules.faults import FileFault

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLD: Final = ("gb18030", "cp1258")


def decoded(content: bytes, *, knows: Callable[[str], bool]) -> str:
    """The text of a file; one in an old encoding only where its own heading, so read, is one we know.

    `knows` says so of a first line. UTF-16 without its mark is known by the zeros between the letters.
    """
    if encoding := next((name for mark, name in MARKS if content.startswith(mark)), _by_zeros(content)):
        return _read(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        fits = [text for name in OLD if (text := _tried(content, name)) and _speaks(text, knows)]
    if len(fits) != 1:
        raise FileFault("encoding")
    return fits[0]


def _by_zeros(content: bytes) -> str:
    """UTF-16 by its zeros: of letters as in the headings every second byte is one."""
    head = content[:400]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 > len(head) and min(even, odd) == 0:
        return "utf-16-be" if even else "utf-16-le"
    if 0 in content:
        raise FileFault("broken")
    return ""


def _read(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise FileFault("encoding") from None


def _tried(content: bytes, encoding: str) -> str:
    try:
        return unicodedata.normalize("NFC", content.decode(encoding))
    except UnicodeDecodeError:
        return ""


def _speaks(text: str, knows: Callable[[str], bool]) -> bool:
    head = text.split("\n", 1)[0]
    return not head.isascii() and knows(head)
