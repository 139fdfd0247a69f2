"""Files in their folder: sealed, under names that say nothing, in step with their records."""

import os
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Member
from attachments.models import Attachment
from attachments.services import folder, keeping
from core.alerts.models import Alert
from core.audit.models import Event
from core.errors import Forbidden, Invalid, NotFound
from core.sealing import Unreadable
from tests import factories
from tests.attachments.samples import SVG, document, picture
from tests.factories import AT, World
from workers.models import Worker, WorkerFile
from workers.services.identity import files, shared_files


@pytest.fixture
def worker(demand: World) -> Worker:
    person = factories.worker(factories.province())
    factories.registration(person, demand.intermediary, factories.season())
    return person


def test_a_photo_is_kept_sealed_and_read_again(
    worker: Worker, intermediary_clerk: Member, folder_of_files: Path
) -> None:
    file = files.hand_in_photo(worker.pk, picture(), by=intermediary_clerk, at=AT)

    [path] = [one for one in folder_of_files.rglob("*") if one.is_file()]
    assert path.name == file.attachment.stored_as
    assert not path.read_bytes().startswith(b"\xff\xd8\xff")
    assert path.stat().st_mode & 0o077 == 0
    seen = files.photo_of(worker.pk, by=intermediary_clerk)
    assert seen is not None
    assert seen.startswith(b"\xff\xd8\xff")
    assert len(seen) == file.attachment.size


def test_the_latest_photo_counts_and_one_taken_back_does_not(worker: Worker, intermediary_clerk: Member) -> None:
    first = files.hand_in_photo(worker.pk, picture(colour="red"), by=intermediary_clerk, at=AT)
    second = files.hand_in_photo(worker.pk, picture(colour="blue"), by=intermediary_clerk, at=AT)
    later = files.photo_of(worker.pk, by=intermediary_clerk)

    files.take_back(second.pk, by=intermediary_clerk, at=AT)

    assert later == keeping.content_of(second.attachment)
    assert files.photo_of(worker.pk, by=intermediary_clerk) == keeping.content_of(first.attachment)


def test_a_file_that_was_exchanged_in_the_folder_is_not_shown(worker: Worker, intermediary_clerk: Member) -> None:
    mine = files.hand_in_photo(worker.pk, picture(colour="red"), by=intermediary_clerk, at=AT).attachment
    other = files.hand_in_photo(worker.pk, picture(colour="blue"), by=intermediary_clerk, at=AT).attachment

    folder._path(mine.stored_as).write_bytes(folder._path(other.stored_as).read_bytes())

    with pytest.raises(Unreadable):
        folder.read(mine.stored_as)
    with pytest.raises(NotFound):
        keeping.content_of(mine)


def test_a_refused_file_leaves_nothing_behind(
    worker: Worker, intermediary_clerk: Member, folder_of_files: Path
) -> None:
    for content in (b"", SVG, b"x" * 8_000_001, document(javascript=True)):
        with pytest.raises(Invalid):
            files.hand_in_photo(worker.pk, content, by=intermediary_clerk, at=AT)

    assert not Attachment.objects.exists()
    assert not [one for one in folder_of_files.rglob("*") if one.is_file()]


def test_a_photo_is_no_document(worker: Worker, intermediary_clerk: Member) -> None:
    with pytest.raises(Invalid) as refused:
        files.hand_in_photo(worker.pk, document(), by=intermediary_clerk, at=AT)

    assert refused.value.code == "file_type"


def test_who_does_not_see_the_worker_hands_nothing_in(worker: Worker, partner_clerk: Member) -> None:
    with pytest.raises(NotFound):
        files.hand_in_photo(worker.pk, picture(), by=partner_clerk, at=AT)


def test_others_may_not_take_a_file_back(
    worker: Worker, intermediary_clerk: Member, partner_clerk: Member, department_officer: Member
) -> None:
    factories.registration(worker, intermediary_clerk.organisation.intermediary, factories.season("2027-28"))
    file = files.hand_in_photo(worker.pk, picture(), by=department_officer, at=AT)

    with pytest.raises(Forbidden):
        files.take_back(file.pk, by=intermediary_clerk, at=AT)
    with pytest.raises(NotFound):
        files.take_back(file.pk, by=partner_clerk, at=AT)


def test_an_employer_sees_photos_and_no_health_paper(demand: World, employer_clerk: Member) -> None:
    permit = factories.permitted(factories.filing(demand.mandate, status="granted"), demand.intermediary)
    shown = factories.evidence(permit.worker, "health", "health-check")
    clerk = demand.member("intermediary", "clerk")
    photo = files.hand_in_photo(permit.worker_id, picture(), by=clerk, at=AT)
    scan = files.hand_in_evidence(shown.pk, document(), by=clerk, at=AT)

    seen = set(WorkerFile.objects.visible_to(employer_clerk).values_list("pk", flat=True))

    assert seen == {photo.pk}
    assert {photo.pk, scan.pk} == set(WorkerFile.objects.visible_to(clerk).values_list("pk", flat=True))


def test_the_sweep_takes_orphans_and_what_was_taken_back_and_nothing_young(
    worker: Worker, intermediary_clerk: Member, folder_of_files: Path
) -> None:
    kept = files.hand_in_photo(worker.pk, picture(), by=intermediary_clerk, at=AT)
    back = files.hand_in_photo(worker.pk, picture(), by=intermediary_clerk, at=AT)
    files.take_back(back.pk, by=intermediary_clerk, at=AT)
    folder.write("0" * 40, b"orphan")
    for path in folder_of_files.rglob("*"):
        os.utime(path, (time.time() - 7200,) * 2)
    folder.write("1" * 40, b"its record may still be coming")

    removed = keeping.sweep()

    left = {one.name for one in folder_of_files.rglob("*") if one.is_file()}
    assert removed == 2
    assert left == {kept.attachment.stored_as, "1" * 40}
    assert keeping.sweep() == 0


def test_a_record_without_its_file_is_found(worker: Worker, intermediary_clerk: Member) -> None:
    file = files.hand_in_photo(worker.pk, picture(), by=intermediary_clerk, at=AT)
    call_command("check_attachments")

    folder.remove(file.attachment.stored_as)

    with pytest.raises(CommandError, match="1 files are missing"):
        call_command("check_attachments")


def test_neither_content_nor_name_of_a_file_is_on_the_record(worker: Worker, intermediary_clerk: Member) -> None:
    file = files.hand_in_photo(worker.pk, picture(), by=intermediary_clerk, at=AT)

    events = Event.objects.filter(subject_type="attachments.attachment", subject_id=str(file.pk))

    assert [event.verb for event in events] == ["hand_in_file"]
    assert events[0].changes["stored_as"] == "•"
    assert events[0].changes["digest"] == "•"


def test_one_photo_for_two_persons_is_shown_as_a_risk_and_goes_when_it_is_taken_back(
    demand: World, intermediary_clerk: Member, department_officer: Member
) -> None:
    first, second, third = (factories.worker(factories.province()) for _ in range(3))
    for person in (first, second, third):
        factories.registration(person, demand.intermediary, factories.season())
    files.hand_in_photo(first.pk, picture(), by=intermediary_clerk, at=AT)
    again = files.hand_in_photo(second.pk, picture(), by=intermediary_clerk, at=AT)
    files.hand_in_photo(third.pk, picture(colour="red"), by=intermediary_clerk, at=AT)

    shared_files.flag_same_files(at=AT)

    open_ = Alert.objects.filter(kind="same_file").open()
    assert {alert.subject_id for alert in open_} == {str(first.pk), str(second.pk)}
    assert set(Alert.objects.visible_to(department_officer).filter(kind="same_file")) == set(open_)
    files.take_back(again.pk, by=intermediary_clerk, at=AT)
    shared_files.flag_same_files(at=AT)
    assert not Alert.objects.filter(kind="same_file").open().exists()


def test_one_photo_on_two_records_of_one_person_is_no_risk(demand: World, department_officer: Member) -> None:
    stands = factories.worker(factories.province())
    factories.registration(stands, demand.intermediary, factories.season())
    double = factories.worker(stands.province, merged_into=stands)
    for person in (stands, double):
        files.hand_in_photo(person.pk, picture(), by=department_officer, at=AT)

    shared_files.flag_same_files(at=AT)

    assert not Alert.objects.filter(kind="same_file").exists()


def test_one_policy_for_a_crew_is_no_risk(demand: World, intermediary_clerk: Member) -> None:
    policy = document()
    for _ in range(2):
        person = factories.worker(factories.province())
        factories.registration(person, demand.intermediary, factories.season())
        shown = factories.evidence(person, "insurance", "accident")
        files.hand_in_evidence(shown.pk, policy, by=intermediary_clerk, at=AT)

    shared_files.flag_same_files(at=AT)

    assert not Alert.objects.filter(kind="same_file").exists()


def test_who_used_one_photo_again_is_told_to_the_office_that_licenses_it(
    demand: World, department_officer: Member
) -> None:
    sides = {"intermediary": demand.intermediary, "partner": demand.partner}
    for kind, party in sides.items():
        for _ in range(2):
            person = factories.worker(factories.province())
            factories.registration(person, party, factories.season())
            files.hand_in_photo(
                person.pk,
                picture(colour="teal" if kind == "partner" else "red"),
                by=demand.member(kind, "clerk"),
                at=AT,
            )

    shared_files.flag_same_files(at=AT)

    told = {
        kind: set(
            Alert.objects.visible_to(demand.member(kind, role))
            .filter(kind="files_reused")
            .values_list("subject_id", flat=True)
        )
        for kind, role in [
            ("bureau", "reviewer"),
            ("licensing", "clerk"),
            ("intermediary", "clerk"),
            ("partner", "clerk"),
            ("employer", "clerk"),
        ]
    }
    chinese, vietnamese = (
        {str(one.licences.get().pk) for one in sides.values() if one.side == side} for side in ("CN", "VN")
    )
    assert told["bureau"] == chinese
    assert told["licensing"] == vietnamese
    assert told["intermediary"] == told["partner"] == told["employer"] == set()
    assert not Alert.objects.visible_to(demand.member("licensing", "clerk")).filter(kind="same_file").exists()


def test_the_department_where_a_person_is_registered_is_told_without_any_offer(
    demand: World, intermediary_clerk: Member, department_officer: Member
) -> None:
    for _ in range(2):
        person = factories.worker(factories.province())
        factories.registration(person, demand.intermediary, factories.season())
        files.hand_in_photo(person.pk, picture(), by=intermediary_clerk, at=AT)

    shared_files.flag_same_files(at=AT)

    assert Alert.objects.visible_to(department_officer).filter(kind="same_file").count() == 2
