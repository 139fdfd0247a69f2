"""The folder of files: outside the web root, under random names, each sealed for its own name."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core import sealing


def write(name: str, content: bytes) -> None:
    """Keep a file, whole and on the disk before its record is committed; its owner alone reads it."""
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed = sealing.seal_bytes(content, _place(name))
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    for place in (path.parent, path.parent.parent):
        _settle(place)


def read(name: str) -> bytes:
    """What was kept; raises `FileNotFoundError`, or `sealing.Unreadable` where it was exchanged or changed."""
    return sealing.unseal_bytes(_path(name).read_bytes(), _place(name))


def remove(name: str) -> None:
    """Take a file away; none is no fault."""
    _path(name).unlink(missing_ok=True)


def names(*, older_than: float | None = None) -> Iterator[str]:
    """The files, or those that have lain there for so many seconds: younger ones may wait for their record."""
    before = float("inf") if older_than is None else time.time() - older_than
    for folder in sorted(Path(settings.ATTACHMENTS_DIR).glob("??")):
        yield from (path.name for path in sorted(folder.iterdir()) if path.stat().st_mtime < before)


def _settle(place: Path) -> None:
    """Have the names in a folder on the disk too: else a power cut could leave a record without its file."""
    opened = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _path(name: str) -> Path:
    return Path(settings.ATTACHMENTS_DIR) / name[:2] / name


def _place(name: str) -> str:
    return f"attachments/{name}"
