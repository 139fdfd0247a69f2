"""A first answer is of who had it."""

from django.db import migrations

from core.walls import walled


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]
    operations = [
        walled("api_idempotentanswer", keys=["actor"]),
    ]
