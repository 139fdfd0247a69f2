"""What holds for the whole code: read from the code itself, from its tables, and from the database's catalogue."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections, models

from config.celery import TIMETABLE, app
from permits.management import docs

ROOT = Path(__file__).parents[1]
STOREYS = [
    "core",
    "scheme",
    "accounts",
    "attachments",
    "employers",
    "workers",
    "permits",
    "rosters",
    "papers",
    "exchange",
]
DOORS = sorted(path for door in ("portal", "api") for path in (ROOT / door).rglob("*.py"))
SOURCES = sorted(
    path
    for storey in [*STOREYS, "portal", "api"]
    for path in (ROOT / storey).rglob("*.py")
    if "migrations" not in path.parts
)

# Tables whose changes are not events, each with its reason.
NOT_RECORDED = {
    "attachments_resemblance": "found by the clock from the photos themselves; can be found anew",
    "audit_event": "it is the record itself",
    "notices_notice": "its rows are the log of deliveries",
    "alerts_alert": "raised and closed by the clock from dates",
    "jobs_jobrun": "its rows are the log of runs",
    "jobs_setaside": "its rows are the log of what failed; trying one again is an event of its record",
    "evidence_tile": "grows with the events and holds their hashes: an event of it would be one more leaf, for ever",
    "evidence_checkpoint": "append-only, signed, and held by witnesses",
    "evidence_deposit": "its rows are the log of deliveries",
    "scheme_quotaentry": "an append-only ledger of its own",
    "employers_assessment": "append-only; kept with the decision",
    "accounts_login": "which of a member's log-ins is the present one; each log-in is an event of its member",
    "accounts_staffentry": "digests of a list that is recorded as a whole",
    "accounts_exportpart": "pieces of a file that is kept for three days; asking for it and fetching it are recorded",
    "accounts_unfinished": "what a member is still typing: no act yet",
    "api_idempotentanswer": "first answers, forgotten after a while",
    "workers_onetimecode": "tried and used within minutes; consents and sessions name theirs",
    "workers_consent": "append-only: the worker's own act, with its code and moment",
    "workers_disclosure": "append-only: a record of its own",
    "workers_passingconsent": "append-only: who said yes or no, how and when",
    "workers_erasure": "append-only; the erasing itself is an event of the worker",
    "workers_terms": "append-only, and named by a digest of what they say",
    "rosters_rosterfile": "dropped once it is read; handing it in is recorded",
    "rosters_rosterrow": "cells as they were read, forgotten after a while; what became of them is recorded",
    "permits_crossing": "append-only: an event of its own, with who, when and by which device",
    "permits_devicelog": "append-only, and signed",
    "exchange_entry": "append-only: a list of events, in the order in which it was given out",
    "papers_prooflist": "its rows are the log of what was published",
    "papers_permitcode": "follows from the permit and the key; what is signed can be made anew",
    "papers_formercode": "only added, with the code that takes its place",
    "papers_listdue": "marks that are gone once the list is published",
    "permits_stay": "computed from crossings and permits; can be made anew",
}


def our_models() -> list[type[models.Model]]:
    labels = {"core", "audit", "notices", "alerts", "jobs", "evidence", "api", *STOREYS}
    return [model for model in apps.get_models() if model._meta.app_label in labels]


@pytest.mark.parametrize("door", DOORS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_door_starts_every_query_from_what_the_asker_may_see(door: Path) -> None:
    text = door.read_text(encoding="utf-8")

    others = re.findall(r"\.objects\.(?!visible_to\b)\w+", text) + re.findall(r"_default_manager|_base_manager", text)

    assert not others


def sets_a_status(node: ast.AST) -> bool:
    """Whether a line of code gives a record a status."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in node.targets)
    updates = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update"
    return updates and any(keyword.arg == "status" for keyword in node.keywords)


def test_only_the_kernel_sets_a_status() -> None:
    # A door's answer has a status too, but it is a response's and no record's.
    domain = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in STOREYS]

    setters = {
        str(path.relative_to(ROOT))
        for path in domain
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if sets_a_status(node)
    }

    assert setters == {"core/workflow.py"}


def test_no_record_points_up_the_house() -> None:
    up = []
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                here, there = model.__module__.split(".")[0], field.related_model.__module__.split(".")[0]
                if here in STOREYS and there in STOREYS and STOREYS.index(there) > STOREYS.index(here):
                    up.append(f"{model._meta.label}.{field.name}")

    assert up == []


def test_signals_and_hidden_saves_have_no_place_here() -> None:
    found = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and any(getattr(base, "attr", "") == "Model" for base in node.bases):
                found += [f"{path}:{item.lineno}" for item in node.body if getattr(item, "name", "") == "save"]
        if "receiver(" in path.read_text(encoding="utf-8"):
            found.append(str(path))

    assert found == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_every_table_is_recorded_by_the_database_or_says_why_not() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'captured_insert'")
        captured = {name for (name,) in cursor.fetchall()}
    tables = {model._meta.db_table for model in our_models()}

    assert tables - captured == set(NOT_RECORDED) & tables


@pytest.mark.django_db
def test_the_application_owns_nothing() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class JOIN pg_roles ON relowner = pg_roles.oid WHERE rolname = current_user"
        )
        [owned] = cursor.fetchone()
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        [mighty] = cursor.fetchone()

    assert (owned, mighty) == (0, False)


def test_every_entry_of_the_timetable_names_a_task_that_exists() -> None:
    app.loader.import_default_modules()

    assert TIMETABLE
    assert {entry["task"] for entry in TIMETABLE.values()} <= set(app.tasks)


def test_every_task_is_on_the_timetable() -> None:
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if name.split(".")[0] in [*STOREYS, "portal", "api"]}

    assert ours == {entry["task"] for entry in TIMETABLE.values()}


def test_the_generated_pages_are_current() -> None:
    assert (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8") == docs.workflow_page()
    assert (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8") == docs.permissions_page()
    assert (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8") == docs.privacy_page()
    assert (ROOT / "docs" / "walls.md").read_text(encoding="utf-8") == docs.walls_page()


def test_every_constraint_says_what_it_means() -> None:
    silent = [
        f"{model._meta.label}: {constraint.name}"
        for model in our_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint) and not constraint.violation_error_message
    ]

    assert silent == []


def test_every_relation_has_a_name_backwards() -> None:
    unnamed = [
        str(field)
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and not field.remote_field.related_name
    ]

    assert unnamed == []
