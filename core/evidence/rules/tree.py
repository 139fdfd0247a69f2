"""The Merkle tree of RFC 9162, kept in tiles of 256: roots, inclusion proofs and consistency proofs.

A tile of level 0 holds the hashes of 256 leaves, one of the next level the roots of 256 tiles below it.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Final

WIDTH: Final = 256
STEP: Final = 8
"""A tile spans as many levels of the tree."""
DIGEST: Final = 32
ALGORITHM: Final = "sha256"
HASHES: Final = {"sha256": "sha256", "sm3": "sm3"}
Read = Callable[[int, int], bytes]
"""Gives the hashes of a tile by level and index."""


def digest(content: bytes, algorithm: str = ALGORITHM) -> bytes:
    """The hash by which the tree is built."""
    if algorithm == "sha256":
        return hashlib.sha256(content).digest()
    return hashlib.new(HASHES[algorithm], content).digest()


def leaf(content: bytes, algorithm: str = ALGORITHM) -> bytes:
    """The hash of a leaf."""
    return digest(b"\x00" + content, algorithm)


def node(left: bytes, right: bytes, algorithm: str = ALGORITHM) -> bytes:
    """The hash of two nodes side by side."""
    return digest(b"\x01" + left + right, algorithm)


def folded(hashes: bytes, algorithm: str = ALGORITHM) -> bytes:
    """The root of a power of two of hashes."""
    row = [hashes[at : at + DIGEST] for at in range(0, len(hashes), DIGEST)]
    while len(row) > 1:
        row = [node(row[at], row[at + 1], algorithm) for at in range(0, len(row), 2)]
    return row[0]


def grown(tiles: list[tuple[int, bytes]], algorithm: str = ALGORITHM) -> tuple[int, bytes] | None:
    """What a level's new or longer tiles add to the level above: from which entry on, and the hashes."""
    full = [(index, hashes) for index, hashes in tiles if len(hashes) == WIDTH * DIGEST]
    if not full:
        return None
    return full[0][0], b"".join(folded(hashes, algorithm) for _index, hashes in full)


def laid(start: int, before: bytes, added: bytes) -> Iterator[tuple[int, bytes]]:
    """Lay hashes into tiles from an entry on; `before` is what its tile holds already."""
    index, row = start // WIDTH, before + added
    for at in range(0, len(row), WIDTH * DIGEST):
        yield index, row[at : at + WIDTH * DIGEST]
        index += 1


def root(read: Read, size: int, algorithm: str = ALGORITHM) -> bytes:
    """The root of the first `size` leaves."""
    return _span(read, 0, size, algorithm) if size else digest(b"", algorithm)


def inclusion(read: Read, position: int, size: int, algorithm: str = ALGORITHM) -> list[bytes]:
    """The proof that a leaf is at that position in a tree of that size (RFC 9162, 2.1.3.1)."""
    if not 0 <= position < size:
        raise ValueError("no such leaf")
    first, last, path = 0, size, list[bytes]()
    while last - first > 1:
        middle = first + _left(last - first)
        if position < middle:
            path.append(_span(read, middle, last, algorithm))
            last = middle
        else:
            path.append(_span(read, first, middle, algorithm))
            first = middle
    return path[::-1]


def consistency(read: Read, before: int, size: int, algorithm: str = ALGORITHM) -> list[bytes]:
    """The proof that a tree has only grown since it had `before` leaves (RFC 9162, 2.1.4.1)."""
    if not 0 < before <= size:
        raise ValueError("no such tree")
    first, last, path, is_whole = 0, size, list[bytes](), True
    while before != last:
        middle = first + _left(last - first)
        if before <= middle:
            path.append(_span(read, middle, last, algorithm))
            last = middle
        else:
            path.append(_span(read, first, middle, algorithm))
            first, is_whole = middle, False
    return path[::-1] if is_whole else [_span(read, first, last, algorithm), *path[::-1]]


class Growing:
    """The root of a tree whose leaves come by one after the other; it holds a hash for each bit of their number."""

    def __init__(self, algorithm: str = ALGORITHM) -> None:
        self.size, self._algorithm = 0, algorithm
        self._peaks = list[bytes]()

    def add(self, hashed: bytes) -> None:
        """Add a leaf's hash."""
        size, self.size = self.size, self.size + 1
        while size & 1:
            hashed, size = node(self._peaks.pop(), hashed, self._algorithm), size >> 1
        self._peaks.append(hashed)

    def root(self) -> bytes:
        """The root by now."""
        if not self._peaks:
            return digest(b"", self._algorithm)
        top = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            top = node(peak, top, self._algorithm)
        return top


def _left(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def _span(read: Read, first: int, last: int, algorithm: str) -> bytes:
    count = last - first
    if count & (count - 1):
        middle = first + _left(count)
        return node(_span(read, first, middle, algorithm), _span(read, middle, last, algorithm), algorithm)
    level, height = divmod(count.bit_length() - 1, STEP)
    start = first >> (level * STEP)
    at = start % WIDTH * DIGEST
    return folded(read(level, start // WIDTH)[at : at + (DIGEST << height)], algorithm)
