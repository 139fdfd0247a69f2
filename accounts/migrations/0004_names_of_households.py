"""An employer may be a farm household, which is a person: its name is not kept for good."""

from django.db import migrations

from core.ddl import personal

NAMES = ("name_zh:employer", "name_vi:employer", "name_en:employer")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_unlicensed"), ("audit", "0002_own_tables")]
    operations = [
        personal("accounts_organisation", "accounts.organisation", "webhook_secret", *NAMES, before=["webhook_secret"])
    ]
