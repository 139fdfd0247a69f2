"""Every change of an organisation, unit, member or token is an event."""

from django.db import migrations

from core.ddl import captured


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        # An employer may be a farm household, which is a person.
        captured(
            "accounts_organisation",
            "accounts.organisation",
            personal=["webhook_secret", "webhook_secret_before", "name_zh:employer", "name_vi:employer", "name_en:employer"],
        ),
        captured("accounts_unit", "accounts.unit"),
        captured("accounts_member", "accounts.member", personal=["email", "name", "phone", "password"]),
        captured("accounts_token", "accounts.token", personal=["digest"]),
        captured("accounts_export", "accounts.export", personal=["asked"]),
    ]
