"""The offline check answers without network: each reason by itself, in three languages, from text and pictures."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
import segno

from tests.portal.browsers import needs_chromium
from tests.portal.verifier.authority import DAY, Authority, Key
from tests.portal.verifier.conftest import Phone

pytestmark = needs_chromium
STATES = {2: 1, 3: 2, 4: 3}
"""In the list of states: index 2 is revoked, 3 suspended, 4 ended early."""
WORDS = {
    "good": {"en": "holds today", "zh-hans": "许可今天有效", "vi": "có hiệu lực hôm nay"},
    "good_unchecked": {"en": "not checked since", "zh-hans": "未核查是否吊销", "vi": "chưa kiểm tra việc thu hồi"},
    "signature": {"en": "signature is false", "zh-hans": "签名不真实", "vi": "Chữ ký không đúng"},
    "unknown_key": {"en": "No authority known", "zh-hans": "不在已知机关之列", "vi": "Không có cơ quan nào"},
    "key_expired": {"en": "no longer counted", "zh-hans": "密钥已失效", "vi": "Khóa dùng để ký đã hết hiệu lực"},
    "not_yet_valid": {"en": "begins on 4 Sept 2026", "zh-hans": "2026年9月4日", "vi": "4 thg 9, 2026"},
    "ended": {"en": "ended on 30 Aug 2026", "zh-hans": "2026年8月30日", "vi": "30 thg 8, 2026"},
    "revoked": {"en": "was revoked", "zh-hans": "已吊销", "vi": "đã bị thu hồi"},
    "suspended": {"en": "is suspended", "zh-hans": "已暂停", "vi": "đang bị đình chỉ"},
    "wrong_port": {"en": "not for this port", "zh-hans": "不适用于本口岸", "vi": "không dành cho cửa khẩu này"},
    "wrong_area": {
        "en": "not for this employer",
        "zh-hans": "不适用于本用人单位",
        "vi": "không dành cho người sử dụng",
    },
    "list_too_old": {"en": "too old to decide", "zh-hans": "状态清单", "vi": "đã quá cũ"},
}


def _codes(authority: Authority) -> dict[str, str]:
    """A code for each reason that lies in the code."""
    old = Key(1, authority.at - 400 * DAY, authority.at - 35 * DAY)
    midnight = authority.at - 9 * 3600
    return {
        "good": authority.code(),
        "signature": authority.code()[:-3] + "000",
        "unknown_key": authority.code(by=Key(1, authority.at - 30 * DAY, authority.at + DAY)),
        "key_expired": authority.code(by=old),
        "not_yet_valid": authority.code(nbf=midnight + 3 * DAY),
        "ended": authority.code(exp=midnight - DAY),
        "revoked": authority.code(index=2),
        "suspended": authority.code(index=3),
    } | {"old": old}  # type: ignore[dict-item]


@pytest.fixture
def ready(phone: Phone, authority: Authority) -> tuple[Phone, dict[str, str]]:
    """The telephone without network, with both lists, and a code for each reason."""
    codes: Any = _codes(authority)
    phone.hold(authority.keys(codes.pop("old")), authority.status(STATES)).cut()
    return phone, codes


def _said(phone: Phone, reason: str) -> dict[str, bool]:
    """In which languages the answer says what it should."""
    return {one: words in phone.speak(one).answer() for one, words in WORDS[reason].items()}


EVERYWHERE = {"en": True, "zh-hans": True, "vi": True}


@pytest.mark.parametrize(
    "reason", [name for name in WORDS if name not in ("good_unchecked", "wrong_port", "wrong_area", "list_too_old")]
)
def test_each_code_has_its_own_reason_in_three_languages(ready: tuple[Phone, dict[str, str]], reason: str) -> None:
    phone, codes = ready

    found = phone.check(codes[reason])

    assert found == reason
    assert _said(phone, reason) == EVERYWHERE


def test_a_permit_that_was_given_back_has_ended(ready: tuple[Phone, Any], authority: Authority) -> None:
    phone, _codes = ready

    assert phone.check(authority.code(index=4)) == "ended"
    assert "given back or closed" in phone.answer()


def test_a_permit_for_another_port_is_stopped_at_this_one(phone: Phone, authority: Authority) -> None:
    phone.hold(authority.keys(), authority.status(STATES)).open().ask("border", port="aidian")
    phone.cut()

    here = phone.check(authority.code())
    elsewhere = phone.check(authority.code(ports=["dongxing"]))

    assert (here, elsewhere) == ("good", "wrong_port")
    assert _said(phone, "wrong_port") == EVERYWHERE


def test_an_inspection_asks_for_county_and_employer(phone: Phone, authority: Authority) -> None:
    phone.hold(authority.keys(), authority.status(STATES)).open().ask("work", employer="91451422MA5K7X")
    phone.cut()

    same = phone.check(authority.code(ports=[]))
    phone.ask("work", area="451422")
    county = [phone.check(authority.code(areas=areas)) for areas in (["451422"], ["451481"])]
    phone.ask("work", employer="91451422000000")
    other = phone.check(authority.code())

    assert (same, county, other) == ("good", ["good", "wrong_area"], "wrong_area")
    assert _said(phone, "wrong_area") == EVERYWHERE


@pytest.mark.parametrize(
    ("days", "reason"), [(2, "good"), (4, "good_unchecked"), (14, "good_unchecked"), (15, "list_too_old")]
)
def test_an_old_list_of_states_is_told_and_at_last_decides_nothing(
    phone: Phone, authority: Authority, days: int, reason: str
) -> None:
    phone.hold(authority.keys(), authority.status(STATES, made=authority.at - days * DAY)).cut()

    found = phone.check(authority.code())

    assert found == reason
    assert _said(phone, reason) == EVERYWHERE
    assert phone.check(authority.code(index=2)) == "revoked"


def test_without_lists_nothing_is_good(phone: Phone, authority: Authority) -> None:
    without_keys = phone.hold(None, None).cut().check(authority.code())
    said = phone.answer()
    without_states = phone.hold(authority.keys(), None).check(authority.code())

    assert (without_keys, without_states) == ("unknown_key", "list_too_old")
    assert "no keys on this device" in said


@pytest.mark.parametrize("text", ["", "hello", "CP1:", "CP1:é", "cp1:ABC", "CP1:" + "A" * 3000, "WP-2627-000123-J"])
def test_what_is_no_code_is_said_to_be_none(ready: tuple[Phone, Any], text: str) -> None:
    phone, _codes = ready

    assert phone.check(text) == "signature"
    assert phone.errors == []


def test_the_ages_of_both_lists_stand_with_every_answer(ready: tuple[Phone, Any], authority: Authority) -> None:
    phone, codes = ready

    phone.at(authority.at + 5 * 3600).check(codes["revoked"])

    assert "Key list made 5 hours ago (1 Sept 2026, 09:00)" in phone.answer()
    assert "Status list made 5 hours ago" in phone.answer()


def test_a_picture_of_a_code_is_read_and_answered_in_half_a_second(ready: tuple[Phone, Any]) -> None:
    phone, codes = ready
    picture = io.BytesIO()
    segno.make(codes["good"], error="m").save(picture, kind="png", scale=8, border=6)
    file = {"name": "permit.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    phone.page.set_input_files("#picture", files=[file])  # the reader is loaded with the first
    phone.page.wait_for_selector("#answer [data-reason=good]")
    phone.check(codes["revoked"])

    began = time.monotonic()
    phone.page.set_input_files("#picture", files=[file])
    phone.page.wait_for_selector("#answer [data-reason=good]")
    took = time.monotonic() - began

    assert took < 0.5
    assert "WP-2627-000123-J" in phone.answer()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("no-code.png", "icon-512.png", "picture_empty"), ("text.png", None, "picture_unreadable")],
)
def test_a_picture_without_a_code_says_what_to_do(
    ready: tuple[Phone, Any], name: str, content: str | None, reason: str
) -> None:
    phone, _codes = ready
    folder = Path(__file__).parents[3] / "portal" / "static" / "portal" / "verifier"
    given = (folder / content).read_bytes() if content else b"no picture"

    phone.page.set_input_files("#picture", files=[{"name": name, "mimeType": "image/png", "buffer": given}])

    assert phone.page.wait_for_selector("#answer [data-reason]").get_attribute("data-reason") == reason


def test_a_browser_without_ed25519_proves_signatures_itself(ready: tuple[Phone, Any]) -> None:
    phone, codes = ready
    phone.page.evaluate("() => { crypto.subtle.importKey = () => Promise.reject(new DOMException('', 'X')) }")

    assert [phone.check(codes[name]) for name in ("good", "signature", "revoked")] == ["good", "signature", "revoked"]
