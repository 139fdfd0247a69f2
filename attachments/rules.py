"""What may be handed in: told by a file's own first and last bytes, never by its name; how large, how long."""

from typing import Final

LARGEST: Final = 8_000_000
"""Bytes of one file."""
MOST_PIXELS: Final = 24_000_000
MOST_PAGES: Final = 30
LEAST_SIDE: Final = 64
"""Pixels: nothing can be read on a smaller picture."""

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
PICTURES: Final = frozenset({JPEG, PNG, WEBP})
ALLOWED: Final = {
    "licence": PICTURES | {PDF},
    "evidence": PICTURES | {PDF},
    "photo": PICTURES,
}
MARKUP: Final = (b"<!doctype", b"<html", b"<script", b"<svg")


def media_of(content: bytes) -> str:
    """What a file is by its signature, empty for whatever we do not take.

    A PDF begins with its signature and ends with its mark: what stands before or after would be another file.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"%PDF-") and content.rstrip(b"\r\n\t \0").endswith(b"%%EOF"):
        return PDF
    return ""


def hides_markup(content: bytes) -> bool:
    """Whether the beginning of a document could be taken for a web page."""
    beginning = content[:2048].lower()
    return any(mark in beginning for mark in MARKUP)
