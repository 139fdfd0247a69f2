"""Reads the part of CBOR (RFC 8949) that codes and lists use: integers, bytes, texts, lists, maps, in one form each."""

from typing import Any

DEEPEST = 8
LONG = {24: 1, 25: 2, 26: 4, 27: 8}


class Reader:
    """Reads value after value; raises `ValueError` for what is cut off, not in its shortest form, or unknown."""

    def __init__(self, message: bytes) -> None:
        self._message, self._place = message, 0

    @property
    def is_done(self) -> bool:
        """Whether nothing follows."""
        return self._place == len(self._message)

    def take(self, count: int) -> bytes:
        """The next bytes as they are."""
        taken = self._message[self._place : self._place + count]
        if len(taken) < count:
            raise ValueError("cut off")
        self._place += count
        return taken

    def value(self, depth: int = 0) -> Any:
        """The next value."""
        if depth > DEEPEST:
            raise ValueError("too deep")
        major, number = self._head()
        if major == 0:
            return number
        if major == 1:
            return -1 - number
        if major == 2:
            return self.take(number)
        if major == 3:
            return self.take(number).decode()
        if major == 4:
            return [self.value(depth + 1) for _ in range(number)]
        if major == 5:
            return self._map(number, depth)
        raise ValueError("unknown")

    def _head(self) -> tuple[int, int]:
        first = self.take(1)[0]
        major, number = first >> 5, first & 31
        if number < 24:
            return major, number
        if number not in LONG:
            raise ValueError("unknown")
        size = LONG[number]
        number = int.from_bytes(self.take(size), "big")
        if number < (24 if size == 1 else 256 ** (size // 2)):
            raise ValueError("not in its shortest form")
        return major, number

    def _map(self, count: int, depth: int) -> dict[int | str, Any]:
        found: dict[int | str, Any] = {}
        for _ in range(count):
            key = self.value(depth + 1)
            if not isinstance(key, int | str) or key in found:
                raise ValueError("no key")
            found[key] = self.value(depth + 1)
        return found


def read(message: bytes) -> Any:
    """The one value of a message."""
    reader = Reader(message)
    value = reader.value()
    if not reader.is_done:
        raise ValueError("something follows")
    return value
