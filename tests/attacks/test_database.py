"""What the application's own log-in to the database cannot do, whoever speaks through it."""

import pytest
from django.db import DatabaseError, connection, transaction

from core.audit.models import Event
from employers.models import Licence
from tests.factories import World

pytestmark = pytest.mark.django_db
FORBIDDEN = [
    "UPDATE audit_event SET verb = 'nothing'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "TRUNCATE employers_filing CASCADE",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "ALTER TABLE employers_filing DISABLE TRIGGER captured_update",
    "DROP TRIGGER append_only ON audit_event",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION public.audit_capture() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    "CREATE TABLE public.mine (id int)",
    "UPDATE scheme_quota SET ceiling = 1000000",
    "DELETE FROM scheme_quota",
    "UPDATE scheme_quotaentry SET reserved_change = 0",
    "DELETE FROM employers_bondentry",
    "UPDATE employers_assessment SET findings = '[]'",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "COPY employers_employer TO PROGRAM 'cat'",
    "SELECT setval('audit_event_id_seq', 1)",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_is_refused(world: World, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("path", ["", "SET LOCAL search_path = pg_temp, public"])
def test_no_change_hides_its_event_in_a_table_of_its_own(world: World, path: str) -> None:
    before = Event.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE audit_event (LIKE public.audit_event) ON COMMIT DROP")
        cursor.execute(path or "SELECT 1")

        cursor.execute("UPDATE public.employers_licence SET reason = 'unseen'")

        cursor.execute("SELECT count(*) FROM public.audit_event")
        after = cursor.fetchone()[0]
        cursor.execute("DROP TABLE pg_temp.audit_event")

    assert after == before + Licence.objects.count()
