"""Two records that may be one person are found and shown with the reasons."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.rules.duplicates import WEIGHTS, Known, blocks, candidates, common_names, compare, likely

DAO = Known("1", "dao nguyen thi", date(1990, 3, 12), "F", "20")

digests = st.sampled_from(["", "x", "y"])
people = st.builds(
    Known,
    st.uuids().map(str),
    st.sampled_from(["dao nguyen thi", "dao nguyen", "dao nguyn thi", "an van vu", "a b c d"]),
    st.sampled_from([None, date(1990, 3, 12), date(1990, 12, 3), date(1990, 1, 1), date(1980, 3, 12)]),
    st.sampled_from(["", "M", "F"]),
    st.sampled_from(["", "20", "22"]),
    digests,
    digests,
    st.frozensets(st.sampled_from(["p", "q"])),
)


def again(**changes):
    return replace(DAO, key="2", **changes)


def reasons(other):
    return dict(compare(DAO, other).reasons)


def test_the_reasons_add_up_to_the_score():
    found = compare(DAO, again())

    assert found.reasons == (("name_same", 12), ("birth_date_same", 9), ("sex_same", 1), ("province_same", 2))
    assert found.score == 24


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tokens": "dao nguyn thi"}, "name_near"),
        ({"tokens": "dao nguyen"}, "name_part"),
        ({"tokens": "dao"}, "name_other"),
        ({"tokens": "an van vu"}, "name_other"),
        ({"birth_date": date(1990, 12, 3)}, "birth_date_swapped"),
        ({"birth_date": date(1990, 3, 13)}, "birth_date_digit"),
        ({"birth_date": date(1980, 3, 12)}, "birth_date_digit"),
        ({"birth_date": date(1990, 1, 1)}, "birth_date_new_year"),
        ({"birth_date": date(1991, 1, 1)}, "birth_date_other"),
        ({"birth_date": date(1991, 12, 3)}, "birth_date_other"),
        ({"sex": "M"}, "sex_other"),
        ({"province": "22"}, "province_other"),
    ],
)
def test_what_nearly_agrees_is_named(changes, reason):
    assert reasons(again(**changes))[reason] == getattr(WEIGHTS, reason)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"province": "22"},
        {"tokens": "dao nguyen"},
        {"tokens": "dao nguyn thi"},
        {"birth_date": date(1990, 12, 3)},
        {"birth_date": date(1990, 3, 13)},
        {"personal_number_digest": "b", "phone_digest": "p"},
    ],
)
def test_a_likely_second_registration_is_shown(changes):
    one = replace(DAO, personal_number_digest="a", phone_digest="p")

    assert compare(one, again(**changes)).score >= WEIGHTS.threshold


@pytest.mark.parametrize(
    "changes",
    [
        {"sex": "M"},
        {"birth_date": date(1985, 7, 30)},
        {"birth_date": None},
        {"tokens": "an van vu"},
        {"personal_number_digest": "b"},
    ],
)
def test_a_namesake_is_not_shown(changes):
    one = replace(DAO, personal_number_digest="a")

    assert compare(one, again(**changes)).score < WEIGHTS.threshold


@given(people, people)
def test_the_same_number_of_state_is_always_shown(one, other):
    one, other = (replace(person, personal_number_digest="n") for person in (one, other))

    assert compare(one, other).score >= WEIGHTS.threshold


@given(people, people)
def test_the_same_paper_is_always_shown(one, other):
    one, other = (replace(person, paper_digests=person.paper_digests | {"n"}) for person in (one, other))

    assert compare(one, other).score >= WEIGHTS.threshold


@given(people, people)
def test_likeness_does_not_depend_on_who_comes_first(one, other):
    assert compare(one, other) == compare(other, one)


def test_a_common_name_needs_the_province_too():
    common = common_names([replace(DAO, key=str(number)) for number in range(30)])

    assert common == {"dao nguyen thi"}
    assert compare(DAO, again(), common=common).score >= WEIGHTS.threshold
    assert compare(DAO, again(province="22"), common=common).score < WEIGHTS.threshold


def test_what_is_not_known_gives_and_takes_nothing():
    assert compare(DAO, Known("2", "")).reasons == ()


@given(st.lists(people, max_size=12, unique_by=lambda person: person.key))
def test_no_pair_that_would_be_shown_is_left_out(crowd):
    compared = {frozenset((one.key, other.key)) for one, other in candidates(crowd)}

    for one, other in combinations(crowd, 2):
        if compare(one, other).score >= WEIGHTS.threshold:
            assert {one.key, other.key} in compared


@given(st.lists(people, max_size=12, unique_by=lambda person: person.key))
def test_each_pair_is_compared_once(crowd):
    pairs = [frozenset((one.key, other.key)) for one, other in candidates(crowd)]

    assert len(pairs) == len(set(pairs))


def test_strangers_share_no_block():
    other = Known("2", "an van vu", date(1985, 7, 30), "M", "20")

    assert set(blocks(DAO)).isdisjoint(blocks(other))


def test_only_the_likely_ones_are_listed():
    namesake = again(birth_date=date(1985, 7, 30))
    twin = replace(DAO, key="3")

    [(one, other, likeness)] = likely([DAO, namesake, twin])

    assert ({one.key, other.key}, likeness.score) == ({"1", "3"}, 24)
