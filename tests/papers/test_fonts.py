"""The cuts of our fonts are those that their register names, and hold what they are for."""

import hashlib
import re
import unicodedata

import pytest

from papers.services.documents.fonts import BOLD, FOLDER, REGULAR, characters

REGISTER = (FOLDER / "VENDOR.md").read_text(encoding="utf-8")
VIETNAMESE = "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(
    base + mark for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for mark in "\u0300\u0301\u0303\u0309\u0323"
)


@pytest.mark.parametrize("file", [*REGULAR, *BOLD])
def test_a_font_is_the_one_in_the_register(file: str) -> None:
    digest = hashlib.sha256((FOLDER / file).read_bytes()).hexdigest()

    [named] = re.findall(rf"`{re.escape(file)}`.*`([0-9a-f]{{64}})`", REGISTER)
    assert named == digest


@pytest.mark.parametrize("file", [REGULAR[0], BOLD[0]])
def test_every_vietnamese_letter_has_its_shape(file: str) -> None:
    letters = set(unicodedata.normalize("NFC", VIETNAMESE))

    assert len(letters) >= 134
    assert {letter for letter in letters if ord(letter) not in characters(file)} == set()


@pytest.mark.parametrize(("file", "encoding"), [(REGULAR[1], "gbk"), (BOLD[1], "gb2312")])
def test_every_chinese_character_of_its_standard_has_its_shape(file: str, encoding: str) -> None:
    pairs = (bytes((first, second)) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF))
    signs = {text for pair in pairs if len(text := pair.decode(encoding, errors="ignore")) == 1}

    hanzi = {sign for sign in signs if 0x4E00 <= ord(sign) <= 0x9FFF}
    assert len(hanzi) == {"gbk": 20902, "gb2312": 6763}[encoding]
    assert {sign for sign in hanzi if ord(sign) not in characters(file)} == set()
