"""Alerts belong to whom they concern."""

from django.db import migrations

from core.walls import walled


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]
    operations = [
        walled("alerts_alert", keys=["organisation_id"], lists=["also"], area="area"),
    ]
