"""A machine-readable zone is read, and what is wrong with it is told by line, place and field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.rules.mrz import MrzFault, MrzProblem, check_digit, read_mrz, write_td1, write_td3

ON = date(2026, 11, 20)
PASSPORT = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
CARD = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
DAYS_IN_REACH = st.dates(date(1927, 1, 1), ON)
EXPIRIES = st.dates(date(1977, 1, 1), date(2076, 12, 31))
NAMES = st.from_regex(r"[A-Z]{1,8}( [A-Z]{1,8})?", fullmatch=True)
SEXES = st.sampled_from(["M", "F", ""])


def specimen(**changes):
    """A made-up passport of Viet Nam."""
    said = {
        "number": "C1234567",
        "family": "Nguyễn",
        "given": "Văn Ẩn",
        "birth_date": date(1984, 2, 29),
        "sex": "M",
        "expires_on": date(2031, 5, 4),
    }
    return said | changes


def problem_of(lines, on=ON):
    with pytest.raises(MrzProblem) as found:
        read_mrz(lines, on=on)
    return found.value


def changed(lines, line, position, sign):
    rows = list(lines)
    rows[line - 1] = rows[line - 1][: position - 1] + sign + rows[line - 1][position:]
    return rows


def test_the_published_passport_is_read():
    found = read_mrz(PASSPORT, on=ON)

    assert (found.format, found.document_code, found.issuing_state) == ("TD3", "P", "UTO")
    assert (found.family, found.given, found.sex) == ("ERIKSSON", "ANNA MARIA", "F")
    assert (found.number, found.birth_date, found.expires_on) == ("L898902C3", date(1974, 8, 12), date(2012, 4, 15))
    assert (found.optional, found.personal_number) == ("ZE184226B", "")


def test_the_published_card_is_read():
    found = read_mrz(CARD, on=ON)

    assert (found.format, found.number, found.nationality) == ("TD1", "D23145890", "UTO")
    assert (found.family, found.given, found.birth_date) == ("ERIKSSON", "ANNA MARIA", date(1974, 8, 12))


def test_a_vietnamese_card_carries_the_personal_number():
    lines = write_td1(**specimen(number="084000999", optional="087084000999<<4"))

    found = read_mrz(lines, on=ON)

    assert lines[0].startswith("I<VNM084000999")
    assert (found.number, found.personal_number) == ("084000999", "087084000999")
    assert (found.family, found.given) == ("NGUYEN", "VAN AN")


def test_a_vietnamese_passport_may_carry_the_personal_number():
    assert read_mrz(write_td3(**specimen(optional="087084000999")), on=ON).personal_number == "087084000999"


@pytest.mark.parametrize("text", ["123456789", "12345678901234"])
def test_another_number_in_the_optional_part_is_no_personal_number(text):
    assert read_mrz(write_td3(**specimen(optional=text)), on=ON).personal_number == ""


@pytest.mark.parametrize(
    "typed",
    [
        "\n".join(PASSPORT).lower(),
        "\r\n\r\n".join(PASSPORT),
        "".join(PASSPORT),
        " ".join("\n".join(PASSPORT)),
        "\n".join(PASSPORT).replace("<<", "«"),
        "\n".join(PASSPORT).replace("<", "＜"),
        "\n".join([PASSPORT[0][:20], PASSPORT[0][20:], PASSPORT[1][:20], PASSPORT[1][20:]]),
        list(PASSPORT),
    ],
)
def test_how_a_zone_is_typed_does_not_matter(typed):
    assert read_mrz(typed, on=ON) == read_mrz(PASSPORT, on=ON)


def test_a_card_may_be_typed_in_one_line():
    assert read_mrz("".join(CARD), on=ON) == read_mrz(CARD, on=ON)


@pytest.mark.parametrize(
    ("line", "position", "field", "expected"),
    [
        (2, 1, "number", (2, 10)),
        (2, 10, "number", (2, 10)),
        (2, 14, "birth", (2, 20)),
        (2, 25, "expiry", (2, 28)),
        (2, 30, "optional", (2, 43)),
        (2, 44, "composite", (2, 44)),
    ],
)
def test_a_wrong_digit_is_told_by_the_field_it_spoils(line, position, field, expected):
    sign = "3" if PASSPORT[line - 1][position - 1] != "3" else "4"

    problem = problem_of(changed(PASSPORT, line, position, sign))

    assert (problem.code, problem.field, (problem.line, problem.position)) == (MrzFault.CHECK_DIGIT, field, expected)


def test_the_right_check_digit_is_told():
    assert problem_of(changed(PASSPORT, 2, 10, "7")).expected == "6"


@pytest.mark.parametrize(
    ("line", "position", "sign", "field", "expected"),
    [
        (2, 14, "O", "birth", "digit"),
        (2, 21, "Q", "sex", "sex"),
        (1, 7, "0", "name", "letter"),
        (1, 3, "1", "issuing_state", "letter"),
        (2, 3, "Đ", "number", "any"),
        (2, 43, "A", "optional_check", "check"),
    ],
)
def test_a_sign_that_cannot_stand_there_is_told(line, position, sign, field, expected):
    problem = problem_of(changed(PASSPORT, line, position, sign))

    assert problem.code is MrzFault.CHARACTER
    assert (problem.line, problem.position, problem.field, problem.expected) == (line, position, field, expected)


@pytest.mark.parametrize(
    ("lines", "line", "position", "expected"),
    [
        ("", 1, 1, "44"),
        ([PASSPORT[0]], 2, 1, "44"),
        ([PASSPORT[0], PASSPORT[1][:-1]], 2, 44, "44"),
        ([PASSPORT[0] + "<", PASSPORT[1]], 1, 45, "44"),
        ([PASSPORT[0] + "<", PASSPORT[1][:-1]], 1, 45, "44"),
        ([CARD[0], CARD[1]], 3, 1, "30"),
        ([*CARD, "A"], 4, 1, "0"),
    ],
)
def test_a_line_of_another_length_is_told(lines, line, position, expected):
    problem = problem_of(lines)

    assert (problem.code, problem.line, problem.position) == (MrzFault.LENGTH, line, position)
    assert problem.expected == expected


def test_a_visa_is_no_passport():
    assert problem_of(changed(PASSPORT, 1, 1, "V")).code is MrzFault.DOCUMENT_CODE


def test_a_day_that_is_none_is_told():
    lines = changed(PASSPORT, 2, 16, "1")
    lines = changed(lines, 2, 17, "3")
    lines = changed(lines, 2, 20, check_digit(lines[1][13:19]))
    lines = changed(lines, 2, 44, check_digit(lines[1][:10] + lines[1][13:20] + lines[1][21:43]))

    problem = problem_of(lines)

    assert (problem.code, problem.field, problem.position) == (MrzFault.DATE, "birth", 14)


@pytest.mark.parametrize("missing", [{"number": ""}, {"family": "", "given": ""}])
def test_a_zone_without_a_number_or_a_name_is_refused(missing):
    assert problem_of(write_td3(**specimen(**missing))).code is MrzFault.MISSING


@pytest.mark.parametrize(
    ("birth_date", "read"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 21), date(1926, 11, 21)),
        (date(1926, 11, 19), date(2026, 11, 19)),
        (date(1999, 12, 31), date(1999, 12, 31)),
    ],
)
def test_a_birth_is_never_in_the_future(birth_date, read):
    assert read_mrz(write_td3(**specimen(birth_date=birth_date)), on=ON).birth_date == read


@pytest.mark.parametrize(
    ("expires_on", "read"),
    [(date(2076, 12, 31), date(2076, 12, 31)), (date(2077, 1, 1), date(1977, 1, 1))],
)
def test_an_expiry_is_at_most_fifty_years_ahead(expires_on, read):
    assert read_mrz(write_td3(**specimen(expires_on=expires_on)), on=ON).expires_on == read


def test_a_vietnamese_card_without_an_end_outlives_everybody():
    lines = write_td1(**specimen(expires_on=date(2099, 12, 31)))

    assert read_mrz(lines, on=ON).expires_on == date(2099, 12, 31)


def test_an_empty_optional_part_may_have_a_nought_for_check_digit():
    lines = write_td3(**specimen())
    with_nought = changed(lines, 2, 43, "0")

    assert lines[1][42] == "<"
    assert read_mrz(with_nought, on=ON) == read_mrz(lines, on=ON)


def test_a_long_card_number_runs_on():
    lines = write_td1(**specimen(number="D23145890734", optional="AB"))

    found = read_mrz(lines, on=ON)

    assert (found.number, found.optional) == ("D23145890734", "AB")


def test_a_wrong_check_digit_of_a_long_number_is_told_where_it_stands():
    lines = write_td1(**specimen(number="D23145890734"))
    right = lines[0][18]

    problem = problem_of(changed(lines, 1, 19, "0" if right != "0" else "1"))

    assert (problem.field, problem.line, problem.position, problem.expected) == ("number", 1, 19, right)


def test_a_card_number_without_check_digit_and_continuation_is_refused():
    problem = problem_of(changed(CARD, 1, 15, "<"))

    assert (problem.code, problem.field, problem.position, problem.expected) == (
        MrzFault.CHECK_DIGIT,
        "number",
        15,
        "7",
    )


def test_a_problem_does_not_repeat_what_was_read():
    assert "L898902" not in repr(problem_of(changed(PASSPORT, 2, 10, "7")))


@given(st.from_regex("[A-Z0-9]{1,9}", fullmatch=True), NAMES, NAMES, DAYS_IN_REACH, SEXES, EXPIRIES)
def test_every_passport_that_is_written_is_read(number, family, given_name, born, sex, expires):
    said = specimen(
        number=number, family=family, given=given_name, birth_date=born, sex=sex, expires_on=expires, state="UTO"
    )

    lines = write_td3(**said)
    found = read_mrz(lines, on=ON)

    assert [len(line) for line in lines] == [44, 44]
    assert (found.number, found.family, found.given) == (number, family, given_name)
    assert (found.birth_date, found.sex, found.expires_on) == (born, sex, expires)


@given(st.from_regex("[A-Z0-9]{1,20}", fullmatch=True), NAMES, NAMES, DAYS_IN_REACH, SEXES, EXPIRIES)
def test_every_card_that_is_written_is_read(number, family, given_name, born, sex, expires):
    said = specimen(
        number=number, family=family, given=given_name, birth_date=born, sex=sex, expires_on=expires, state="UTO"
    )

    lines = write_td1(**said)
    found = read_mrz(lines, on=ON)

    assert [len(line) for line in lines] == [30, 30, 30]
    assert (found.number, found.birth_date, found.sex, found.expires_on) == (number, born, sex, expires)


@given(st.text())
def test_any_other_text_is_refused_and_breaks_nothing(text):
    with pytest.raises(MrzProblem):
        read_mrz(text, on=ON)
