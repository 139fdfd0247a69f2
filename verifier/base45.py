"""Reads Base45 (RFC 9285), strictly: one text for one message."""

SIGNS = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}


def decode(text: str) -> bytes:
    """Give the bytes of a text; raises `ValueError` for any other text."""
    if len(text) % 3 == 1 or not SIGNS.keys() >= set(text):
        raise ValueError("no Base45")
    values = [SIGNS[sign] for sign in text]
    message = bytearray()
    for first in range(0, len(values), 3):
        group = values[first : first + 3]
        number = sum(value * 45**place for place, value in enumerate(group))
        message += number.to_bytes(len(group) - 1, "big") if number < 256 ** (len(group) - 1) else _refuse()
    return bytes(message)


def _refuse() -> bytes:
    raise ValueError("no Base45")
