"""One-time codes and person numbers survive being typed by hand."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workers.rules.codes import (
    PersonNumberFault,
    PersonNumberProblem,
    is_code,
    normalise,
    person_number,
    read_person_number,
)

serials = st.integers(1, 99_999_999)


def fault_of(text):
    with pytest.raises(PersonNumberProblem) as found:
        read_person_number(text)
    return found.value.code


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "012-345", "０１２３４５", "012\u00a0345", "012.345"])
def test_a_code_may_be_typed_in_many_ways(typed):
    assert normalise(typed) == "012345"
    assert is_code(normalise(typed))


@pytest.mark.parametrize("typed", ["", "01234", "0123456", "01234O", "٠١٢٣٤٥", "012345\n6"])
def test_what_is_not_six_digits_is_no_code(typed):
    assert not is_code(normalise(typed))


def test_a_person_number_has_a_check_character():
    assert person_number(123) == "W-0000123-Z"


@given(serials)
def test_what_is_written_is_read_back(serial):
    assert read_person_number(person_number(serial)) == serial


@given(serials)
def test_how_a_person_number_is_typed_does_not_matter(serial):
    written = person_number(serial)

    for typed in (written.lower(), written.replace("-", ""), f" {written.replace('-', ' ')} ", written[2:]):
        assert read_person_number(typed) == serial


@given(serials)
def test_letters_that_look_like_digits_are_read_as_these(serial):
    written = person_number(serial)

    assert read_person_number(written.replace("0", "O").replace("1", "I")) == serial
    assert read_person_number(written.replace("O", "0").replace("I", "1")) == serial


@given(serials, st.data())
def test_a_slip_in_one_digit_is_found_unless_the_letters_look_alike(serial, data):
    written = person_number(serial)
    place = data.draw(st.integers(2, len(written) - 3))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != written[place]))
    typed = written[:place] + digit + written[place + 1 :]

    assume({person_number(int(typed[2:-2]))[-1], written[-1]} not in ({"O", "0"}, {"I", "1"}))

    assert fault_of(typed) is PersonNumberFault.CHECK_CHARACTER


@pytest.mark.parametrize("text", ["", "W", "W-123-4", "DF-2627-000123-8", "W-00001X3-Z", "工-0000123-Z"])
def test_what_is_no_person_number_is_told(text):
    assert fault_of(text) is PersonNumberFault.FORM


def test_a_problem_does_not_repeat_what_was_typed():
    with pytest.raises(PersonNumberProblem) as found:
        read_person_number("W-0000123-A")

    assert "123" not in repr(found.value)
