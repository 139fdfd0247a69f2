"""What may be handed in: told by its content, made harmless, and refused with what to change."""

import io
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from attachments.rules import media_of
from attachments.services.documents import pages_of
from attachments.services.pictures import redrawn
from core.errors import Invalid
from tests.attachments.samples import HTML, SVG, bomb, document, picture


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (document(), "application/pdf"),
        (SVG, ""),
        (HTML, ""),
        (b"GIF89a" + bytes(20), ""),
        (b"MZ" + bytes(200), ""),
        (b"PK\x03\x04" + document(), ""),
        (document() + b"PK\x03\x04 another file", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, media: str) -> None:
    assert media_of(content) == media


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_nothing_but_what_is_seen(kind: str) -> None:
    given_ = picture(kind)

    kept = redrawn(given_, f"image/{kind.lower()}", "photo")

    assert b"Telephone maker" in given_
    assert b"Telephone maker" not in kept
    with Image.open(io.BytesIO(kept)) as seen:
        assert seen.format == "JPEG"
        assert dict(seen.getexif()) == {}
        assert seen.getexif().get_ifd(0x8825) == {}
        # The telephone was held upright: what it said about that is now in the picture itself.
        assert seen.size == (400, 320)


def test_what_hangs_on_a_picture_is_gone() -> None:
    polyglot = picture("JPEG") + b"PK\x03\x04" + HTML

    kept = redrawn(polyglot, "image/jpeg", "evidence")

    assert b"PK\x03\x04" not in kept
    assert b"<script" not in kept


def test_a_picture_that_would_unpack_to_gigabytes_is_refused_before_it_is() -> None:
    tracemalloc.start()
    begun = time.process_time()

    with pytest.raises(Invalid) as refused:
        redrawn(bomb(), "image/png", "evidence")

    assert refused.value.code == "picture_too_large"
    assert time.process_time() - begun < 2
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "media", "code"),
    [
        (picture()[:400], "image/jpeg", "picture_unreadable"),
        (b"\xff\xd8\xff" + HTML, "image/jpeg", "picture_unreadable"),
        (picture("PNG"), "image/jpeg", "picture_unreadable"),
        (picture(size=(20, 20)), "image/jpeg", "picture_too_small"),
    ],
)
def test_a_picture_that_is_none_is_refused(content: bytes, media: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        redrawn(content, media, "photo")

    assert refused.value.code == code


def test_a_document_that_can_only_be_read_is_taken() -> None:
    assert pages_of(document(pages=3)) == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (document(javascript=True), "document_acts"),
        (document(launch=True), "document_acts"),
        (document(attached=True), "document_acts"),
        (document(password=True), "document_encrypted"),
        (document(pages=31), "document_too_long"),
        (document()[:200] + b"%%EOF", "document_unreadable"),
        (document().replace(b"%PDF-1.3", b"%PDF-1.3\n<script>", 1), "document_unreadable"),
        (b"%PDF-1.7\n" + HTML + b"\n%%EOF", "document_unreadable"),
        (document() + b"\n9 0 obj << /S /Launch /F (cmd.exe) >> endobj\n%%EOF", "document_unreadable"),
        (document().replace(b"startxref", b"9 0 obj << /S /Launch >> endobj\nstartxref"), "document_acts"),
    ],
)
def test_a_document_that_does_more_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        pages_of(content)

    assert refused.value.code == code


@given(st.binary(max_size=2000), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_no_picture_makes_us_stumble(rest: bytes, signature: bytes) -> None:
    with pytest.raises(Invalid):
        redrawn(signature + rest, "image/png", "photo")


@settings(max_examples=10)  # each is opened by a program of its own
@given(st.binary(max_size=2000))
def test_no_document_makes_us_stumble(rest: bytes) -> None:
    with pytest.raises(Invalid):
        pages_of(b"%PDF-1.4\n" + rest)
