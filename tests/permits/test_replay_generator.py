"""What a replay makes up: people that papers could state, and fates whose mishaps are all there; always the same."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest

from employers.rules.identifiers import personal_number_problem
from permits.management.replay import crews, people, profile, truth
from permits.management.replay.batches import without_repeats
from permits.management.replay.cases import Case
from permits.management.replay.crews import Roster, Week
from permits.management.replay.fates import Fate, Kind, Seat, Side, fate_of
from permits.management.replay.reading import read
from permits.management.replay.sorting import sort
from permits.management.replay.standing import Standing
from tests.permits.files import ROW, condensed, season_of_rows
from workers.rules.names import name_problem
from workers.rules.papers import number_problem
from workers.rules.phones import is_phone, kept_phone

US = profile.load("us-h2a")
PORTS = ("youyiguan", "aidian")
SEASON = (date(2026, 12, 1), date(2027, 5, 31))
ON = date(2026, 11, 20)


def made_up(serial: int) -> people.Person:
    return people.person("replay", "H-1", serial, serial, home="20", on=ON)


def fates(count: int) -> list[Fate]:
    return [fate_of(Seat("H-1", serial, *SEASON, ON, PORTS), US) for serial in range(count)]


FATES = fates(4000)


def roster(path: Path, rows: list[dict[str, object]]) -> Roster:
    cases = sort(read(condensed(path / "file.csv", rows)), US).cases
    known = {
        case.number: Standing(uuid4(), uuid4(), "granted", "", case.posts, case.approved)
        for case in cases
        if case.outcome == "granted"
    }
    return crews.roster(cases, known, US, dict.fromkeys(("dongxing", "longfu", "jinshuihe"), "22") | {"hekou": "15"})


def test_one_place_has_one_person_whenever_it_is_asked() -> None:
    assert [made_up(serial) for serial in range(50)] == [made_up(serial) for serial in range(50)]
    assert people.person("replay:b", "H-1", 1, 1, home="20", on=ON) != made_up(1)


def test_people_are_as_papers_could_state_them_and_can_be_nobody() -> None:
    everybody = [made_up(serial) for serial in range(3000)]

    for one in everybody:
        assert name_problem(one.name) is None
        assert number_problem("passport", one.passport) is None
        assert is_phone(kept_phone(one.phone))
        assert one.birth_date <= ON.replace(year=ON.year - 18)
        assert one.issued_on < ON < one.expires_on
        if one.personal_number:
            known = {"sex": one.sex, "birth_year": one.birth_date.year, "provinces": people.PREFIXES[one.province]}
            assert personal_number_problem(one.personal_number, **known) is None  # type: ignore[arg-type]
            assert int(one.personal_number[6:]) >= people.NOBODYS_BIRTH
    assert len({one.passport for one in everybody}) == len({one.phone for one in everybody}) == 3000
    assert {one.sex for one in everybody} == {"F", "M"}
    assert any(not one.personal_number for one in everybody)


def test_who_comes_back_is_the_same_person_after_going_home(tmp_path: Path) -> None:
    early = ROW | {"start": "2016-03-01", "end": "2016-06-30", "workers_requested": "60", "workers_approved": "60"}
    late = early | {"case_number": "H-2", "received": "2016-06-01", "decided": "2016-07-10"}
    found = roster(tmp_path, [early, late | {"start": "2016-08-15", "end": "2016-12-20"}])

    [_first, second] = found.crews
    assert found.permits == 120
    assert 0 < len(second.again) < 30
    for ordinal in second.again.values():
        before = found.crew_of(ordinal)
        assert before.case.number == early["case_number"]
        assert found.fate(before, ordinal - before.first).is_over_by(second.case.starts_on)
        assert found.person(ordinal).birth_date == found.person(ordinal).birth_date
    assert len(set(second.again.values())) == len(second.again)


def test_nobody_holds_two_permits_at_a_time(tmp_path: Path) -> None:
    found = roster(tmp_path, season_of_rows(120))

    held: dict[int, list[tuple[date, date]]] = {}
    for crew in found.crews:
        for serial in range(crew.size):
            held.setdefault(crew.ordinal(serial), []).append((crew.case.starts_on, crew.case.ends_on))
    for spells in held.values():
        assert all(first[1] < second[0] for first, second in pairwise(spells))


def test_the_intake_follows_the_decision_and_hurries_where_the_work_ends_soon() -> None:
    [case] = sort_of({"decided": "2016-02-10"})
    [short] = sort_of({"decided": "2016-02-10", "start": "2016-02-11", "end": "2016-02-20"})

    week, rush = Week.after(case), Week.after(short)

    assert week.registered.weekday() == 0
    assert case.decided < week.registered <= case.decided + timedelta(7)
    assert rush.registered == rush.issued == short.decided + timedelta(1)


def sort_of(said: dict[str, str]) -> list[Case]:
    from permits.management.replay.reading import Row
    from tests.permits.files import CONDENSED

    row = ROW | said
    return sort([Row("file.csv", 2, {field: row.get(field, "") for field in (*CONDENSED, "part")})], US).cases


def test_a_fate_is_always_the_same() -> None:
    assert fates(300) == FATES[:300]


def test_every_kind_of_fate_and_every_mishap_happens() -> None:
    kinds = Counter(fate.kind for fate in FATES)
    tellings = [(fate, told) for fate in FATES for told in fate.told]
    delays = [(told.on - fate.crossed[told.of].at.date()).days for fate, told in tellings]
    keys = Counter((told.key, told.on) for _fate, told in tellings)

    assert set(kinds) == set(Kind)
    assert kinds[Kind.HOME_IN_TIME] > 3500
    assert {told.side for _fate, told in tellings} == set(Side)
    assert 0 in delays
    assert any(1 <= days <= 5 for days in delays)
    assert any(days >= 14 for days in delays)
    assert any(key.endswith("b") for key, _on in keys), "told twice"
    assert len({key for key, _on in keys}) < len(keys), "delivered twice"
    assert any(told.at.hour == 21 for _fate, told in tellings), "a wrong clock"
    assert any(len(fate.crossed) >= 4 for fate in FATES), "home at Tết"
    assert any(fate.left_on and fate.exit_told_on is None for fate in FATES), "an exit lost for good"
    assert any(
        fate.crossed[told.of].direction == "out" and other.of > told.of and other.on < told.on
        for fate, told in tellings
        for other in fate.told
    ), "out of order"


def test_crossings_alternate_and_lie_within_the_permits_days() -> None:
    for fate in FATES:
        assert [one.direction for one in fate.crossed] == (["in", "out"] * 9)[: len(fate.crossed)]
        assert [one.at for one in fate.crossed] == sorted(one.at for one in fate.crossed)
        if fate.crossed:
            assert SEASON[0] <= fate.crossed[0].at.date() <= SEASON[1]
            assert fate.overstayed == (fate.kind in (Kind.OVERSTAYED, Kind.NEVER_LEFT))


def test_every_overstay_is_to_be_seen_and_so_is_who_only_seems_to_be_here() -> None:
    over = [fate for fate in FATES if fate.overstayed]
    seeming = [fate for fate in FATES if fate.suspected_on and not fate.overstayed]

    assert over
    assert all(fate.suspected_on == fate.last_lawful_on + timedelta(1) for fate in over)
    assert seeming
    assert all(fate.exit_told_on is None or fate.exit_told_on > fate.last_lawful_on for fate in seeming)


def test_the_truth_is_written_beside_the_service_and_read_again(tmp_path: Path) -> None:
    found = roster(tmp_path, [ROW | {"workers_requested": "900", "workers_approved": "900"}])
    path = tmp_path / "truth" / "file.jsonl"

    truth.write(found, found.crews, path)

    lines = list(truth.read(path))
    assert len(lines) == 900
    assert [line.person for line in lines] == list(range(900))
    assert {line.case for line in lines} == {ROW["case_number"]}
    assert sum(line.overstayed for line in lines) == sum(
        found.fate(crew, serial).overstayed for crew in found.crews for serial in range(crew.size)
    )
    assert all(line.overstayed or line.suspected_on for line in truth.overstays(lines))


@pytest.mark.parametrize("name", ["people", "fates"])
def test_the_profile_says_how_often_things_happen(name: str) -> None:
    assert US.given[name]


def test_who_stands_twice_in_a_row_takes_two_turns() -> None:
    rounds = without_repeats(["An 1", "Binh 1", "An 2", "An 3"], lambda row: row.split()[0])

    assert rounds == [["An 1", "Binh 1"], ["An 2"], ["An 3"]]
