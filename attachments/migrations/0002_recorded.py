"""Handing a file in and taking it back are events; its name in the folder is none of theirs."""

from django.db import migrations

from core.ddl import captured


class Migration(migrations.Migration):
    dependencies = [("attachments", "0001_initial"), ("audit", "0001_initial")]
    operations = [captured("attachments_attachment", "attachments.attachment", personal=["stored_as", "digest", "likeness"])]
