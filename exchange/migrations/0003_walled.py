"""The feed is read by the programs of authorities."""

from django.db import migrations

from core.walls import walled

READERS = ["bureau", "department", "counterpart"]


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_kept")]
    operations = [
        walled("exchange_entry", kinds=READERS),
    ]
