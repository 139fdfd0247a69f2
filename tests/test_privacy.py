"""Every personal field is classified, and what the database writes down of changes holds none of what is to go."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import connections, models

from core.erasing import CHANGED
from core.privacy import End, Held, Line, Plain, Term, of_concern, personal, register

FOREIGN = {"contenttypes", "auth", "sessions"}
"""Tables of the framework: codes only; a session's content is sealed by its own key and gone within a day."""
GONE = (End.EMPTIED, End.YEAR, End.COMMITTED, End.KEY, End.REMOVED)


def fields_of(line: Line, model: type[models.Model]) -> list[str]:
    return of_concern(model) if line.fields == ("*",) else list(line.fields)


def classified() -> Counter[str]:
    found: Counter[str] = Counter()
    for label, line in register():
        model = apps.get_model(label, line.table)
        found.update(f"{model._meta.label}.{name}" for name in fields_of(line, model))
    return found


def test_every_text_day_and_document_of_every_table_is_classified_once() -> None:
    found = classified()
    there = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if model._meta.app_label not in FOREIGN
        for name in of_concern(model)
    ]

    assert [name for name in there if found[name] != 1] == []


def test_a_line_names_fields_that_exist_and_a_way_to_the_person() -> None:
    for label, line in register():
        model = apps.get_model(label, line.table)
        for name in fields_of(line, model):
            model._meta.get_field(name)
        if isinstance(line, Held) and line.path:
            for path in line.path.split("|"):
                model._default_manager.filter(**{path: None})
        assert isinstance(line, Held | Plain)


@pytest.mark.django_db(databases=["default", "owner"])
def test_no_event_holds_a_value_that_is_to_be_erased() -> None:
    masked: dict[str, set[str]] = {}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgargs FROM pg_trigger WHERE tgname = 'captured_insert'")
        for table, arguments in cursor.fetchall():
            masked[table] = {part.partition(":")[0] for part in bytes(arguments).decode().split("\0")[2:] if part}

    told = [
        f"{model._meta.label}.{name}"
        for model, line in personal()
        if line.end in GONE and model._meta.db_table in masked
        for name in line.fields
        if name not in masked[model._meta.db_table]
    ]

    assert told == []


def test_what_is_to_change_when_a_term_is_over_is_come_by_from_the_person() -> None:
    """Else it is declared, and nobody carries it out; codes, letters and what is tried go by themselves."""
    by_themselves = (Term.LOG_INS, Term.LETTERS, Term.TRIED)
    lost = [
        f"{model._meta.label} {line.fields}"
        for model, line in personal()
        if line.end in CHANGED and line.term not in by_themselves and not line.path
    ]

    assert lost == []
