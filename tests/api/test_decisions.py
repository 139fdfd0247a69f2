"""Decisions and their proofs over the interface: for who sees the record, as the file of the page says them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit.models import Event
from core.evidence.rules import notes
from core.evidence.services import sealing
from employers.models import Licence
from employers.services.licensing import suspensions
from permits.services.decisions import KINDS
from tests import factories
from tests.factories import AT, World
from tests.log_ins import enter
from verifier.proof import check_proof

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEYS, settings.SIGNING_DRAWS, settings.WITNESSES = tmp_path, True, []


def seal() -> str:
    """Seal what there is; the key that a verifier holds."""
    made = sealing.seal(at=AT)
    return notes.verifier_key(notes.read(made.note)[0].origin, bytes(made.key))


@pytest.fixture
def suspended(world: World) -> Licence:
    """A licence that its authority has suspended."""
    licence = Licence.objects.filter(intermediary=world.intermediary).get()
    by = world.member("department" if licence.side == "vn" else "bureau", "approver")
    suspensions.suspend(licence.pk, "The bond ran out.", by=by, at=AT)
    return licence


def test_a_program_lists_decisions_and_is_given_the_proof_that_the_page_gives(
    suspended: Licence, world: World, program: Any
) -> None:
    member = world.member("bureau", "approver")
    asker, where = program(member), f"/api/v1/decisions/licence/{suspended.pk}/"
    before = asker.get(where).json()["results"]
    early = asker.get(f"{where}{before[0]['seq']}/proof/")
    key = seal()

    [row] = asker.get(where).json()["results"]
    proof = asker.get(f"{where}{row['seq']}/proof/")
    browser = Client()
    enter(browser, member)
    page = browser.get(reverse("portal:licence", args=[suspended.pk])).content.decode()
    address = reverse("portal:decision_proof", args=["licence", suspended.pk, row["seq"]])

    assert [(one["verb"], one["checkpoint"]) for one in before] == [("suspend", None)]
    assert (early.status_code, early.json()["code"]) == (409, "not_sealed_yet")
    assert row["checkpoint"] == 1
    assert check_proof(proof.json(), key) == ""
    assert "private" in proof["Cache-Control"]
    assert address in page
    assert json.loads(browser.get(address).content) == proof.json()


def test_others_find_no_decision_and_a_stranger_is_asked_who_it_is(
    world: World, program: Any, stranger: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a factory does counts as a decision.
    widened = replace(KINDS["permit"], verbs=frozenset({"insert"}))
    monkeypatch.setattr("permits.services.decisions.KINDS", {**KINDS, "permit": widened})
    filing = factories.filing(world.mandate, status="granted")
    permit = factories.permitted(filing, world.intermediary, first_on=AT.date())
    seq = Event.objects.of(permit).order_by("seq").values_list("seq", flat=True)[0]
    elsewhere = program(factories.world(factories.HEKOU).member("employer", "clerk"))
    ours = program(world.member("bureau", "approver"))
    where = f"/api/v1/decisions/permit/{permit.pk}/"
    seal()

    for address in (where, f"{where}{seq}/proof/"):
        assert ours.get(address).status_code == 200
        assert elsewhere.get(address).status_code == 404
        assert stranger.get(address).status_code == 401
        assert ours.post(address).status_code == 405
    for wrong in (f"{where}99999999999999999999/proof/", where.replace("permit", "worker")):
        assert ours.get(wrong).status_code == 404


def test_the_description_names_every_kind(stranger: APIClient) -> None:
    paths = stranger.get("/api/v1/schema/?format=json").json()["paths"]
    told = paths["/api/v1/decisions/{kind}/{pk}/{seq}/proof/"]["get"]

    assert told["parameters"][0]["schema"]["enum"] == sorted(KINDS)
    assert {"200", "401", "404", "409"} <= set(told["responses"])
