"""Files on pages: handed in, shown to whom the record is there, and to nobody else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit.models import Event
from tests import factories
from tests.attachments.samples import HTML, document, picture
from tests.factories import AT, World
from tests.portal.conftest import Visit
from workers.models import Duplicate, Worker, WorkerFile
from workers.services.identity import files, shared_files


@pytest.fixture(autouse=True)
def folder_of_files(settings: Any, tmp_path: Path) -> None:
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"


@pytest.fixture
def worker(demand: World) -> Worker:
    person = factories.worker(factories.province())
    factories.registration(person, demand.intermediary, factories.season())
    return person


def test_a_photo_is_handed_in_and_stands_on_the_page_of_the_person(demand: World, visit: Visit, worker: Worker) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    there = reverse("portal:person_files", args=[worker.pk])

    answer = browser.post(there, {"of": "photo", "file": SimpleUploadedFile("evil.html", picture(), "text/html")})
    page = browser.get(reverse("portal:person", args=[worker.pk])).content.decode()
    photo = browser.get(reverse("portal:person_photo", args=[worker.pk]))

    assert answer.status_code == 302
    assert reverse("portal:person_photo", args=[worker.pk]) in page
    assert photo["Content-Type"] == "image/jpeg"
    assert {type(value) for _name, value in photo.items()} == {str}


def test_a_file_is_served_so_that_no_browser_runs_it(demand: World, visit: Visit, worker: Worker) -> None:
    clerk = demand.member("intermediary", "clerk")
    shown = factories.evidence(worker, "health", "health-check")
    file = files.hand_in_evidence(shown.pk, document(), by=clerk, at=AT)

    answer = visit(clerk).get(reverse("portal:person_file", args=[worker.pk, file.pk]))

    assert answer.content == document()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.filter(verb="open", details__file=str(file.pk)).count() == 1


def test_a_file_is_not_there_for_others_nor_at_anothers_address(demand: World, visit: Visit, worker: Worker) -> None:
    clerk = demand.member("intermediary", "clerk")
    file = files.hand_in_photo(worker.pk, picture(), by=clerk, at=AT)
    other = factories.worker(factories.province())
    factories.registration(other, demand.intermediary, factories.season())
    mine = reverse("portal:person_file", args=[worker.pk, file.pk])

    assert visit(demand.member("partner", "clerk")).get(mine).status_code == 404
    assert visit(demand.member("employer", "clerk")).get(mine).status_code == 404
    assert visit(demand.member("licensing", "clerk")).get(mine).status_code == 404
    assert visit(clerk).get(reverse("portal:person_file", args=[other.pk, file.pk])).status_code == 404
    back = reverse("portal:person_file_back", args=[worker.pk, file.pk])
    assert visit(demand.member("partner", "clerk")).post(back).status_code == 404
    assert visit(clerk).get(mine).status_code == 200
    assert visit(clerk).post(back).status_code == 302
    assert visit(clerk).get(mine).status_code == 404


def test_a_file_that_serves_for_two_persons_is_told_on_their_pages_to_the_offices_alone(
    demand: World, visit: Visit, worker: Worker
) -> None:
    clerk = demand.member("intermediary", "clerk")
    other = factories.worker(factories.province())
    factories.registration(other, demand.intermediary, factories.season())
    for person in (worker, other):
        files.hand_in_photo(person.pk, picture(), by=clerk, at=AT)
    shared_files.flag_same_files(at=AT)
    there, warning = reverse("portal:person", args=[worker.pk]), "handed in for another person too"

    assert warning in visit(demand.member("department", "officer")).get(there).content.decode()
    assert warning not in visit(clerk).get(there).content.decode()
    first, second = sorted((worker, other), key=lambda person: person.pk)
    Duplicate.objects.create(first=first, second=second, score=9, reasons=[], found_at=AT)
    listed = visit(demand.member("department", "officer")).get(reverse("portal:duplicates")).content.decode()
    assert "same photo or health paper" in listed


def test_what_is_no_picture_is_refused_with_what_to_change(demand: World, visit: Visit, worker: Worker) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(
        reverse("portal:person_files", args=[worker.pk]),
        {"of": "photo", "file": SimpleUploadedFile("face.jpg", HTML, "image/jpeg")},
    )

    assert answer.status_code == 422
    assert "whatever its name" in answer.content.decode()
    assert not WorkerFile.objects.exists()


def test_scans_of_a_licence_are_for_its_holder_and_its_office(demand: World, visit: Visit) -> None:
    licence = demand.intermediary.licences.get()
    clerk = visit(demand.member("intermediary", "clerk"))
    there = reverse("portal:licence_files", args=[licence.pk])

    answer = clerk.post(there, {"file": SimpleUploadedFile("a.pdf", document(), "application/pdf")})
    file = licence.files.get()
    address = reverse("portal:licence_file", args=[licence.pk, file.pk])

    assert answer.status_code == 302
    assert clerk.get(address).content == document()
    assert visit(demand.member("bureau", "reviewer")).get(address).status_code == 200
    for kind, role in (("partner", "clerk"), ("employer", "clerk"), ("licensing", "clerk")):
        assert visit(demand.member(kind, role)).get(address).status_code == 404
    assert (
        visit(demand.member("partner", "clerk"))
        .post(there, {"file": SimpleUploadedFile("a.pdf", document())})
        .status_code
        == 403
    )


def test_the_list_of_files_costs_the_same_however_many_there_are(demand: World, visit: Visit, worker: Worker) -> None:
    clerk = demand.member("intermediary", "clerk")
    browser, costs = visit(clerk), []
    browser.get(reverse("portal:person_files", args=[worker.pk]))

    for number in (1, 8):
        for _ in range(number):
            factories.worker_file(worker, clerk)
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("portal:person_files", args=[worker.pk]))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_programs_hand_files_in_as_a_form_or_in_base64(demand: World, worker: Worker) -> None:
    client = APIClient()
    client.force_authenticate(demand.member("intermediary", "clerk"))
    form = {"worker": str(worker.pk), "file": SimpleUploadedFile("x", picture())}

    made = client.post("/api/v1/worker-files/", form, format="multipart", headers={"Idempotency-Key": "one"})
    content = client.get(f"/api/v1/worker-files/{made.json()['id']}/content/")
    refused = client.post("/api/v1/worker-files/", {"worker": str(worker.pk), "file": "%%"}, format="json")

    assert made.status_code == 201
    assert (made.json()["kind"], made.json()["media"]) == ("photo", "image/jpeg")
    assert content.json()["media"] == "image/jpeg"
    assert refused.status_code == 422


def test_the_page_of_the_webhook_shows_what_became_of_letters(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("employer", "administrator"))
    secret = browser.post(reverse("portal:webhook_address"), {"webhook_url": "https://hooks.example.org/x"})
    browser.post(reverse("portal:webhook_ping"))

    page = browser.get(reverse("portal:webhook")).content.decode()

    assert "whsec_" in secret.content.decode()
    assert "whsec_" not in page
    assert "webhook_ping" in page
    assert browser.post(reverse("portal:webhook_replay"), {"from_on": ""}).status_code == 422
    assert visit(demand.member("employer", "clerk")).get(reverse("portal:webhook")).status_code == 403
