"""Whether an XLSX file may be read: its parts, their sizes and its cells are looked over before anything is loaded."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final, NamedTuple

from rosters.rules import limits
from rosters.rules.faults import FileFault

BAD: Final = (
    *(OSError, ValueError, NotImplementedError, RuntimeError, EOFError),
    *(struct.error, zlib.error, zipfile.BadZipFile),
)
END: Final = b"PK\x05\x06"
MACROS: Final = ("vbaproject", "macrosheets/", "activex/", "embeddings/")
PREFIX: Final = rb"(?:[A-Za-z_][\w.-]*:)?"
PREFIXED: Final = (b":row", b":c", b":f", b":mergeCell")
FAR_RIGHT: Final = re.compile(rb"""\sr\s*=\s*["'](?:[A-Z]{3,}|[C-Z][A-Z])\d""", re.IGNORECASE)
FAR_DOWN: Final = re.compile(rb"""\sr\s*=\s*["'][A-Z]*0*([1-9]\d{5,})""", re.IGNORECASE)
PLACE: Final = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,2}\d{1,6})["']""", re.IGNORECASE)


class Tags(NamedTuple):
    """How the elements of a sheet are found; `prefix` is what stands between the bracket and the name."""

    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    merged: re.Pattern[bytes]

    @classmethod
    def of(cls, prefix: bytes = b"") -> "Tags":
        """The patterns for names behind such a prefix."""
        return cls(*(re.compile(b"<" + prefix + name + rb"[\s/>]") for name in (b"row", b"c", b"f", b"mergeCell")))


PLAIN: Final = Tags.of()
ANY: Final = Tags.of(PREFIX)
"""Looks at each bracket of the piece, and so takes five times as long."""


def look_over(content: bytes) -> None:
    """Refuse with `FileFault` a workbook that is none, hides something, or is too large once it is unpacked."""
    _demand_few_parts(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _demand_kind({part.filename.lower() for part in parts})
            _demand_sizes(parts)
            unpacked = 0
            for part in parts:
                unpacked += _scan(archive, part, room=limits.UNPACKED - unpacked)
    except FileFault:
        raise
    except BAD as error:
        raise FileFault("broken") from error


def _demand_few_parts(content: bytes) -> None:
    """The directory's own count, before the directory is read: a million parts are a bomb, too."""
    place = content.rfind(END, max(0, len(content) - 66_000))
    if place < 0 or len(content) < place + 12:
        raise FileFault("broken")
    [number] = struct.unpack_from("<H", content, place + 10)
    if number > limits.PARTS:
        raise FileFault("bomb")
    # The directory itself says where it ends: more entries than counted are not read any further.
    [size] = struct.unpack_from("<I", content, place + 12) if len(content) >= place + 16 else [0]
    if size > limits.PARTS * 1000:
        raise FileFault("bomb")


def _demand_kind(names: set[str]) -> None:
    if any(macro in name for name in names for macro in MACROS):
        raise FileFault("macros")
    if "xl/workbook.xml" not in names:
        raise FileFault("other_kind")


def _demand_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > limits.PARTS or sum(part.file_size for part in parts) > limits.UNPACKED:
        raise FileFault("bomb")
    for part in parts:
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileFault("broken")
        if part.flag_bits & 0x1:
            raise FileFault("locked")
        if part.file_size > limits.CHUNK * 4 and part.file_size > limits.TIMES * max(part.compress_size, 1):
            raise FileFault("bomb")


def _scan(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, room: int) -> int:
    """Unpack one part piece by piece, whatever size it claims; a sheet's cells are counted on the way."""
    is_text = part.filename.lower().endswith((".xml", ".rels"))
    counted, unpacked = _Counted(), 0
    with archive.open(part) as stream:
        for piece in _pieces(stream):
            unpacked += len(piece)
            if unpacked > room:
                raise FileFault("bomb")
            if is_text:
                counted.take(piece)
    return unpacked


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The part in pieces that end where a tag begins, so that no tag is in two of them."""
    rest = b""
    while chunk := stream.read(limits.CHUNK):
        block = rest + chunk
        cut = block.rfind(b"<")
        if cut <= 0 and len(block) > limits.CHUNK * 4:
            raise FileFault("broken")
        cut = max(cut, 0)
        yield block[:cut]
        rest = block[cut:]
    yield rest


class _Counted:
    """What was seen of a sheet so far."""

    def __init__(self) -> None:
        self.rows = self.cells = 0

    def take(self, piece: bytes) -> None:
        """Look at the next piece; raises `FileFault` at the first thing that a roster does not have."""
        if b"\0" in piece or b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
            raise FileFault("broken")
        tags = ANY if any(name in piece for name in PREFIXED) else PLAIN
        self._count(piece, tags)
        if tags.merged.search(piece):
            raise FileFault("merged")
        if found := tags.formula.search(piece):
            places = PLACE.findall(piece[: found.start()])
            raise FileFault("formulas", cell=places[-1].decode() if places else "?")

    def _count(self, piece: bytes, tags: Tags) -> None:
        first, *others = tags.row.split(piece)
        self._across(len(tags.cell.findall(first)))
        for row in others:
            self.rows, self.cells = self.rows + 1, 0
            self._across(len(tags.cell.findall(row)))
        if self.rows > limits.LINES or any(int(n) > limits.LINES for n in FAR_DOWN.findall(piece)):
            raise FileFault("too_many_rows", most=limits.ROWS)
        if FAR_RIGHT.search(piece):
            raise FileFault("too_many_columns", most=limits.COLUMNS)

    def _across(self, cells: int) -> None:
        self.cells += cells
        if self.cells > limits.COLUMNS:
            raise FileFault("too_many_columns", most=limits.COLUMNS)
