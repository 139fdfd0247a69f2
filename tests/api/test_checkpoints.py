"""Checkpoints over the interface: for everybody, page by page, as text, and to be kept by who stands between."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from core.evidence.rules import notes
from core.evidence.services import sealing
from tests.factories import AT, World
from verifier.events import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings: Any, tmp_path: Any) -> list[Any]:
    """Five checkpoints."""
    settings.SIGNING_KEYS, settings.SIGNING_DRAWS, settings.WITNESSES = tmp_path, True, []
    return [sealing.seal(at=AT) for _turn in range(5)]


def test_a_stranger_reads_checkpoints_page_by_page_and_may_keep_them(stranger: APIClient, made: list[Any]) -> None:
    first = stranger.get("/api/v1/checkpoints/?limit=2")
    second = stranger.get(first.json()["next"])

    numbers = [row["number"] for answer in (first, second) for row in answer.json()["results"]]
    assert numbers == [5, 4, 3, 2]
    assert set(first["Cache-Control"].split(", ")) == {"public", "max-age=60"}
    row = first.json()["results"][0]
    assert (row["size"], row["root"], row["note"]) == (made[4].size, bytes(made[4].root).hex(), made[4].note)


def test_who_has_logged_in_is_given_them_for_themselves(made: list[Any], world: World, program: Any) -> None:
    answer = program(world.member("bureau", "reviewer")).get("/api/v1/checkpoints/")

    assert "private" in answer["Cache-Control"]


def test_a_note_is_given_as_it_was_signed_and_kept_for_ever(stranger: APIClient, made: list[Any]) -> None:
    third, latest = stranger.get("/api/v1/checkpoints/3/note/"), stranger.get("/api/v1/checkpoints/latest/note/")

    assert third.content.decode() == made[2].note
    assert third["Content-Type"] == "text/plain; charset=utf-8"
    assert third["Cache-Control"] == "public, max-age=31536000, immutable"
    assert latest.content.decode() == made[4].note
    assert latest["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in third.headers
    told = notes.read(made[2].note)[0]
    assert opened(third.content.decode(), notes.verifier_key(told.origin, bytes(made[2].key))).number == 3


def test_what_is_no_checkpoint_is_not_there_and_none_is_changed(stranger: APIClient, made: list[Any]) -> None:
    assert stranger.get("/api/v1/checkpoints/99/note/").status_code == 404
    assert stranger.get("/api/v1/checkpoints/99999999999999999999999999/note/").status_code == 404
    assert stranger.get("/api/v1/checkpoints/99/").status_code == 404
    assert stranger.post("/api/v1/checkpoints/3/note/").status_code == 405


def test_before_the_first_one_there_is_none(stranger: APIClient) -> None:
    assert stranger.get("/api/v1/checkpoints/latest/note/").status_code == 404
