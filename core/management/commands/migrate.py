"""Bring the tables up to date, as their owner, and make sure of the role that the application acts as."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import DatabaseError, connections
from django.db.migrations.recorder import MigrationRecorder


class Command(Migrate):
    """Django's migrate, by default on the owner's connection."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Change the default connection."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make sure of the application's role, then migrate."""
        ensure_role(options["database"], settings.APP_ROLE, worn=settings.APP_ROLE_BY_OPTION)
        super().handle(*args, **options)
        show_history(options["database"], settings.APP_ROLE)


def show_history(database: str, role: str) -> None:
    """Let the application read which migrations have run: commands that only look ask as the application."""
    connection = connections[database]
    if MigrationRecorder(connection).has_table():
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT SELECT ON django_migrations TO {connection.ops.quote_name(role)}")


def ensure_role(database: str, role: str, *, worn: bool) -> None:
    """Make sure that the role exists, is not the owner and, if it is `worn` by the owner's log-in, may be.

    Raises `CommandError` with the statements that a database administrator must run where we may not.
    """
    connection = connections[database]
    name = connection.ops.quote_name(role)
    kind = "NOLOGIN" if worn else "LOGIN PASSWORD '...'"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = %s)", [role])
        owner, powerful = cursor.fetchone()
        if owner == role or powerful:
            raise CommandError(f"The role {role} must own nothing: it is the owner of the tables or a superuser.")
        statements = [] if powerful is not None else [f"CREATE ROLE {name} {kind}"]
        if worn and not may_wear(cursor, role, known=powerful is not None):
            statements.append(f"GRANT {name} TO {connection.ops.quote_name(owner)}")
        try:
            for statement in statements:
                if not worn:
                    raise DatabaseError("its password is not ours to choose")
                cursor.execute(statement)
        except DatabaseError as error:
            remedy = "; ".join(statements)
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"The role {role} is not ready ({reason}). Have run: {remedy};") from error


def may_wear(cursor: Any, role: str, *, known: bool) -> bool:
    """Say whether the current log-in may act as the role."""
    if not known:
        return False
    cursor.execute("SELECT pg_has_role(current_user, %s, 'SET')", [role])
    return bool(cursor.fetchone()[0])
