"""Operations for migrations: which tables are recorded by the database itself, and which may only grow."""

from collections.abc import Sequence

from django.conf import settings
from django.db import migrations

EVENTS = {
    "insert": "REFERENCING NEW TABLE AS after",
    "update": "REFERENCING OLD TABLE AS before NEW TABLE AS after",
    "delete": "REFERENCING OLD TABLE AS before",
}


def captured(
    table: str,
    subject: str,
    *,
    key: str = "id",
    personal: Sequence[str] = (),
    on: Sequence[str] = ("insert", "update", "delete"),
) -> migrations.RunSQL:
    """Let the database write an event for every row of `table` added, changed or removed, by whatever statement.

    `personal` columns are recorded as changed, never with their value; "name:employer" only in rows of that kind.
    """
    arguments = ", ".join(f"'{part}'" for part in (subject, key, *personal))
    create = "".join(
        f"CREATE TRIGGER captured_{event} AFTER {event.upper()} ON {table} {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION audit_capture({arguments});\n"
        for event, tables in EVENTS.items()
        if event in on
    )
    drop = "".join(f"DROP TRIGGER captured_{event} ON {table};\n" for event in on)
    return migrations.RunSQL(create, drop)


def append_only(table: str) -> migrations.RunSQL:
    """Refuse, for everybody, to change or remove a row of `table`."""
    role = settings.APP_ROLE
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION audit_refuse();
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role};
        """,
        f"DROP TRIGGER append_only ON {table}; GRANT UPDATE, DELETE ON {table} TO {role};",
    )
