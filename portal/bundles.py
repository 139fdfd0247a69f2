"""The permits of a list as documents: one PDF for a crew, or a ZIP with a PDF for each of however many.

Each says in front whose copy it is; the permits themselves are the same for everybody, byte for byte.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.services.exports import Piece, Written
from core.actors import Actor
from core.errors import Invalid
from papers.services.documents.covers import cover_document
from papers.services.documents.printing import Printed, print_each, print_together
from portal.actors import now
from portal.batches import batches

DOCUMENTS = frozenset({"pdf", "zip"})
BATCH = 40
MOST_TOGETHER = 1000
LEFT_OUT = "_.txt"
COVER = "_.pdf"
TOO_MANY = _("A PDF has at most %(most)s permits: choose more conditions, or take the ZIP.")
MADE = (2026, 1, 1, 0, 0, 0)


def documents(file_kind: str, rows: "models.QuerySet[Any]", size: int, *, mark: str, on: date, by: Member) -> Written:
    """The permits of a list as a member sees them, as that file; in front stands its `mark`."""
    taken_by = f"{by.name}, {by.organisation}"
    cover = Printed(mark, cover_document(mark, taken_by=taken_by, permits=size, dated=on))
    if file_kind == "zip":
        return Written(size, _zip(rows, cover, by))
    if size > MOST_TOGETHER:
        raise Invalid("export_too_long", TOO_MANY, most=MOST_TOGETHER)
    return Written(size, _pdf(rows, cover, by))


def _pdf(rows: "models.QuerySet[Any]", cover: Printed, by: Actor) -> Iterator[Piece]:
    keys = list(rows.order_by("-pk").values_list("pk", flat=True))
    yield keys, print_together(keys, cover=cover, by=by, at=now())


def _zip(rows: "models.QuerySet[Any]", cover: Printed, by: Actor) -> Iterator[Piece]:
    """A batch at a time, so that the file may be longer than memory; those left out are named in a text."""
    file, left_out = _Tail(), []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        bundle.writestr(zipfile.ZipInfo(COVER, MADE), cover.content)
        for batch in batches(rows, BATCH):
            keys = [row.pk for row in batch]
            printed, refused = print_each(keys, by=by, at=now())
            for document in printed:
                bundle.writestr(zipfile.ZipInfo(document.name, MADE), document.content)
            left_out += ["\r\n".join([one.number, *one.why.values(), ""]) for one in refused]
            yield keys, file.take()
        if left_out:
            bundle.writestr(zipfile.ZipInfo(LEFT_OUT, MADE), "\ufeff" + "\r\n".join(left_out))
    yield [], file.take()


class _Tail(io.RawIOBase):
    """What was written since it was last taken; nothing of it is kept."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It is only written."""
        return True

    def write(self, content: Any) -> int:
        """Keep a part until it is taken."""
        self._parts.append(bytes(content))
        return len(self._parts[-1])

    def take(self) -> bytes:
        """All that was written since."""
        taken, self._parts = b"".join(self._parts), []
        return taken
