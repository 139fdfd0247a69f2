"""What happens to a roster is an event; its file and rows come and go."""

from django.db import migrations

from core.ddl import captured


class Migration(migrations.Migration):
    dependencies = [("rosters", "0001_initial"), ("audit", "0001_initial")]
    operations = [captured("rosters_roster", "rosters.roster", personal=["file_name", "extra"])]
