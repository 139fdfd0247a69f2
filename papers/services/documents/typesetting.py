"""Setting a page: words and values in, PDF out, by one compiler a process that fetches nothing."""

import json
import re
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Final

import typst
from zxingcpp import BarcodeFormat, create_barcode

from papers.services.documents.fonts import FOLDER

PAGES: Final = FOLDER.parent / "pages"
# Readable aloud (PDF/UA-1) and for good (PDF/A-2a): both at once.
STANDARDS: Final[list[Any]] = ["ua-1", "a-2a"]
DARK: Final = re.compile(rb"\x00+")


def typeset(page: str, *, dated: date, **said: Any) -> bytes:
    """Set a page as PDF from what is said; the same content gives the same bytes, whenever and wherever it is set."""
    made = _compiler().compile(
        input=str(PAGES / f"{page}.typ"),
        format="pdf",
        sys_inputs=written(dated=dated, **said),
        pdf_standards=STANDARDS,
        timestamp=datetime.combine(dated, time(), UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{page} was not made as one file")
    return made


def written(*, dated: date, **said: Any) -> dict[str, str]:
    """What is said, as a page takes it in: each part as JSON."""
    parts = {name: json.dumps(part, ensure_ascii=False, default=list) for name, part in said.items()}
    return parts | {"dated": dated.isoformat()}


def drawn(code: str) -> str:
    """A code as a QR symbol at level M, with the quiet zone that readers need: a line for each run of dark squares."""
    symbol = create_barcode(code, BarcodeFormat.QRCode, ec_level="M")
    drawing: Any = symbol.to_image()  # rows of dots, as any picture of bytes
    picture = memoryview(drawing)
    size, dots = len(picture), picture.tobytes()
    runs = (
        f"M{run.start()} {y}.5h{run.end() - run.start()}"
        for y in range(size)
        for run in DARK.finditer(dots[y * size : (y + 1) * size])
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
    return f'{head}<path stroke="#000" d="{"".join(runs)}"/></svg>'


@cache
def _compiler() -> typst.Compiler:
    """The compiler with our fonts and no others: a page looks the same on every machine."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])
    return typst.Compiler(root=str(PAGES), font_paths=fonts)
