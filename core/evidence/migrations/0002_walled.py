"""Checkpoints are published; which event is which leaf, and where checkpoints are sent, is the service's own."""

from django.db import migrations

from core.walls import walled


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [
        walled("evidence_tile"),
        walled("evidence_deposit", kinds=["operator"]),
        walled("evidence_gap", kinds=["operator"]),
    ]
