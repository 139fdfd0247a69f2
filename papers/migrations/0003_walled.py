"""What was signed for a permit is of who sees the permit; keys and lists are everybody's."""

from django.db import migrations

from core.walls import walled


class Migration(migrations.Migration):
    dependencies = [("papers", "0002_recorded")]
    operations = [
        walled("papers_permitcode", of={"permit_id": "permits_permit"}),
        walled("papers_formercode", of={"permit_id": "permits_permit"}),
    ]
