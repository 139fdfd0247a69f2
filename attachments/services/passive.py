"""Whether a PDF does nothing but be read: a program of its own, so that no document costs more than it may.

The document comes by the input, the number of its pages or the code of a refusal goes to the output. It knows no
secret and no database, and is ended by the system where it takes too long; out of memory it gives up by itself.
"""

import io
import json
import resource
import sys
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

MEMORY: Final = 56 << 20
"""Bytes beyond what the program itself takes."""
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


class Refused(Exception):
    """The document is refused, by this code."""


def pages_of(content: bytes) -> int:
    """How many pages a harmless document has."""
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Refused("document_encrypted")
    _demand_passive(reader)
    if any(name in content for name in SAID_PLAINLY):
        raise Refused("document_acts")
    return len(reader.pages)


def _demand_passive(reader: PdfReader) -> None:
    """Go through every object that the document has, whether its pages show it or not."""
    names = {(number, version) for version, table in reader.xref.items() for number in table}
    names |= {(number, 0) for number in reader.xref_objStm}
    if len(names) > MOST_OBJECTS:
        raise Refused("document_unreadable")
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
                raise Refused("document_acts")
            parts += [value for value in dict.values(part) if not isinstance(value, IndirectObject)]
        elif isinstance(part, ArrayObject):
            parts += [value for value in list.__iter__(part) if not isinstance(value, IndirectObject)]


def _be_modest() -> None:
    """Have the system end this program where it asks for too much: a second of work, some memory, no file."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with open("/proc/self/statm") as file:
            pages = int(file.read().split()[5])
        resource.setrlimit(resource.RLIMIT_DATA, (pages * resource.getpagesize() + MEMORY,) * 2)


def main() -> None:
    """Look at the document that is handed in."""
    _be_modest()
    try:
        said: dict[str, Any] = {"pages": pages_of(sys.stdin.buffer.read())}
    except Refused as refused:
        said = {"refused": str(refused)}
    except Exception:
        # Whatever a broken or hostile document does to its reader, it is refused as one that cannot be read.
        said = {"refused": "document_unreadable"}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
