"""Whatever is held before the camera gets an answer, soon; and no changed code is a good one."""

import time
import tracemalloc

import cbor2
from hypothesis import example, given
from hypothesis import strategies as st

from papers.services.proof.envelope import PERMIT, as_text, base45, sign
from tests.vectors.make import KEYS, LISTED, claims, key_list, status_list
from tests.verifier.vectors import GOOD, answered
from verifier import base45 as reading
from verifier import cbor
from verifier.envelopes import Unreadable
from verifier.lists import read_keys, read_statuses

CODE = GOOD[0]["code"]
BYTES = reading.decode(CODE[4:])
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
SLOWEST, MOST = 1.0, 64 * 2**20
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.binary(max_size=70) | st.text(max_size=20) | st.floats(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.integers() | st.text(max_size=4), inner, max_size=5),
    max_leaves=12,
)


def refused(code: str) -> bool:
    began = time.process_time()
    answer = answered(GOOD[0], code)
    assert time.process_time() - began < SLOWEST
    return answer.answer == "refused"


@given(place=st.integers(0, len(BYTES) - 1), flip=st.integers(1, 255))
def test_any_change_of_any_byte_of_a_code_is_refused(place: int, flip: int) -> None:
    changed = BYTES[:place] + bytes([BYTES[place] ^ flip]) + BYTES[place + 1 :]

    assert refused("CP1:" + base45(changed))


def test_every_bit_of_a_code_counts() -> None:
    for place in range(len(BYTES)):
        for bit in range(8):
            changed = bytearray(BYTES)
            changed[place] ^= 1 << bit
            assert refused("CP1:" + base45(bytes(changed))), (place, bit)


@given(place=st.integers(0, len(CODE) - 1), sign=st.sampled_from(SIGNS) | st.characters())
def test_any_change_of_any_sign_of_a_code_is_refused(place: int, sign: str) -> None:
    changed = CODE[:place] + sign + CODE[place + 1 :]

    assert changed == CODE or refused(changed)


@given(place=st.integers(0, len(BYTES)), more=st.binary(min_size=1, max_size=5), gone=st.integers(1, 8))
def test_what_is_put_in_or_taken_out_is_refused(place: int, more: bytes, gone: int) -> None:
    assert refused("CP1:" + base45(BYTES[:place] + more + BYTES[place:]))
    assert place == len(BYTES) or refused("CP1:" + base45(BYTES[:place] + BYTES[place + gone :]))


@given(st.binary(max_size=600))
def test_what_is_written_in_base45_is_read_back(message: bytes) -> None:
    assert reading.decode(base45(message)) == message


@given(st.text(max_size=700) | st.text(SIGNS, max_size=700).map("CP1:".__add__))
@example("CP1:" + "0" * 4_000_000)
@example("CP1:" + base45(b"\xd2\x84" + b"\x81" * 5000))
@example("CP1:" + base45(b"\xd2\x84\x9b" + b"\xff" * 8))
@example("CP1:" + base45(b"\xd2\x84\x5b" + b"\xff" * 8))
def test_any_text_is_answered(text: str) -> None:
    assert refused(text)


@given(st.binary(max_size=400))
def test_any_bytes_in_an_envelope_are_answered(message: bytes) -> None:
    assert refused("CP1:" + base45(message))
    assert refused("CP1:" + base45(b"\xd2\x84" + message))
    for read in (read_keys, lambda given: read_statuses(given, read_keys(key_list(LISTED)))):
        try:
            read(message)
        except Unreadable:
            continue
        raise AssertionError("a list of nobody's")


@given(st.dictionaries(st.sampled_from([1, 4, 5, 6, PERMIT, 7]), VALUES, max_size=6), VALUES)
def test_what_the_right_key_signed_is_answered_whatever_it_says(said: dict[int, object], header: object) -> None:
    answered(GOOD[0], as_text(sign(claims() | said, KEYS["permits"])))
    assert refused("CP1:" + base45(b"\xd2" + cbor2.dumps([cbor2.dumps(header), {}, cbor2.dumps(said), b"\0" * 64])))


@given(VALUES)
def test_what_is_read_is_what_was_written_or_refused(value: object) -> None:
    written = cbor2.dumps(value, canonical=True)
    try:
        found = cbor.read(written)
    except ValueError:
        return
    assert cbor2.dumps(found, canonical=True) == written


def test_a_status_list_that_inflates_without_end_is_refused_before_it_fills_the_memory() -> None:
    bomb = status_list(LISTED, bits=bytes(512 * 2**20))
    keys = read_keys(key_list(LISTED))
    tracemalloc.start()
    began = time.process_time()

    try:
        read_statuses(bomb, keys)
    except Unreadable:
        took, (_now, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert took < SLOWEST
    assert most < MOST
