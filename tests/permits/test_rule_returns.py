"""What a return home tells: no database, no clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permits.rules.returns import OpenItem, close_out_open_items, in_time, priority

LAST = date(2027, 4, 30)
SETTLED = {
    "exit_seen": True,
    "confirmed_at_home": True,
    "wage_settled": True,
    "papers_returned": True,
    "complaints_open": 0,
}


@pytest.mark.parametrize(("days", "is_in_time"), [(-1, True), (0, True), (1, False)])
def test_a_return_is_in_time_up_to_the_last_lawful_day(days: int, is_in_time: bool) -> None:
    assert in_time(LAST + timedelta(days), LAST) is is_in_time


def test_what_nobody_saw_is_not_known() -> None:
    assert in_time(None, LAST) is None
    assert in_time(LAST, None) is None


@pytest.mark.parametrize(
    ("returned_in_time", "named", "rank"),
    [(True, True, 2), (True, False, 1), (False, True, 0), (False, False, 0), (None, True, 0), (None, False, 0)],
)
def test_who_returned_in_time_and_is_asked_for_goes_first(
    returned_in_time: bool | None, named: bool, rank: int
) -> None:
    assert priority(returned_in_time, named) == rank


@pytest.mark.parametrize("for_party", [True, False])
def test_a_season_with_all_settled_has_nothing_open(for_party: bool) -> None:
    assert close_out_open_items(**SETTLED, for_party=for_party) == []


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("exit_seen", OpenItem.EXIT_NOT_SEEN),
        ("confirmed_at_home", OpenItem.NOT_CONFIRMED_AT_HOME),
        ("wage_settled", OpenItem.WAGE_NOT_SETTLED),
        ("papers_returned", OpenItem.PAPERS_NOT_RETURNED),
    ],
)
@pytest.mark.parametrize("for_party", [True, False])
def test_each_open_item_is_named_to_everyone(name: str, item: OpenItem, for_party: bool) -> None:
    assert close_out_open_items(**SETTLED | {name: False}, for_party=for_party) == [item]


def test_an_open_complaint_keeps_the_season_open_for_officers() -> None:
    found = close_out_open_items(**SETTLED | {"complaints_open": 1}, for_party=False)

    assert found == [OpenItem.COMPLAINT_OPEN]


@given(st.fixed_dictionaries(dict.fromkeys(list(SETTLED)[:4], st.booleans())), st.integers(0, 9))
def test_a_party_sees_the_same_whether_or_not_there_is_a_complaint(states: dict[str, bool], complaints: int) -> None:
    seen = close_out_open_items(**states, complaints_open=complaints, for_party=True)

    assert seen == close_out_open_items(**states, complaints_open=0, for_party=True)
    assert OpenItem.COMPLAINT_OPEN not in seen
