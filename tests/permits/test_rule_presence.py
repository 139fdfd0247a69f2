"""Stays worked out from crossings, however they are told: no database, no clock."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import ZONE
from permits.rules.presence import (
    COUNTERPART,
    Anomaly,
    AnomalyKind,
    PermitTerms,
    Presence,
    Seen,
    Spell,
    Tolerances,
    Weight,
    reconstruct,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MORNING = datetime(2026, 11, 15, 7, 10, tzinfo=ZONE)
PERMITS = {"P": PermitTerms(frozenset({"dongxing", "aidian"}), ((date(2026, 11, 15), date(2027, 4, 30)),))}


def crossing(key: str, direction: Any, occurred_at: datetime, **given: Any) -> Seen:
    told = Seen(key, direction, occurred_at, occurred_at + MINUTE, "dongxing", "post", "P")
    return replace(told, **given)


def entry(key: str, occurred_at: datetime, **given: Any) -> Seen:
    return crossing(key, "in", occurred_at, **given)


def leaving(key: str, occurred_at: datetime, **given: Any) -> Seen:
    return crossing(key, "out", occurred_at, **given)


def presence(*seen: Seen, **given: Any) -> Presence:
    return reconstruct(seen, **({"permits": PERMITS, "closures": {}} | given))


def kinds(found: Presence) -> list[AnomalyKind]:
    return [anomaly.kind for anomaly in found.anomalies]


def test_who_was_never_seen_has_no_stay() -> None:
    assert presence() == Presence((), ())


def test_an_entry_alone_is_a_stay_that_runs() -> None:
    found = presence(entry("a", MORNING))

    assert found.stays == (Spell("a", None, MORNING, None, "P"),)
    assert found.open_stay == found.stays[0]
    assert found.anomalies == ()


def test_an_entry_and_the_next_exit_are_one_stay() -> None:
    found = presence(entry("a", MORNING), leaving("b", MORNING + DAY))

    assert found.stays == (Spell("a", "b", MORNING, MORNING + DAY, "P"),)
    assert found.open_stay is None
    assert found.anomalies == ()


def test_going_home_for_tet_and_coming_back_is_two_stays_without_anomaly() -> None:
    home, back = datetime(2027, 2, 10, 16, tzinfo=ZONE), datetime(2027, 2, 20, 9, tzinfo=ZONE)

    found = presence(entry("a", MORNING), leaving("b", home), entry("c", back))

    assert [(stay.entered_at, stay.left_at) for stay in found.stays] == [(MORNING, home), (back, None)]
    assert found.anomalies == ()


def test_an_exit_told_before_its_entry_gives_the_same_stay() -> None:
    a, b = entry("a", MORNING, recorded_at=MORNING + 3 * HOUR), leaving("b", MORNING + HOUR)

    assert presence(b, a) == presence(a, b)
    assert presence(b, a).anomalies == ()


def test_the_same_telling_delivered_twice_is_one() -> None:
    a = entry("a", MORNING)

    assert presence(a, a, a) == presence(a)


@pytest.mark.parametrize(("apart", "is_one"), [(10 * MINUTE, True), (11 * MINUTE, False)])
def test_two_tellings_of_one_source_within_minutes_are_one_crossing(apart: timedelta, is_one: bool) -> None:
    found = presence(entry("a", MORNING), entry("b", MORNING + apart))

    assert len(found.stays) == (1 if is_one else 2)
    assert found.anomalies == (Anomaly(AnomalyKind.DOUBLED if is_one else AnomalyKind.ENTRY_AFTER_ENTRY, "b", "a"),)
    assert found.anomalies[0].weight == (Weight.MILD if is_one else Weight.SERIOUS)


@pytest.mark.parametrize(("apart", "is_one"), [(2 * HOUR, True), (2 * HOUR + MINUTE, False)])
def test_a_crossing_told_by_both_sides_is_one_and_no_anomaly(apart: timedelta, is_one: bool) -> None:
    found = presence(entry("c", MORNING - apart, source=COUNTERPART), entry("a", MORNING))

    assert (len(found.stays) == 1) == is_one
    assert (found.anomalies == ()) == is_one


def test_of_both_sides_our_own_time_counts() -> None:
    before_midnight = datetime(2026, 11, 30, 23, 58, tzinfo=ZONE)
    after_midnight = before_midnight + 7 * MINUTE

    found = presence(entry("c", before_midnight, source=COUNTERPART), entry("a", after_midnight))

    assert found.stays == (Spell("a", None, after_midnight, None, "P"),)


def test_a_doubled_telling_of_our_side_counts_from_our_own_not_from_the_other() -> None:
    seen = [
        entry("c", MORNING, source=COUNTERPART),
        entry("a", MORNING + 115 * MINUTE),
        entry("b", MORNING + 123 * MINUTE),
    ]

    found = presence(*seen)

    assert len(found.stays) == 1
    assert found.anomalies == (Anomaly(AnomalyKind.DOUBLED, "b", "a"),)


def test_tellings_of_two_sources_of_one_side_are_one_crossing_and_no_anomaly() -> None:
    found = presence(entry("a", MORNING), entry("b", MORNING + MINUTE, source="file"))

    assert (len(found.stays), found.anomalies) == (1, ())


def test_a_quick_way_out_and_in_again_is_no_double() -> None:
    found = presence(entry("a", MORNING), leaving("b", MORNING + 3 * MINUTE), entry("c", MORNING + 6 * MINUTE))

    assert [(stay.entry, stay.exit) for stay in found.stays] == [("a", "b"), ("c", None)]
    assert found.anomalies == ()


def test_an_entry_and_an_exit_at_one_moment_are_a_stay_of_no_length() -> None:
    found = presence(leaving("a", MORNING), entry("b", MORNING))

    assert found.stays == (Spell("b", "a", MORNING, MORNING, "P"),)


def test_an_entry_after_an_entry_leaves_the_first_exit_not_known() -> None:
    found = presence(entry("a", MORNING), entry("b", MORNING + 5 * DAY))

    assert found.stays == (
        Spell("a", None, MORNING, None, "P", superseded=True),
        Spell("b", None, MORNING + 5 * DAY, None, "P"),
    )
    assert found.open_stay == found.stays[1]
    assert found.anomalies == (Anomaly(AnomalyKind.ENTRY_AFTER_ENTRY, "b", "a"),)


def test_the_late_exit_between_two_entries_takes_the_anomaly_away() -> None:
    late = leaving("c", MORNING + 2 * DAY, recorded_at=MORNING + 9 * DAY)

    found = presence(entry("a", MORNING), entry("b", MORNING + 5 * DAY), late)

    assert [(stay.entry, stay.exit, stay.superseded) for stay in found.stays] == [("a", "c", False), ("b", None, False)]
    assert found.anomalies == (Anomaly(AnomalyKind.LATE, "c"),)
    assert found.anomalies[0].weight == Weight.INFORMATION


def test_an_exit_without_an_entry_is_kept_with_its_entry_not_known() -> None:
    found = presence(leaving("a", MORNING))

    assert found.stays == (Spell(None, "a", None, MORNING, "P"),)
    assert kinds(found) == [AnomalyKind.EXIT_WITHOUT_ENTRY]
    assert found.open_stay is None


def test_a_correction_replaces_what_it_corrects() -> None:
    wrong, right = leaving("b", MORNING + DAY), leaving("c", MORNING + 2 * DAY, corrects="b")

    found = presence(entry("a", MORNING), wrong, right)

    assert found.stays == (Spell("a", "c", MORNING, MORNING + 2 * DAY, "P"),)
    assert found.anomalies == ()


def test_a_voided_exit_opens_the_stay_again() -> None:
    struck = leaving("c", MORNING + DAY, corrects="b", voided=True, recorded_at=MORNING + 3 * DAY)

    found = presence(entry("a", MORNING), leaving("b", MORNING + DAY), struck)

    assert found.open_stay == Spell("a", None, MORNING, None, "P")
    assert found.anomalies == ()


def test_of_two_corrections_the_last_recorded_stands() -> None:
    first = leaving("y", MORNING + 2 * DAY, corrects="b")
    second = leaving("c", MORNING + 3 * DAY, corrects="b")

    found = presence(second, first, entry("a", MORNING), leaving("b", MORNING + DAY))

    assert [stay.exit for stay in found.stays] == ["c"]


def test_a_corrected_correction_leaves_the_last_in_the_chain() -> None:
    chain = [leaving("b", MORNING + DAY), leaving("c", MORNING + 2 * DAY, corrects="b")]
    chain.append(leaving("d", MORNING + 3 * DAY, corrects="c"))

    found = presence(entry("a", MORNING), *reversed(chain))

    assert [stay.exit for stay in found.stays] == ["d"]


MISFITS = [
    (entry("a", MORNING, port="youyiguan"), AnomalyKind.WRONG_PORT),
    (entry("a", MORNING, permit=None), AnomalyKind.NO_PERMIT),
    (entry("a", MORNING, permit="unheard of"), AnomalyKind.NO_PERMIT),
    (entry("a", MORNING - DAY), AnomalyKind.PERMIT_NOT_VALID),
    (entry("a", datetime(2027, 5, 1, 0, 0, tzinfo=ZONE)), AnomalyKind.PERMIT_NOT_VALID),
    (entry("a", MORNING, recorded_at=MORNING - 6 * MINUTE), AnomalyKind.CLOCK_WRONG),
    (entry("a", MORNING, recorded_at=MORNING + 25 * HOUR), AnomalyKind.LATE),
]


@pytest.mark.parametrize(("seen", "kind"), MISFITS)
def test_what_does_not_fit_is_kept_on_the_list_and_in_the_stay(seen: Seen, kind: AnomalyKind) -> None:
    found = presence(seen)

    assert kinds(found) == [kind]
    assert found.open_stay is not None


FITTING = [
    entry("a", datetime(2027, 4, 30, 23, 59, tzinfo=ZONE)),
    entry("a", MORNING, recorded_at=MORNING - 5 * MINUTE),
    entry("a", MORNING, recorded_at=MORNING + 24 * HOUR),
]


@pytest.mark.parametrize("seen", FITTING)
def test_the_last_value_that_fits_is_no_anomaly(seen: Seen) -> None:
    assert presence(seen).anomalies == ()


def test_a_permit_does_not_let_in_while_it_is_suspended() -> None:
    spans = ((date(2026, 11, 15), date(2026, 12, 1)), (date(2026, 12, 20), date(2027, 4, 30)))
    permits = {"P": PermitTerms(frozenset({"dongxing"}), spans)}
    days = [date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 19), date(2026, 12, 20)]

    found = [
        presence(entry("a", datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)), permits=permits) for day in days
    ]

    assert [kinds(each) for each in found] == [[], [AnomalyKind.PERMIT_NOT_VALID], [AnomalyKind.PERMIT_NOT_VALID], []]


def test_going_home_after_the_permit_has_ended_is_no_anomaly() -> None:
    found = presence(entry("a", MORNING), leaving("b", datetime(2027, 6, 1, tzinfo=ZONE), permit=None))

    assert found.anomalies == ()


@pytest.mark.parametrize(("last", "kind"), [(None, [AnomalyKind.PORT_CLOSED]), (date(2026, 11, 14), [])])
def test_a_crossing_at_a_closed_port_is_an_anomaly(last: date | None, kind: list[AnomalyKind]) -> None:
    found = presence(entry("a", MORNING), closures={"dongxing": [(date(2026, 11, 1), last)]})

    assert kinds(found) == kind


@pytest.mark.parametrize(("apart", "kind"), [(29 * MINUTE, [AnomalyKind.IMPOSSIBLE_TRAVEL]), (30 * MINUTE, [])])
def test_two_ports_sooner_than_the_road_allows_is_an_anomaly(apart: timedelta, kind: list[AnomalyKind]) -> None:
    found = presence(entry("a", MORNING), leaving("b", MORNING + apart, port="aidian"))

    assert kinds(found) == kind


def test_tolerances_are_parameters() -> None:
    wide = Tolerances(doubled=HOUR, late=DAY * 3)
    seen = [entry("a", MORNING), entry("b", MORNING + 50 * MINUTE, recorded_at=MORNING + 2 * DAY)]

    assert kinds(presence(*seen, tolerances=wide)) == [AnomalyKind.DOUBLED]


moments = st.integers(0, 4 * 24 * 12).map(lambda fives: MORNING + fives * 5 * MINUTE)
tellings = st.builds(
    crossing,
    st.uuids().map(str),
    st.sampled_from(["in", "out"]),
    moments,
    recorded_at=moments,
    port=st.sampled_from(["dongxing", "aidian"]),
    source=st.sampled_from(["post", "file", COUNTERPART]),
)
stories = st.lists(tellings, max_size=12, unique_by=lambda one: one.key)


@st.composite
def corrected(draw: st.DrawFn) -> list[Seen]:
    story = draw(stories.filter(bool))
    for number in range(draw(st.integers(0, 4))):
        wrong = draw(st.sampled_from(story))
        change = {"key": f"correction {number}", "corrects": wrong.key, "voided": draw(st.booleans())}
        story.append(replace(wrong, **change, occurred_at=draw(moments), recorded_at=draw(moments)))
    return story


@given(corrected(), st.data())
def test_neither_order_of_arrival_nor_repeats_change_anything(story: list[Seen], data: st.DataObject) -> None:
    repeats = data.draw(st.lists(st.sampled_from(story)))
    arrived = data.draw(st.permutations([*story, *repeats]))

    assert presence(*arrived) == presence(*story)


@given(stories.filter(bool), st.data())
def test_a_telling_sent_again_under_another_key_changes_no_stay(story: list[Seen], data: st.DataObject) -> None:
    copies = [replace(one, key=f"copy of {one.key}") for one in data.draw(st.lists(st.sampled_from(story)))]

    plain, doubled = presence(*story), presence(*story, *copies)

    assert [(stay.entered_at, stay.left_at) for stay in doubled.stays] == [
        (stay.entered_at, stay.left_at) for stay in plain.stays
    ]


@given(corrected())
def test_at_most_one_stay_runs_and_it_is_the_last(story: list[Seen]) -> None:
    stays = presence(*story).stays

    assert all(not stay.is_open for stay in stays[:-1])


@given(corrected())
def test_stays_follow_each_other_in_time(story: list[Seen]) -> None:
    ends = [moment for stay in presence(*story).stays for moment in (stay.entered_at, stay.left_at) if moment]

    assert ends == sorted(ends)


@given(st.lists(st.integers(31, 3000), min_size=1, max_size=10), st.data())
def test_an_orderly_story_is_told_back_as_it_happened(gaps: list[int], data: st.DataObject) -> None:
    moment, story = MORNING, []
    for number, gap in enumerate(gaps):
        story.append(crossing(f"{number}", "out" if number % 2 else "in", moment))
        moment += gap * MINUTE

    found = presence(*data.draw(st.permutations(story)))

    assert found.anomalies == ()
    assert [key for stay in found.stays for key in (stay.entry, stay.exit) if key] == [one.key for one in story]
