"""Files that come with the forms of registering and evidence: carried by the record, and kept where the form is not
right."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from attachments.models import Attachment
from attachments.services import keeping
from tests import factories
from tests.attachments.samples import SVG, document, picture
from tests.factories import AT, World
from tests.permits import steps as permit_steps
from tests.portal.conftest import Visit
from tests.portal.test_registrations import NEW, _sent, _waiting
from workers.models import Evidence, Registration, WorkerFile

EVIDENCE = "/registrations/evidence/"
PERSON = {
    "number": "C1234567",
    "expires_on": "2033-05-04",
    "name": "Nguyễn Thị Thử",
    "sex": "F",
    "birth_date": "1994-03-21",
    "phone": "+84901234567",
}


@pytest.fixture(autouse=True)
def folder_of_files(settings: Any, tmp_path: Path) -> None:
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"


@pytest.fixture
def season(demand: World) -> Any:
    permit_steps.requirements("seasonal")
    return factories.season()


def photo(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("face.jpg", picture() if content is None else content, "image/jpeg")


def health(season: Any, people: list[Registration], **given: Any) -> dict[str, Any]:
    return {
        "chosen": [str(one.worker_id) for one in people],
        "requirement": "health:health_certificate",
        "issuer": "Bệnh viện Mẫu",
        "valid_from": "2026-08-20",
        "valid_until": "2027-02-20",
    } | given


def test_a_photo_comes_with_the_registration(demand: World, season: Any, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(NEW, _sent(season, **PERSON) | {"file": photo()})

    assert answer.status_code == 302, answer.context["summary"]
    file = WorkerFile.objects.get()
    assert file.worker_id == Registration.objects.get().worker_id
    assert not file.attachment.awaits_record


def test_a_photo_is_kept_while_the_form_is_put_right(demand: World, season: Any, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    refused = browser.post(NEW, _sent(season, **PERSON | {"birth_date": "yesterday"}) | {"file": photo()})
    kept = refused.context["form"]["kept"].value()
    done = browser.post(NEW, _sent(season, **PERSON, kept=kept))

    assert (refused.status_code, done.status_code) == (422, 302)
    page = refused.content.decode()
    assert f'value="{kept}"' in page
    assert "choose one only to replace it" in page
    assert str(WorkerFile.objects.get().pk) == kept


def test_a_photo_is_kept_while_the_zone_is_read(demand: World, season: Any, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    read = browser.post(NEW, _sent(season, mrz="", read="1") | {"file": photo()})

    assert f'value="{Attachment.objects.get().pk}"' in read.content.decode()


def test_what_is_no_photo_is_refused_at_its_field_and_nobody_is_registered(
    demand: World, season: Any, visit: Visit
) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(NEW, _sent(season, **PERSON) | {"file": photo(SVG)})

    assert answer.status_code == 422
    assert "whatever its name" in str(answer.context["form"].errors["file"])
    assert answer.context["form"]["name"].value() == "Nguyễn Thị Thử"
    assert not Registration.objects.exists()
    assert not Attachment.objects.exists()


def test_what_somebody_else_put_by_is_not_there(demand: World, season: Any, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    for other in (demand.member("partner", "clerk"), factories.member(demand.intermediary.organisation, "clerk")):
        theirs = keeping.put_by(picture(), "photo", by=other, at=AT)

        answer = browser.post(NEW, _sent(season, **PERSON, kept=str(theirs.pk)))

        assert answer.status_code == 422
        assert "choose it again" in answer.content.decode()
    assert not Registration.objects.exists()


def test_a_file_is_taken_up_once(demand: World, season: Any, visit: Visit) -> None:
    clerk = demand.member("intermediary", "clerk")
    kept = keeping.put_by(picture(), "photo", by=clerk, at=AT)
    browser = visit(clerk)
    browser.post(NEW, _sent(season, **PERSON, kept=str(kept.pk)))

    other = PERSON | {"number": "C7654321", "name": "Trần Thị Mẫu", "birth_date": "1990-01-02", "phone": ""}
    answer = browser.post(NEW, _sent(season, **other, kept=str(kept.pk)))

    assert answer.status_code == 422
    assert WorkerFile.objects.count() == 1


def test_what_nothing_took_up_is_let_go_after_a_day(demand: World) -> None:
    clerk = demand.member("intermediary", "clerk")
    kept = keeping.put_by(picture(), "photo", by=clerk, at=AT)

    counts = [keeping.let_go(at=AT + wait) for wait in (timedelta(hours=23), timedelta(hours=24), timedelta(hours=25))]

    kept.refresh_from_db()
    assert counts == [0, 1, 0]
    assert kept.taken_back_at == AT + timedelta(hours=24)


def test_a_scan_comes_with_the_evidence(demand: World, season: Any, visit: Visit) -> None:
    [one] = _waiting(demand)
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(EVIDENCE, health(season, [one]) | {"file": SimpleUploadedFile("a.pdf", document())})

    assert answer.status_code == 302, answer.context["summary"]
    file = WorkerFile.objects.get()
    assert (file.worker_id, file.evidence) == (one.worker_id, Evidence.objects.get())


def test_a_scan_is_kept_while_the_evidence_is_put_right(demand: World, season: Any, visit: Visit) -> None:
    [one] = _waiting(demand)
    browser = visit(demand.member("intermediary", "clerk"))

    refused = browser.post(
        EVIDENCE, health(season, [one], issuer="") | {"file": SimpleUploadedFile("a.pdf", document())}
    )
    done = browser.post(EVIDENCE, health(season, [one], kept=refused.context["form"]["kept"].value()))

    assert (refused.status_code, done.status_code) == (422, 302)
    assert keeping.content_of(WorkerFile.objects.get().attachment) == document()


def test_a_health_paper_is_one_persons_and_a_policy_a_whole_crews(demand: World, season: Any, visit: Visit) -> None:
    crew = _waiting(demand, 3)
    browser = visit(demand.member("intermediary", "clerk"))

    refused = browser.post(EVIDENCE, health(season, crew) | {"file": SimpleUploadedFile("a.pdf", document())})
    policy = health(
        season, crew, requirement="insurance:accident_insurance", kept=refused.context["form"]["kept"].value()
    )
    done = browser.post(EVIDENCE, policy)

    assert refused.status_code == 422
    assert "one person" in refused.content.decode()
    assert done.status_code == 302, done.context["summary"]
    files = WorkerFile.objects.select_related("attachment")
    assert {file.worker_id for file in files} == {one.worker_id for one in crew}
    assert {keeping.content_of(file.attachment) for file in files} == {document()}
    assert len({file.attachment.stored_as for file in files}) == 3


def test_the_form_takes_a_file(demand: World, season: Any, visit: Visit) -> None:
    _waiting(demand)
    browser = visit(demand.member("intermediary", "clerk"))

    for address in (NEW, EVIDENCE, reverse("portal:registration_new") + f"?worker={_waiting(demand)[0].worker_id}"):
        page = browser.get(address).content.decode()
        assert 'enctype="multipart/form-data"' in page
        assert 'type="file"' in page
