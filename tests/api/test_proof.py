"""The signed lists are there for everybody, kept by who stands between, and not sent twice."""

from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from papers.models import ProofList, SigningKey
from verifier.lists import read_keys, read_statuses

pytestmark = pytest.mark.django_db


def test_a_stranger_fetches_lists_that_prove_themselves(stranger: APIClient) -> None:
    keys, status = stranger.get("/api/v1/proof/keys/"), stranger.get("/api/v1/proof/status/")

    assert {keys.status_code, status.status_code} == {200}
    assert keys["Content-Type"] == status["Content-Type"] == "application/cwt"
    assert keys["Cache-Control"] == "public, no-cache"
    statuses = read_statuses(keys=read_keys(keys.content), message=status.content)
    assert statuses.ends - statuses.signed_at == 72 * 3600


@pytest.mark.parametrize("name", ["keys", "status"])
def test_what_one_holds_already_is_not_sent_again(stranger: APIClient, name: str) -> None:
    first = stranger.get(f"/api/v1/proof/{name}/")

    again = stranger.get(f"/api/v1/proof/{name}/", headers={"If-None-Match": first["ETag"]})
    other = stranger.get(f"/api/v1/proof/{name}/", headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert other.content == first.content
    assert ProofList.objects.filter(kind=name).count() == 1


def test_lists_are_only_read(stranger: APIClient) -> None:
    assert stranger.post("/api/v1/proof/keys/").status_code == 405
    assert stranger.get("/api/v1/proof/other/").status_code == 404


def test_a_key_file_that_cannot_be_read_is_told_as_such_and_what_was_published_stays(
    stranger: APIClient, settings: Any, tmp_path: Path
) -> None:
    settings.SIGNING_KEYS = tmp_path
    first = stranger.get("/api/v1/proof/keys/")
    [file] = tmp_path.iterdir()
    file.write_text("not a key: rosebud")
    SigningKey.objects.update(authority="CN")  # the list is due

    again = stranger.get("/api/v1/proof/keys/")
    ProofList.objects.all().delete()
    none = stranger.get("/api/v1/proof/keys/", headers={"Accept-Language": "en"})

    assert (again.status_code, again.content) == (200, first.content)
    assert none.status_code == 409
    assert file.stem in none.json()["detail"]
    assert "rosebud" not in none.content.decode()


def test_the_description_of_the_api_names_both_lists(stranger: APIClient) -> None:
    described = stranger.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()

    for name in ("keys", "status"):
        operation = described["paths"][f"/api/v1/proof/{name}/"]["get"]
        assert operation["responses"]["200"]["content"].keys() == {"application/cwt"}
        reference = operation["responses"]["429"]["content"]["application/problem+json"]["schema"]["$ref"]
        assert reference.rsplit("/")[-1] in described["components"]["schemas"]
