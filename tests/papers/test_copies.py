"""A person gets all that is kept of them, and who looked; an office hands over what it may see itself."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from core.audit.models import Event
from core.errors import Forbidden, Invalid
from core.privacy import End, Kind, Whose, personal
from papers.services.copies import copies
from papers.services.copies.reading import LEFT_OUT, Copy
from papers.services.copies.words import ON, TABLES
from tests import factories
from tests.factories import AT, World
from tests.permits import steps
from workers.models import Worker
from workers.services.grievances import complaints
from workers.services.identity.openings import open_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(demand: World) -> Worker:
    """A worker of the season, who complained."""
    steps.requirements()
    person = steps.willing(demand, steps.hiring(demand)).worker
    complaints.receive("wages", "Chưa trả lương tháng mười", by=factories.as_worker(person), at=AT)
    return person


def machine(copy: Copy) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(copies.as_json(copy, language="en", at=AT).content)
    return said


def rows(said: dict[str, Any], table: str) -> Any:
    return next(part["rows"] for part in said["parts"] if part["table"] == table)


def test_a_worker_reads_everything_in_plain(worker: Worker) -> None:
    said = machine(copies.own_copy(by=factories.as_worker(worker)))

    assert rows(said, "workers.worker")[0]["name"] == worker.name
    assert rows(said, "workers.worker")[0]["phone_sealed"].startswith("+8490")
    assert rows(said, "workers.identitypaper")[0]["number_sealed"] == said["person"]["papers"][0]
    assert rows(said, "workers.complaintentry")[0]["text_sealed"] == "Chưa trả lương tháng mười"
    assert rows(said, "workers.passingconsent")[0]["is_given"] is True
    assert "digest" not in str(rows(said, "workers.worker"))


def test_a_worker_reads_who_looked_and_what_for_and_never_which_person(
    worker: Worker, auditor: Member, department_officer: Member
) -> None:
    open_person(worker.pk, "checking sheet 12", by=auditor)

    [look] = machine(copies.own_copy(by=factories.as_worker(worker)))["opened"]

    assert (look["purpose"], look["by"]) == ("checking sheet 12", auditor.organisation.name_en)
    assert auditor.name not in str(look)


def test_an_office_hands_over_what_it_may_see_itself(worker: Worker, department_officer: Member) -> None:
    copy = copies.copy_for(worker.pk, "request of 3 October", by=department_officer)

    said = machine(copy)
    assert rows(said, "workers.worker")[0]["name"] == worker.name
    assert "workers.complaint" not in {part["table"] for part in said["parts"]}
    assert "Chưa trả lương" not in json.dumps(said, ensure_ascii=False)
    assert Event.objects.filter(verb="copy", details__purpose="request of 3 October").exists()


def test_an_office_states_the_request_and_others_hand_over_nothing(
    worker: Worker, department_officer: Member, intermediary_clerk: Member
) -> None:
    with pytest.raises(Invalid):
        copies.copy_for(worker.pk, " ", by=department_officer)
    with pytest.raises(Forbidden):
        copies.copy_for(worker.pk, "request", by=intermediary_clerk)


def test_a_copy_joins_only_what_it_tells(worker: Worker) -> None:
    with CaptureQueriesContext(connection) as asked:
        copies.own_copy(by=factories.as_worker(worker))

    assert len(asked) <= 2 * len(TABLES) + 12
    assert max(query["sql"].count(" JOIN ") for query in asked) <= 8


@pytest.mark.parametrize("language", ["zh-hans", "vi", "en"])
def test_the_copy_is_a_pdf_in_each_language(worker: Worker, language: str) -> None:
    copy = copies.own_copy(by=factories.as_worker(worker))

    made = copies.as_pdf(copy, language=language, at=AT)

    assert made.content.startswith(b"%PDF")
    assert made.name.endswith(".pdf")


def test_every_table_and_field_of_a_copy_has_words() -> None:
    told = [
        (model._meta.label_lower, line.fields)
        for model, line in personal()
        if line.whose == Whose.WORKER and line.path and line.seen_by != (Kind.NOBODY,) and line.end != End.REMOVED
    ]
    machines_only = {"advice", "evidence", "findings", "inputs", "params", "reasons"}

    assert {table for table, _fields in told} <= set(TABLES)
    assert {name for _table, fields in told for name in fields} - LEFT_OUT - machines_only <= set(ON)
