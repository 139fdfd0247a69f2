"""The folder held against its records: what is missing, changed or left over is told to the operator."""

import os
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Member
from attachments.services import checking, folder, keeping
from core.alerts.models import Alert
from tests import factories
from tests.attachments.samples import picture
from tests.factories import AT, World
from tests.portal.conftest import Visit, visit  # noqa: F401 - a fixture
from workers.models import Worker, WorkerFile
from workers.services.identity import files


@pytest.fixture
def kept(demand: World, intermediary_clerk: Member) -> list[WorkerFile]:
    person: Worker = factories.worker(factories.province())
    factories.registration(person, demand.intermediary, factories.season())
    colours = ("red", "blue")
    return [files.hand_in_photo(person.pk, picture(colour=one), by=intermediary_clerk, at=AT) for one in colours]


def aged(folder_of_files: Path) -> None:
    for path in folder_of_files.rglob("*"):
        os.utime(path, (time.time() - 10_000,) * 2)


def test_a_folder_in_order_says_so(kept: list[WorkerFile], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_attachments", "--contents")

    assert "Every file is there, and no other." in capsys.readouterr().out
    assert not checking.check(contents=True)


def test_a_file_that_was_changed_is_found_by_opening_it(kept: list[WorkerFile]) -> None:
    mine, other = (file.attachment for file in kept)
    folder._path(mine.stored_as).write_bytes(folder._path(other.stored_as).read_bytes())

    assert not checking.check()
    assert checking.check(contents=True).missing == [str(mine.pk)]


def test_a_file_without_a_record_is_named_once_it_is_old(kept: list[WorkerFile], folder_of_files: Path) -> None:
    folder.write("a" * 40, b"orphan")
    young = checking.check()
    aged(folder_of_files)

    with pytest.raises(CommandError, match="have no record"):
        call_command("check_attachments")

    assert not young
    assert checking.check().left_over == ["a" * checking.SHOWN]


def test_the_operator_is_told_until_it_is_in_order_again(
    demand: World, kept: list[WorkerFile], folder_of_files: Path
) -> None:
    operator, content = demand.member("operator", "officer"), folder.read(kept[0].attachment.stored_as)
    folder.remove(kept[0].attachment.stored_as)
    folder.write("a" * 40, b"orphan")
    aged(folder_of_files)

    raised = checking.tell(at=AT), checking.tell(at=AT)
    told = set(Alert.objects.visible_to(operator).open().values_list("kind", "subject_id"))
    folder.write(kept[0].attachment.stored_as, content)
    keeping.sweep()
    checking.tell(at=AT)

    assert raised == (2, 0)
    assert told == {("file_missing", str(kept[0].pk)), ("file_left_over", "a" * checking.SHOWN)}
    assert not Alert.objects.open().exists()
    assert not Alert.objects.visible_to(demand.member("bureau", "reviewer")).exists()


def test_the_page_of_jobs_lists_what_is_missing(demand: World, kept: list[WorkerFile], visit: Visit) -> None:  # noqa: F811
    operator = visit(demand.member("operator", "officer"))
    before = operator.get(reverse("portal:jobs")).content.decode()
    folder.remove(kept[0].attachment.stored_as)
    checking.tell(at=AT)

    after = operator.get(reverse("portal:jobs")).content.decode()

    assert "Every file that was handed in is in its place" in before
    assert str(kept[0].pk) in after
    assert kept[0].attachment.stored_as not in after


def test_a_clock_that_goes_behind_makes_no_file_missing(kept: list[WorkerFile], folder_of_files: Path) -> None:
    for path in folder_of_files.rglob("*"):
        os.utime(path, (time.time() + 10_000,) * 2)

    assert not checking.check()
