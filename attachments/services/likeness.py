"""Whether two photos show the same, though one was saved anew or in another size.

First by 256 bits, each of which says whether a place is clearly darker than the one to its left (a difference hash):
they are found by an index. Then by the pictures themselves, since portraits before plain ground share many bits. Only
photos are compared: of forms that are filled in, such as health papers, all look alike.
"""

import io
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PIL import Image, ImageChops, ImageOps, ImageStat

SIDE: Final = 16
MARGIN: Final = 3
"""Of 255 shades: plain ground must not fall into bits by chance."""
LEAST: Final = 24
"""With fewer bits that are set a picture is too plain to tell from another."""
BANDS: Final = 8
APART: Final = 7
"""Bits by which two savings of one photo differ at most: fewer than there are bands, so that one band is the same."""
FINE: Final = 64
NEAR: Final = 10.0
"""Of 255 shades, how far two savings of one photo lie apart on average (root mean square); others: 20 and more."""
WIDTH: Final = SIDE * SIDE // BANDS
# The bits of a band come from all over the picture: neighbours say nearly the same, and plain ground nothing.
PLACES: Final = [place * 37 % (SIDE * SIDE) for place in range(SIDE * SIDE)]


def likeness_of(picture: bytes) -> list[int] | None:
    """The bits of a picture as numbers, one a band, each with the band's number in front; none if it is too plain."""
    with Image.open(io.BytesIO(picture)) as opened:
        opened.draft("L", (SIDE * 8, SIDE * 8))
        small = opened.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    shades = list(small.tobytes())
    rows = [shades[start : start + SIDE + 1] for start in range(0, len(shades), SIDE + 1)]
    bits = [left > right + MARGIN for row in rows for left, right in pairwise(row)]
    return _banded(bits) if sum(bits) >= LEAST else None


def apart(one: Sequence[int], other: Sequence[int]) -> int:
    """In how many bits two pictures differ."""
    return sum((mine ^ yours).bit_count() for mine, yours in zip(one, other, strict=True))


def shows_the_same(one: bytes, other: bytes) -> bool:
    """Whether two pictures show the same, laid one over the other."""
    difference = ImageChops.difference(_plain(one), _plain(other))
    return bool(ImageStat.Stat(difference).rms[0] <= NEAR)


def _plain(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as opened:
        opened.draft("L", (FINE * 4, FINE * 4))
        small = opened.convert("L").resize((FINE, FINE), Image.Resampling.BOX)
    return ImageOps.autocontrast(small, cutoff=1)


def _banded(bits: Sequence[bool]) -> list[int]:
    scattered = [bits[place] for place in PLACES]
    numbers = []
    for band in range(BANDS):
        number = band
        for bit in scattered[band * WIDTH : (band + 1) * WIDTH]:
            number = number << 1 | bit
        numbers.append(number)
    return numbers
