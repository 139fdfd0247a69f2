"""The description of the interface: complete, without warnings, and browsable from this server alone."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def description(stranger: APIClient) -> dict[str, Any]:
    answer = stranger.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert answer.status_code == 200
    return dict(answer.json())


def test_the_description_is_valid_and_warns_of_nothing(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "schema.yml"))

    assert (tmp_path / "schema.yml").stat().st_size > 100_000


def test_it_is_of_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")


def test_every_writing_tells_of_its_key_and_every_edit_of_its_version(description: dict[str, Any]) -> None:
    missing = []
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            wanted = {"post": "Idempotency-Key", "put": "If-Match"}.get(method)
            if wanted and wanted not in {each["name"] for each in operation.get("parameters", [])}:
                missing.append((path, method))

    assert not missing


def test_every_operation_tells_its_problems_and_has_a_sentence(description: dict[str, Any]) -> None:
    for path, methods in description["paths"].items():
        for operation in methods.values():
            assert operation["summary"].endswith("."), path
            assert "application/problem+json" in operation["responses"]["429"]["content"]


def test_names_of_operations_are_unique(description: dict[str, Any]) -> None:
    names = [operation["operationId"] for methods in description["paths"].values() for operation in methods.values()]

    assert len(names) == len(set(names))


def test_the_page_brings_no_script_of_its_own_and_asks_nobody_else(stranger: APIClient) -> None:
    page = stranger.get("/api/v1/docs/")
    text = page.content.decode()

    assert page.status_code == 200
    assert not re.findall(r"<script(?![^>]*src=)|<style|\son\w+=|https?://", text)
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]


def test_each_kind_of_problem_has_an_address_that_explains_it(stranger: APIClient) -> None:
    kind = stranger.get("/api/v1/areas/450000/").json()["type"]

    answer = stranger.get(kind)

    assert answer.status_code == 200
    assert answer.json()["status"] == 404


def test_an_answer_leads_to_what_can_be_done_with_the_record(description: dict[str, Any]) -> None:
    made = description["paths"]["/api/v1/filings/"]["post"]["responses"]["201"]["links"]
    listed = description["paths"]["/api/v1/filings/"]["get"]["responses"]["200"]["links"]

    assert made["edit_filings"]["parameters"] == {"key": "$response.body#/id", "If-Match": "$response.header.ETag"}
    assert listed["filings_grant"]["parameters"] == {"key": "$response.body#/results/0/id"}
    assert "edit_filings" not in listed


def test_every_link_names_an_operation_that_is_there(description: dict[str, Any]) -> None:
    operations = [each for methods in description["paths"].values() for each in methods.values()]
    names = {each["operationId"] for each in operations}
    links = [link for each in operations for answer in each["responses"].values() for link in answer.get("links", {})]

    assert len(links) > 300
    assert set(links) <= names


def test_where_nothing_is_a_program_is_told_so_whatever_it_does() -> None:
    program = APIClient(enforce_csrf_checks=True)

    for answer in (program.get("/api/v1/nothing/"), program.post("/api/v1/areas/%0A/end/")):
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
