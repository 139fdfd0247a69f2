"""Where a farm household has its fields and beds is where a person lives: addresses are not kept for good."""

from django.db import migrations

from core.ddl import personal


class Migration(migrations.Migration):
    dependencies = [("employers", "0003_parties_corrected"), ("audit", "0001_initial")]
    operations = [
        personal("employers_worksite", "employers.worksite", "address"),
        personal("employers_lodging", "employers.lodging", "address"),
    ]
