"""The camera: a code that is held before it is answered, and the camera is off again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.factories import World
from tests.portal.browsers import CHROMIUM, needs_chromium
from tests.portal.verifier.authority import Authority
from tests.portal.verifier.conftest import Phone
from tests.portal.verifier.symbols import symbol

pytestmark = needs_chromium
WIDE, HIGH, SCALE = 640, 480, 5


def _film(code: str) -> bytes:
    """Two frames of a sheet with the code on it, as a camera gives them (YUV4MPEG2)."""
    sheet = symbol(code, scale=SCALE)
    size = sheet.width
    top, left = (HIGH - size) // 2, (WIDE - size) // 2
    light = [bytearray(b"\xc8" * WIDE) for _ in range(HIGH)]
    dots = sheet.point(lambda dot: 200 if dot else 40).tobytes()
    for line in range(size):
        light[top + line][left : left + size] = dots[line * size : (line + 1) * size]
    frame = b"FRAME\n" + b"".join(light) + b"\x80" * (WIDE * HIGH // 2)
    return f"YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 2


@pytest.fixture
def before_the_camera(
    chromium: Browser, live_server: LiveServer, demand: World, authority: Authority, tmp_path: Path
) -> Iterator[Phone]:
    """A browser whose camera sees a permit."""
    (tmp_path / "camera.y4m").write_bytes(_film(authority.code()))
    film = f"--use-file-for-fake-video-capture={tmp_path / 'camera.y4m'}"
    faked = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", film]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=faked)
    context = browser.new_context(base_url=live_server.url, locale="en-GB", permissions=["camera"])
    yield Phone(context.new_page()).at(authority.at).open().be_kept()
    browser.close()


def test_a_code_before_the_camera_is_answered_and_the_camera_goes_off(
    before_the_camera: Phone, authority: Authority
) -> None:
    phone = before_the_camera.hold(authority.keys(), authority.status({})).cut()

    phone.page.click("#camera")
    reason = phone.page.wait_for_selector("#answer [data-reason]", timeout=15_000).get_attribute("data-reason")

    assert reason == "good"
    assert phone.page.inner_text("#camera") == "Camera"
    assert phone.page.locator("#view").is_hidden()


def test_a_camera_that_is_not_allowed_leaves_the_other_two_ways(phone: Phone) -> None:
    phone.page.click("#camera")

    phone.page.wait_for_selector("#answer [data-reason=camera_refused]")
    assert phone.page.locator("#view").is_hidden()
