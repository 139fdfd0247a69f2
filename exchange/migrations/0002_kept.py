"""Entries only grow; the events they are taken from are found by an index of their own."""

from django.db import migrations

from core.ddl import append_only


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("audit", "0001_initial"), ("permits", "0003_recorded")]
    operations = [
        append_only("exchange_entry"),
        migrations.RunSQL(
            "CREATE INDEX event_for_feed ON audit_event (id) WHERE subject_type = 'permits.permit' "
            "AND (changes ? 'status' OR changes ? 'last_on')",
            "DROP INDEX event_for_feed",
        ),
    ]
