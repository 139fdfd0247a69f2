"""What strangers may read, and in what form it is given."""

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return APIClient()


def test_an_empty_list_is_a_page_without_a_next(client):
    answer = client.get("/api/v1/seasons/")

    assert answer.status_code == 200
    assert answer.json() == {"results": [], "next": None}


def test_what_is_not_there_is_a_problem_in_the_language_asked_for(client):
    answer = client.get("/api/v1/areas/450000/", headers={"Accept-Language": "vi"})

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_the_description_is_complete(client):
    answer = client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
