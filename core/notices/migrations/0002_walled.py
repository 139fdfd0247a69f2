"""Letters belong to whom they are for; the operator revives dead ones."""

from django.db import migrations

from core.walls import walled


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [
        walled("notices_notice", keys=["organisation_id", "member_id", "person_id"], kinds=["operator"]),
    ]
