"""A permit on paper: every name as it is written, readable aloud and for good, and a code that cameras still read."""

import unicodedata
from dataclasses import replace
from itertools import combinations

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageFilter, ImageFont

from core.errors import Invalid
from papers.services.documents.fonts import BOLD, FOLDER, REGULAR, characters
from papers.services.documents.permits import permit_document
from papers.services.documents.words import permit_words
from tests.papers import looking
from tests.papers.values import CODE, NAME, NAME_ZH, paper, photo, said

MILLIMETRE = 72 / 25.4
BELOW_THE_BAND = 42.5 * MILLIMETRE
LONG = "Công ty trách nhiệm hữu hạn một thành viên nông nghiệp và chế biến đường mía Quảng Tây Ninh Minh Ái Điếm số 1"


@pytest.mark.parametrize("form", ["page", "card"])
def test_names_are_on_paper_sign_by_sign_as_they_were_entered(form: str) -> None:
    content = permit_document([paper()], form=form)

    read = looking.text(content)
    assert NAME in read
    assert NAME_ZH in read
    assert "龙州县䶮丰甘蔗农民专业合作社" in read


def test_marks_that_were_entered_apart_are_set_as_one() -> None:
    apart = permit_document([paper(holder="Nguye\u0302\u0303n Thi\u0323 A\u0302\u0309n")])

    assert "Nguyễn Thị Ẩn" in looking.text(apart)


@pytest.mark.parametrize("sign", list("䶮㛃𬭎ễẨỖự"))
def test_a_rare_sign_is_drawn_in_a_shape_of_its_own_and_not_as_a_box(sign: str) -> None:
    font = ImageFont.truetype(FOLDER / REGULAR[ord(sign) > 0x3000], 64)
    box, own = font.getmask("\U00013000"), font.getmask(sign)

    drawn = _line_of_chinese_name(sign)

    assert bytes(own) != bytes(box)
    assert drawn.getbbox() is not None
    assert drawn.tobytes() != _line_of_chinese_name("口").tobytes()


@pytest.mark.parametrize(("sign", "without"), ["ễê", "ẨÂ", "ỖÔ", "ựư", "ẳă", "ợơ"])
def test_a_stacked_mark_is_seen_on_the_printed_name(sign: str, without: str) -> None:
    apart = unicodedata.normalize("NFD", sign)

    shown = {each: _line_of_chinese_name(each).tobytes() for each in (sign, without, apart)}

    assert shown[sign] == shown[apart]
    assert shown[sign] != shown[without]
    assert _ink(sign) > _ink(without)


def _line_of_chinese_name(sign: str) -> Image.Image:
    """Of a card's front only where the Chinese name stands."""
    content = permit_document([paper(holder="o", holder_zh=sign)], form="card")
    return looking.picture(content, dpi=300).crop((30, 190, 400, 300)).point(lambda dot: 255 - dot)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"holder": "Nguyễn 𓀀"}, "holder", "U+13000"),
        ({"holder": "𬭎"}, "holder", "U+2CB4E"),
        ({"employer": said("甘蔗😀社", "x", "x")}, "employer.zh", "U+1F600"),
        ({"ports": (said("水口", "Tà ﷽", "x"),)}, "ports.vi", "U+FDFD"),
    ],
)
def test_a_sign_without_a_shape_is_refused_by_name_and_place(given: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        permit_document([paper(**given)])

    [problem] = refused.value.problems
    assert (problem.code, problem.field, problem.params["code"]) == ("not_printable", field, code)


def test_every_fixed_word_has_its_shapes_in_both_weights() -> None:
    words = "".join(part[language] for name, part in permit_words().items() if name != "code_alt" for language in part)

    assert {sign for sign in words if not any(ord(sign) in characters(file) for file in REGULAR)} == set()
    assert {sign for sign in words if not any(ord(sign) in characters(file) for file in BOLD)} == set()


@pytest.mark.parametrize("form", ["page", "card"])
def test_the_same_permit_is_the_same_bytes(form: str) -> None:
    one = paper(photo=photo())

    assert permit_document([one], form=form) == permit_document([replace(one)], form=form)
    assert permit_document([one], form=form) != permit_document([replace(one, code=CODE[:-1] + "X")], form=form)


@pytest.mark.parametrize(("form", "size", "count"), [("page", (210, 297), 1), ("card", (85.6, 54), 2)])
def test_the_page_is_a4_and_the_card_has_two_sides_of_a_bank_card(
    form: str, size: tuple[float, float], count: int
) -> None:
    document = looking.opened(permit_document([paper(photo=photo())], form=form))

    assert len(document.pages) == count
    for page in document.pages:
        box = [float(edge) / MILLIMETRE for edge in page.mediabox]
        assert box == pytest.approx([0, 0, *size], abs=0.1)


@pytest.mark.parametrize("form", ["page", "card"])
def test_the_longest_names_stay_inside_the_page(form: str) -> None:
    long = said("广西壮族自治区崇左市宁明县爱店镇农业开发与甘蔗制糖综合服务有限责任公司第一分公司", LONG, LONG)
    wordy = paper(holder="Nguyễn Hoàng Phương Công Tằng Tôn Nữ Thị Quỳnh Ẩn", employer=long, occupation=long)

    content = permit_document([wordy], form=form)

    assert LONG.replace(" ", "") in looking.text(content).replace("\r\n", "").replace(" ", "").replace("\n", "")
    document = looking.opened(content)
    for number, page in enumerate(document.pages):
        width, height = page.mediabox[2:]
        for sign, (left, bottom, right, top) in looking.boxes(content, number):
            assert sign.isspace() or (left >= 0 and bottom >= 0 and right <= float(width) and top <= float(height))


@pytest.mark.parametrize("side", [0, 1])
def test_the_longest_names_cover_no_other_words_of_the_card(side: int) -> None:
    long = said("广西壮族自治区崇左市宁明县爱店镇农业开发与甘蔗制糖综合服务有限责任公司第一分公司", LONG, LONG)
    wordy = paper(holder="Nguyễn Hoàng Phương Công Tằng Tôn Nữ Thị Quỳnh Ẩn", employer=long, occupation=long)

    found = looking.boxes(permit_document([wordy], form="card"), side)
    signs = {box for sign, box in found if not sign.isspace() and box[3] < BELOW_THE_BAND}

    assert len(signs) > 100
    assert [(one, other) for one, other in combinations(signs, 2) if _shared(one, other) > 0.3] == []


def _shared(one: looking.Box, other: looking.Box) -> float:
    """Which share of the smaller of two boxes the other covers."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(width, 0) * max(height, 0) / max(least, 0.01)


@pytest.mark.parametrize("form", ["page", "card"])
def test_a_document_is_tagged_named_in_its_language_and_kept_for_good(form: str) -> None:
    content = permit_document([paper(photo=photo())], form=form)

    document = looking.opened(content)
    said_of = document.open_metadata()
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang).startswith("vi")
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert (said_of["pdfuaid:part"], said_of["pdfaid:part"], said_of["pdfaid:conformance"]) == ("1", "2", "A")
    assert "WP-2627-000123-J" in said_of["dc:title"]
    assert "/OutputIntents" in document.Root
    assert not document.is_encrypted


def test_every_font_is_inside_with_its_signs_and_every_picture_has_its_words() -> None:
    content = permit_document([paper(photo=photo())])

    document = looking.opened(content)
    fonts = [part for part in document.objects if _is(part, "/Font") and "/DescendantFonts" in part]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        assert {"/FontFile2", "/FontFile3"} & set(font.DescendantFonts[0].FontDescriptor.keys())
    assert all(looking.figures(content))
    assert len(looking.figures(content)) == 4  # photograph and code, on the page and on its card
    assert looking.tags(content).count("H1") == 1


def _is(part: object, kind: str) -> bool:
    return isinstance(part, pikepdf.Dictionary) and part.get("/Type") == kind


def _ink(sign: str) -> int:
    """How much ink a name of one sign takes in the picture."""
    return sum(_line_of_chinese_name(sign).tobytes())


@pytest.mark.parametrize(("form", "page"), [("page", 0), ("card", 1)])
def test_a_code_is_read_from_a_print_that_is_blurred_and_turned(form: str, page: int) -> None:
    printed = looking.picture(permit_document([paper()], form=form), page)

    seen = printed.rotate(7, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(1.0))

    assert {found.text for found in zxingcpp.read_barcodes(seen)} == {CODE}


def test_the_code_is_large_enough_for_poor_cameras() -> None:
    printed = looking.picture(permit_document([paper()], form="card"), 1)

    [found] = zxingcpp.read_barcodes(printed)

    corners = found.position
    assert (corners.top_right.x - corners.top_left.x) / 150 * 25.4 >= 28


def test_both_midnights_are_on_the_page_and_on_the_card() -> None:
    for form in ("page", "card"):
        read = looking.text(permit_document([paper()], form=form))

        assert "24:00" in read
        assert "23:00" in read
