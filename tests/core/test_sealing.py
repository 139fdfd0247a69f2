"""Sealed values open in their own place only; digests find them again."""

import os

import pytest

from core import sealing

PLACE = "employers_employer.resident_number"


def test_a_sealed_value_is_read_again_in_its_place():
    sealed = sealing.seal("45142219700101001X", PLACE)

    assert sealing.unseal(sealed, PLACE) == "45142219700101001X"
    assert sealing.unseal(memoryview(sealed), PLACE) == "45142219700101001X"
    assert b"4514" not in sealed


def test_the_same_value_is_sealed_differently_each_time():
    assert sealing.seal("x", PLACE) != sealing.seal("x", PLACE)


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_changed_sign_is_noticed(position):
    sealed = bytearray(sealing.seal("number", PLACE))
    sealed[position] ^= 1

    with pytest.raises(sealing.Unreadable):
        sealing.unseal(bytes(sealed), PLACE)


@pytest.mark.parametrize("broken", [b"", b"abc"])
def test_what_was_never_sealed_is_unreadable(broken):
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(broken, PLACE)


def test_a_value_moved_to_another_place_does_not_open():
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealing.seal("number", PLACE), "employers_employer.phone")


def test_an_earlier_key_still_opens_what_it_sealed(settings):
    sealed = sealing.seal("number", PLACE)
    settings.FIELD_KEYS_BEFORE, settings.FIELD_KEY = [settings.FIELD_KEY], os.urandom(32)

    assert sealing.unseal(sealed, PLACE) == "number"
    settings.FIELD_KEYS_BEFORE = []
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, PLACE)


def test_a_digest_is_the_same_for_the_same_value_place_and_key_only(settings):
    first = sealing.digest("number", PLACE)

    assert len(first) == 32
    assert sealing.digest("number", PLACE) == first
    assert sealing.digest("number", "other.place") != first
    assert sealing.digest("other", PLACE) != first
    settings.FIELD_KEY = os.urandom(32)
    assert sealing.digest("number", PLACE) != first
