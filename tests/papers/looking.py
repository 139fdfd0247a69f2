"""Looking at a PDF as a reader, a printer and a machine do: its text, its picture, its inner order."""

from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

Box = tuple[float, float, float, float]


def pages(content: bytes) -> int:
    """How many pages it has."""
    return len(pypdfium2.PdfDocument(content))


def text(content: bytes) -> str:
    """What it says, as a reader copies it out."""
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))


def unspaced(words: str) -> str:
    """Words without what stands between them: a line may end, and Chinese beside figures is set apart."""
    return "".join(words.split())


def picture(content: bytes, page: int = 0, dpi: int = 150) -> Image.Image:
    """One page as a printer puts it on paper, in shades of grey."""
    return pypdfium2.PdfDocument(content)[page].render(scale=dpi / 72).to_pil().convert("L")


def boxes(content: bytes, page: int = 0) -> list[tuple[str, Box]]:
    """Every character of a page with where it stands: left, bottom, right, top in points."""
    read = pypdfium2.PdfDocument(content)[page].get_textpage()
    return [(read.get_text_range(place, 1), read.get_charbox(place)) for place in range(read.count_chars())]


def opened(content: bytes) -> pikepdf.Pdf:
    """Its objects."""
    return pikepdf.open(BytesIO(content))


def tags(content: bytes) -> list[str]:
    """The kinds of its parts, in the order in which they are read aloud."""
    document = opened(content)
    return [str(part.S)[1:] for part in _parts(document.Root.StructTreeRoot)]


def figures(content: bytes) -> list[str]:
    """What is said of each picture to who cannot see it."""
    document = opened(content)
    return [str(part.get("/Alt", "")) for part in _parts(document.Root.StructTreeRoot) if part.S == "/Figure"]


def _parts(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    found = [node] if "/S" in node else []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += _parts(kid)
    return found
