"""Pairs that may be one person are decided by people: told apart, or merged by two of them and undone without loss."""

from datetime import date

import pytest

from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.sealing import digest
from tests import factories
from tests.core.races import race
from tests.factories.common import AT
from tests.factories.people import paper, worker
from workers.models import Duplicate, Merge, Worker
from workers.services.identity import duplicates, merges
from workers.services.identity.side_by_side import side_by_side

BORN = date(1990, 3, 12)


@pytest.fixture
def twins(world):
    home = world.organisations["department"].province
    return [worker(home, name="Lê Văn Giống", birth_date=BORN, sex="M") for _ in range(2)]


@pytest.fixture
def pair(twins):
    duplicates.find_each([twins[1].pk], at=AT)
    return Duplicate.objects.get()


@pytest.fixture
def head(world):
    return world.member("department", "approver")


@pytest.fixture
def proposed(pair, department_officer):
    return merges.propose_merge(pair.pk, keep=pair.first_id, reason="Same photograph.", by=department_officer, at=AT)


def status(record):
    record.refresh_from_db()
    return record.status


def test_a_pair_is_listed_once_with_its_reasons_and_the_older_record_first(twins):
    duplicates.find_each([one.pk for one in twins], at=AT)
    duplicates.find_each([one.pk for one in twins], at=AT)

    pair = Duplicate.objects.get()
    assert (pair.first_id, pair.second_id) == (twins[0].pk, twins[1].pk)
    assert pair.reasons == [["name_same", 12], ["birth_date_same", 9], ["sex_same", 1], ["province_same", 2]]
    assert pair.score == 24


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Lê Văn Giốn", "birth_date": BORN},
        {"birth_date": date(1990, 12, 3)},
        {"birth_date": date(1991, 3, 12)},
        {"birth_date": date(1980, 3, 12)},
        {"birth_date": BORN, "province": "22"},
    ],
)
def test_slips_of_the_pen_do_not_hide_a_double(twins, other):
    home = factories.province(other.pop("province", "20"))
    second = worker(home, **{"name": "Lê Văn Giống", "sex": "M", **other})

    duplicates.find_each([second.pk], at=AT)

    assert Duplicate.objects.filter(second=second).count() == 2


def test_a_telephone_many_gave_is_named_among_the_reasons_and_counts_for_nothing(twins, world):
    shared = digest("+84911111111", "worker.phone")
    home = world.organisations["department"].province
    for serial in range(4):
        worker(home, name=f"Phạm Thị {'A' * (serial + 1)}", birth_date=date(1970 + serial, 5, 5))
    Worker.objects.update(phone_digest=shared)

    duplicates.find_each([twins[1].pk], at=AT)

    assert ["phone_shared", 0] in Duplicate.objects.get().reasons


def test_different_persons_are_told_apart_and_not_listed_again(pair, twins, department_officer):
    merges.tell_apart(pair.pk, note="Two brothers, seen together.", by=department_officer, at=AT)
    duplicates.find_each([one.pk for one in twins], at=AT)

    assert status(pair) == "different"
    assert Duplicate.objects.count() == 1


def test_two_persons_of_different_units_merge_and_nothing_moves(proposed, pair, twins, head):
    kept = paper(twins[1])

    merges.approve_merge(proposed.pk, by=head, at=AT)

    twins[1].refresh_from_db()
    kept.refresh_from_db()
    assert (status(pair), status(proposed)) == ("merged", "merged")
    assert twins[1].merged_into_id == twins[0].pk
    assert kept.worker_id == twins[1].pk


def test_nobody_approves_the_merging_they_proposed(pair, head):
    head.roles = ["officer", "approver"]
    proposed = merges.propose_merge(pair.pk, keep=pair.first_id, reason="Alike.", by=head, at=AT)

    with pytest.raises(Invalid) as refusal:
        merges.approve_merge(proposed.pk, by=head, at=AT)

    assert refusal.value.code == "merge_two_persons"
    assert status(pair) == "open"
    assert not Worker.objects.exclude(merged_into=None).exists()


def test_an_officer_proposes_and_cannot_approve(proposed, department_officer):
    with pytest.raises(Forbidden):
        merges.approve_merge(proposed.pk, by=department_officer, at=AT)


def test_a_declined_merging_leaves_the_pair_on_the_list(proposed, pair, head, department_officer):
    merges.decline_merge(proposed.pk, by=head, at=AT)

    assert (status(pair), status(proposed)) == ("open", "declined")
    again = merges.propose_merge(pair.pk, keep=pair.second_id, reason="Card seen.", by=department_officer, at=AT)
    assert again.gone_id == pair.first_id


def test_a_merging_is_undone_without_loss_and_the_pair_is_listed_again(proposed, pair, twins, head, department_officer):
    merges.approve_merge(proposed.pk, by=head, at=AT)

    merges.propose_undoing(proposed.pk, reason="Two cards, two faces.", by=department_officer, at=AT)
    merges.undo_merge(proposed.pk, by=head, at=AT)

    twins[1].refresh_from_db()
    assert twins[1].merged_into_id is None
    assert (status(pair), status(proposed)) == ("open", "undone")


def test_one_person_does_not_undo_a_merging(proposed, twins, head, department_officer):
    merges.approve_merge(proposed.pk, by=head, at=AT)
    with pytest.raises(Conflict) as unproposed:
        merges.undo_merge(proposed.pk, by=head, at=AT)
    head.roles = ["officer", "approver"]
    merges.propose_undoing(proposed.pk, reason="Two faces.", by=head, at=AT)

    with pytest.raises(Invalid) as refusal:
        merges.undo_merge(proposed.pk, by=head, at=AT)
    with pytest.raises(Forbidden):
        merges.undo_merge(proposed.pk, by=department_officer, at=AT)

    twins[1].refresh_from_db()
    assert (unproposed.value.code, refusal.value.code) == ("reversal_not_proposed", "merge_undone_by_two")
    assert twins[1].merged_into_id == twins[0].pk


def test_a_declined_undoing_lets_the_merging_stand(proposed, head, department_officer):
    merges.approve_merge(proposed.pk, by=head, at=AT)
    merges.propose_undoing(proposed.pk, reason="Two faces.", by=department_officer, at=AT)

    merges.decline_undoing(proposed.pk, by=head)

    proposed.refresh_from_db()
    assert (proposed.status, proposed.reversal_proposed_by) == ("merged", None)


def test_only_one_merging_of_a_pair_is_open_at_a_time(proposed, pair, department_officer):
    with pytest.raises(Invalid) as refusal:
        merges.propose_merge(pair.pk, keep=pair.first_id, reason="Again.", by=department_officer, at=AT)

    assert refusal.value.code == "merge_one_at_a_time"


def test_pointers_never_form_a_chain(twins, world, head, department_officer):
    third = worker(twins[0].province, name="Lê Văn Giống", birth_date=BORN, sex="M")
    duplicates.find_each([third.pk], at=AT)
    duplicates.find_each([twins[1].pk], at=AT)

    def merged(first, second, keep):
        pair = Duplicate.objects.get(first=first, second=second)
        merge = merges.propose_merge(pair.pk, keep=keep.pk, reason="One.", by=department_officer, at=AT)
        return merges.approve_merge(merge.pk, by=head, at=AT)

    merged(twins[0], twins[1], keep=twins[0])

    with pytest.raises(Conflict):
        merged(twins[0], third, keep=third)


def test_a_record_outside_the_pair_cannot_be_kept(pair, department_officer):
    with pytest.raises(Invalid):
        merges.propose_merge(pair.pk, keep=worker().pk, reason="x", by=department_officer, at=AT)


def test_a_department_of_neither_province_does_not_see_the_pair(pair, two_worlds):
    with pytest.raises(NotFound):
        merges.tell_apart(pair.pk, note="x", by=two_worlds[1].member("department", "officer"), at=AT)


def test_both_records_are_shown_beside_each_other_and_both_openings_are_events(pair, twins, department_officer):
    paper(twins[0], number="C1234567")

    shown = side_by_side(pair.pk, by=department_officer)

    lines = {line.field: line for line in shown.lines}
    assert lines["name"].agrees
    assert lines["papers"].first == "passport …4567"
    assert "C1234567" not in str(shown)
    assert [(str(words), points) for words, points in shown.reasons[:1]] == [("The name is the same.", 12)]
    opened = Event.objects.filter(verb="open").values_list("subject_id", flat=True)
    assert set(opened) == {str(one.pk) for one in twins}


def test_who_decides_no_doubles_opens_no_pair(pair, world):
    with pytest.raises(Forbidden):
        side_by_side(pair.pk, by=world.member("department", "administrator"))


def test_the_night_compares_whatever_changed_and_a_second_run_finds_nothing(twins, statements):
    done = duplicates.compare_changed(at=AT)

    assert done == 2
    assert Duplicate.objects.count() == 1
    assert duplicates.compare_changed(at=AT) == 0


def test_of_two_who_approve_at_a_moment_one_merges(transactional_db):
    world = factories.world()
    home = world.organisations["department"].province
    first, second = (worker(home, name="Lê Văn Giống", birth_date=BORN, sex="M") for _ in range(2))
    duplicates.find_each([second.pk], at=AT)
    pair = Duplicate.objects.get()
    officer, head = world.member("department", "officer"), world.member("department", "approver")
    merge = merges.propose_merge(pair.pk, keep=first.pk, reason="One.", by=officer, at=AT)

    results = race(*[lambda: merges.approve_merge(merge.pk, by=head, at=AT)] * 2)

    assert sorted(type(one).__name__ for one in results) == ["Conflict", "Merge"]
    assert Merge.objects.get().status == "merged"
