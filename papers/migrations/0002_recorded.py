"""A key that is added, ended or lost is an event."""

from django.db import migrations

from core.ddl import captured


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial"), ("audit", "0001_initial")]
    operations = [captured("papers_signingkey", "papers.signingkey")]
