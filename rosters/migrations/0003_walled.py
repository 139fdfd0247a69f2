"""A roster is of the organisation that sent it."""

from django.db import migrations

from core.walls import tied, walled


class Migration(migrations.Migration):
    dependencies = [("rosters", "0002_recorded")]
    operations = [
        walled("rosters_roster", keys=["organisation_id"]),
        walled("rosters_rosterfile", of={"roster_id": "rosters_roster"}),
        walled("rosters_rosterrow", of={"roster_id": "rosters_roster"}),
        tied("rosters_roster", "member_id", "accounts_member", "organisation_id"),
    ]
