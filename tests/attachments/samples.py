"""Files as people hand them in, and as others would."""

import io
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

PLACE = {0x8825: {1: "N", 2: (22.0, 6.0, 30.0), 3: "E", 4: (106.0, 51.0, 10.0)}, 0x010F: "Telephone maker"}


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 400), colour: str = "teal") -> bytes:
    """A picture that says where and by what it was taken."""
    image = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x010F] = "Telephone maker"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update(PLACE[0x8825])  # type: ignore[arg-type]
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that would unpack to 900 million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    side = (30_000).to_bytes(4, "big")
    head = chunk(b"IHDR", side + side + bytes([1, 0, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(3751 * 2000))) + chunk(b"IEND", b"")


def document(pages: int = 1, **does: object) -> bytes:
    """A PDF; `javascript`, `launch`, `attached`, `password` and `hidden` make it one that does more than be read."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(200, 200)
    if does.get("javascript"):
        script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(script))
    if does.get("launch"):
        link = Link(rect=(0, 0, 9, 9), url="x")
        link[NameObject("/A")] = DictionaryObject(
            {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
        )
        writer.add_annotation(0, link)
    if does.get("attached"):
        writer.add_attachment("a.txt", b"x")
    if does.get("password"):
        writer.encrypt("1234")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
