"""Checkpoints for everybody, the proof of a decision for who sees the record, and gaps for who may vouch for them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import signing
from core.audit.models import Event
from core.evidence.models import Gap
from core.evidence.rules import notes
from core.evidence.services import deposits, sealing
from core.reach import EVERYTHING, reaching
from permits.models import Permit
from permits.services.decisions import KINDS
from tests import factories
from tests.factories import AT, World
from tests.portal.conftest import Visit
from verifier.proof import check_proof

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def witness(settings: Any, tmp_path: Path) -> Path:
    """A key at hand, and the folder of a witness."""
    settings.SIGNING_KEYS, settings.SIGNING_DRAWS = tmp_path / "keys", True
    settings.WITNESSES = [f"file:{tmp_path / 'witness'}"]
    return tmp_path / "witness"


def seal(times: int = 1) -> Any:
    for _turn in range(times):
        made = sealing.seal(at=timezone.now())
        deposits.hand_over(at=timezone.now())
    return made


def key_of(made: Any) -> str:
    return notes.verifier_key(notes.read(made.note)[0].origin, bytes(made.key))


@pytest.fixture
def permit(demand: World) -> Permit:
    """A permit with an event of its issue."""
    filing = factories.filing(demand.mandate, status="granted")
    return factories.permitted(filing, demand.intermediary, first_on=AT.date())


def issued(permit: Permit) -> int:
    """The place of its first event among a permit's."""
    return Event.objects.of(permit).order_by("seq").values_list("seq", flat=True)[0]


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a factory does counts as a decision."""
    kind = KINDS["permit"]
    widened = type(kind)(kind.records, kind.verbs | {"insert"})
    monkeypatch.setattr("permits.services.decisions.KINDS", {**KINDS, "permit": widened})


def test_strangers_read_every_checkpoint_and_how_to_check(client: Client, db: None) -> None:
    made = seal(45)

    first = client.get(reverse("portal:checkpoints"), HTTP_ACCEPT_LANGUAGE="en")
    with CaptureQueriesContext(connection) as queries:
        older = client.get(reverse("portal:checkpoints"), {"after": made.number - 39}, HTTP_ACCEPT_LANGUAGE="en")

    said = first.content.decode()
    assert "nothing is changed unseen" in said
    assert key_of(made) in said.replace("&#x2B;", "+")
    assert "python -m verifier proof" in said
    assert said.count(reverse("api:checkpoint-note", args=[made.number])) == 1
    assert reverse("api:checkpoint-note", args=[5]) in older.content.decode()
    assert reverse("api:checkpoint-note", args=[6]) not in older.content.decode()
    assert "max-age=60" in first["Cache-Control"]
    assert len(queries) <= 8


def test_the_start_page_names_the_newest_checkpoint(demand: World, client: Client) -> None:
    before = client.get(reverse("portal:start"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    seal(3)
    after = client.get(reverse("portal:start"), HTTP_ACCEPT_LANGUAGE="en").content.decode()

    assert "newest checkpoint" not in before
    assert "newest checkpoint: 3" in after


def test_the_page_of_a_permit_leads_to_the_proof_of_its_issue(
    demand: World, permit: Permit, visit: Visit, decided: None
) -> None:
    page, seq = reverse("portal:permit", args=[permit.pk]), issued(permit)
    reviewer = visit(demand.member("bureau", "reviewer"))
    before = reviewer.get(page).content.decode()
    early = reviewer.get(reverse("portal:decision_proof", args=["permit", permit.pk, seq]))
    made = seal()

    after = reviewer.get(page).content.decode()
    file = reviewer.get(reverse("portal:decision_proof", args=["permit", permit.pk, seq]))
    seal(2)
    again = reviewer.get(reverse("portal:decision_proof", args=["permit", permit.pk, seq]))

    assert "Not sealed yet" in before
    assert early.status_code == 409
    assert f"Sealed in checkpoint {made.number}" in after
    assert reverse("portal:decision_proof", args=["permit", permit.pk, seq]) in after
    assert file["Content-Disposition"].startswith("attachment")
    assert check_proof(json.loads(file.content), key_of(made)) == ""
    assert again.content == file.content


def test_a_proof_goes_to_who_sees_the_record_and_its_words_to_who_may_read_the_event(
    demand: World, permit: Permit, visit: Visit, decided: None
) -> None:
    other = factories.world(factories.HEKOU)
    address, made = reverse("portal:decision_proof", args=["permit", permit.pk, issued(permit)]), seal()

    answers = {
        name: visit(member).get(address)
        for name, member in {
            "employer": demand.member("employer", "clerk"),
            "auditor": demand.member("oversight", "auditor"),
            "elsewhere": other.member("employer", "clerk"),
            "other bureau": other.member("bureau", "approver"),
        }.items()
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "employer": 200,
        "auditor": 200,
        "elsewhere": 404,
        "other bureau": 404,
    }
    words = {name: "said" in json.loads(answers[name].content)["event"] for name in ("employer", "auditor")}
    assert words == {"employer": False, "auditor": True}
    assert check_proof(json.loads(answers["employer"].content), key_of(made)) == ""
    assert Client().get(address).status_code == 302


def test_what_is_no_decision_is_not_proved(demand: World, permit: Permit, visit: Visit) -> None:
    seal()
    reviewer = visit(demand.member("bureau", "reviewer"))

    for kind, seq in (("permit", issued(permit)), ("permit", 99), ("worker", 1)):
        assert reviewer.get(reverse("portal:decision_proof", args=[kind, permit.pk, seq])).status_code == 404


def lose(witness: Path, made: Any) -> None:
    """A witness holds a checkpoint that the database has not: as after a restore."""
    told, _key, _signature = notes.read(made.note)
    signer = signing.signer(signing.key_id(bytes(made.key)))
    lost = replace(told, number=told.number + 1, root=bytes(32))
    note = notes.signed(lost, signer.public, signer.sign(notes.text(lost).encode()))
    (witness / f"{lost.number:012}.note").write_text(note, encoding="utf-8")


def test_two_operators_vouch_for_a_gap_on_a_page_that_others_do_not_have(
    demand: World, visit: Visit, witness: Path
) -> None:
    lose(witness, seal())
    first, second = demand.member("operator", "officer"), demand.member("operator", "administrator")
    unit = factories.unit(second.organisation)
    type(second).objects.filter(pk=second.pk).update(unit=unit)
    second.refresh_from_db()
    here = reverse("portal:gaps")

    found = visit(first).get(here).content.decode()
    proposed = visit(first).post(reverse("portal:gap_propose"), {"reason": "The disk failed.", "notes": ""})
    with reaching(EVERYTHING):
        gap = Gap.objects.get()
    alone = visit(first).post(reverse("portal:gap_move", args=[gap.pk, "acknowledge"]))
    done = visit(second).post(reverse("portal:gap_move", args=[gap.pk, "acknowledge"]))

    assert "checkpoint that a witness holds is missing here" in found
    assert proposed.status_code == 302, proposed.content.decode()
    assert alone.status_code == 422
    assert "two persons of different units" in alone.content.decode()
    assert done.status_code == 302
    with reaching(EVERYTHING):
        assert Gap.objects.get().is_acknowledged
    assert "acknowledged" in visit(demand.member("oversight", "auditor")).get(here).content.decode()
    for kind, role in (("bureau", "administrator"), ("employer", "clerk"), ("operator", "officer")):
        status = visit(demand.member(kind, role)).get(here).status_code
        assert status == (200 if kind == "operator" else 403), (kind, role)
    assert visit(demand.member("bureau", "approver")).post(
        reverse("portal:gap_propose"), {"reason": "x"}
    ).status_code in (403, 404)


def test_the_page_of_jobs_says_how_each_witness_stands(demand: World, visit: Visit, settings: Any) -> None:
    settings.WITNESSES = [*settings.WITNESSES, "https://127.0.0.1:1/none"]
    seal()

    said = visit(demand.member("operator", "officer")).get(reverse("portal:jobs")).content.decode()

    assert "https://127.0.0.1:1/none" in said
    assert "Undelivered" in said
    assert "Newest checkpoint: 1" in said
