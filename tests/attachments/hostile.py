"""Files that mean ill, or were cut off: each with the code by which it is refused, or how it is taken."""

import io
import random
import zlib
from collections.abc import Callable
from typing import Final

from PIL import Image

from tests.attachments.samples import HTML, SVG, bomb, document, picture

MEGABYTE: Final = 1_000_000
TAKEN: Final = "taken"


def photo(size: tuple[int, int], kind: str = "JPEG", mode: str = "RGB", **how: object) -> bytes:
    """A picture with something on it, of that size."""
    small = Image.effect_noise((64, 64), 80).convert(mode).resize(size, Image.Resampling.NEAREST)
    out = io.BytesIO()
    small.save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """A part of a PNG."""
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def texts(number: int) -> bytes:
    """A PNG with so many texts that unpack to a megabyte each."""
    content = picture("PNG")
    told = chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(1_000_000), 9)) * number
    return content[:33] + told + content[33:]


def scans(number: int) -> bytes:
    """A JPEG that comes into view in so many steps, each over the whole picture."""
    content = photo((3000, 2000), progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * number + content[-2:]


def pdf(*objects: bytes, root: bytes = b"<< /Type /Catalog /Pages 2 0 R >>") -> bytes:
    """A PDF of these objects, numbered from 3, with a table that finds them."""
    pages = b"<< /Type /Pages /Kids [] /Count 0 >>"
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate([root, pages, *objects], start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + table
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, start)


def stream(body: bytes, said: bytes = b"") -> bytes:
    """A stream of a PDF."""
    return b"<< /Length %d %s >>\nstream\n" % (len(body), said) + body + b"\nendstream"


def packed(size: int) -> bytes:
    """A stream of objects that unpacks to so many bytes."""
    inside = zlib.compress(b"3 0 " + b" " * size, 9)
    said = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
    out = pdf(stream(inside, said))[: -len(b"%%EOF")]
    place = out.index(b"3 0 obj")
    fields = [(0, 0, 255), (1, out.index(b"1 0 obj"), 0), (1, out.index(b"2 0 obj"), 0), (1, place, 0), (2, 3, 0)]
    rows = b"".join(bytes([kind]) + where.to_bytes(4, "big") + bytes([last]) for kind, where, last in fields)
    start = len(out)
    said = b"/Type /XRef /Size 5 /W [1 4 1] /Root 1 0 R"
    return out + b"5 0 obj\n" + stream(rows, said) + b"\nendobj\nstartxref\n%d\n%%%%EOF" % start


def noise(seed: int, size: int) -> bytes:
    """Bytes by chance."""
    return random.Random(seed).randbytes(size)


def deep(levels: int) -> bytes:
    """A list in a list, and so on."""
    return b"[" * levels + b"]" * levels


FILES: Final[dict[str, tuple[str, Callable[[], bytes], str]]] = {
    # name: kind it is handed in as, what makes it, the code of the refusal
    "SVG": ("photo", lambda: SVG, "file_type"),
    "web page": ("photo", lambda: HTML, "file_type"),
    "GIF": ("photo", lambda: photo((100, 100), "GIF", "P"), "file_type"),
    "TIFF": ("evidence", lambda: photo((100, 100), "TIFF"), "file_type"),
    "program": ("evidence", lambda: b"MZ" + noise(1, MEGABYTE), "file_type"),
    "archive that is a PDF at its end": ("evidence", lambda: b"PK\x03\x04" + document(), "file_type"),
    "PDF that is an archive at its end": ("evidence", lambda: document() + b"PK\x05\x06" + bytes(18), "file_type"),
    "PDF as a photo": ("photo", document, "file_type"),
    "empty": ("photo", lambda: b"", "file_empty"),
    "too many bytes": ("photo", lambda: photo((100, 100)) + bytes(8 * MEGABYTE), "file_too_large"),
    "JPEG that is an archive at its end": ("photo", lambda: photo((400, 500)) + b"PK\x03\x04" + HTML, TAKEN),
    "JPEG head, web page body": ("photo", lambda: b"\xff\xd8\xff" + HTML, "picture_unreadable"),
    "JPEG cut off": ("photo", lambda: photo((2000, 1500))[:-40_000], "picture_unreadable"),
    "JPEG cut off in its head": ("photo", lambda: photo((2000, 1500))[:200], "picture_unreadable"),
    "JPEG of noise": ("photo", lambda: b"\xff\xd8\xff" + noise(2, 2 * MEGABYTE), "picture_unreadable"),
    "JPEG of a hundred steps": ("photo", lambda: scans(100), "picture_unreadable"),
    "JPEG of 30 million pixels": ("evidence", lambda: photo((6000, 5000), quality=20), "picture_too_large"),
    "JPEG of 23 million pixels": ("evidence", lambda: photo((5600, 4200), quality=30), TAKEN),
    "JPEG of 23 million pixels, step by step": (
        "photo",
        lambda: photo((5600, 4200), quality=20, progressive=True),
        "picture_too_large",
    ),
    "PNG cut off": ("photo", lambda: photo((900, 900), "PNG")[:-3000], "picture_unreadable"),
    "PNG with a wrong sum": (
        "photo",
        lambda: picture("PNG")[:40] + b"\0\0\0\0" + picture("PNG")[44:],
        "picture_unreadable",
    ),
    "PNG that unpacks to gigabytes": ("evidence", bomb, "picture_too_large"),
    "PNG of 20 million pixels": ("evidence", lambda: photo((5000, 4000), "PNG"), "picture_too_large"),
    "JPEG of 12 million pixels, step by step": (
        "evidence",
        lambda: photo((4000, 3000), quality=40, progressive=True),
        TAKEN,
    ),
    "PNG of 8 million pixels": ("evidence", lambda: photo((3200, 2450), "PNG"), "picture_too_large"),
    "PNG of 6 million pixels": ("evidence", lambda: photo((2900, 2050), "PNG"), TAKEN),
    "PNG of 11 million grey pixels": ("evidence", lambda: photo((3800, 2900), "PNG", "L"), TAKEN),
    "PNG of 3 million pixels, see-through": ("evidence", lambda: photo((2000, 1480), "PNG", "RGBA"), TAKEN),
    "PNG with 60 texts of a megabyte": ("photo", lambda: texts(60), "picture_unreadable"),
    "WebP cut off": ("photo", lambda: photo((900, 900), "WEBP")[:-3000], "picture_unreadable"),
    "WebP of 20 million pixels": ("evidence", lambda: photo((5000, 4000), "WEBP", quality=1), "picture_too_large"),
    "PDF cut off": ("evidence", lambda: document(20)[:-300], "file_type"),
    "PDF cut off, with its mark": ("evidence", lambda: document(20)[:300] + b"\n%%EOF", "document_unreadable"),
    "PDF that is a web page": ("evidence", lambda: b"%PDF-1.7\n" + HTML + b"\n%%EOF", "document_unreadable"),
    "PDF of noise": ("evidence", lambda: b"%PDF-1.7\n" + noise(3, 4 * MEGABYTE) + b"\n%%EOF", "document_unreadable"),
    "PDF with a script": ("evidence", lambda: document(javascript=True), "document_acts"),
    "PDF with another file": ("evidence", lambda: document(attached=True), "document_acts"),
    "PDF without a page": ("evidence", pdf, "document_too_long"),
    "PDF of a million numbers": ("evidence", lambda: pdf(b"[" + b"1 " * 3_900_000 + b"]"), "document_unreadable"),
    "PDF of a long text": ("evidence", lambda: pdf(b"(" + b"a" * 7_800_000 + b")"), "document_unreadable"),
    "PDF of a long name": ("evidence", lambda: pdf(b"/" + b"a" * 7_800_000), "document_unreadable"),
    "PDF of lists in lists": ("evidence", lambda: pdf(deep(200_000)), "document_unreadable"),
    "PDF of a hundred thousand objects": ("evidence", lambda: pdf(*[b"<< >>"] * 100_000), "document_unreadable"),
    "PDF that unpacks to 400 megabytes": ("evidence", lambda: packed(400 * MEGABYTE), "document_unreadable"),
    "PDF whose pages are themselves": (
        "evidence",
        lambda: pdf(root=b"<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] /Count 9 >>"),
        "document_unreadable|document_too_long",
    ),
}
