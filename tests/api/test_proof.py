"""The signed lists are there for everybody, kept by who stands between, and not sent twice."""

import pytest
from rest_framework.test import APIClient

from papers.models import ProofList
from verifier.lists import read_keys, read_statuses

pytestmark = pytest.mark.django_db


def test_a_stranger_fetches_lists_that_prove_themselves(stranger: APIClient) -> None:
    keys, status = stranger.get("/api/v1/proof/keys/"), stranger.get("/api/v1/proof/status/")

    assert {keys.status_code, status.status_code} == {200}
    assert keys["Content-Type"] == status["Content-Type"] == "application/cwt"
    assert keys["Cache-Control"] == "public, max-age=60"
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
