"""Files belong to who handed them in, and come by the records that carry them."""

from django.db import migrations

from core.walls import walled


class Migration(migrations.Migration):
    dependencies = [("attachments", "0003_alike")]
    operations = [
        walled("attachments_attachment", keys=["organisation_id"]),
        walled(
            "attachments_resemblance",
            of={"first_id": "attachments_attachment", "second_id": "attachments_attachment"},
        ),
    ]
