"""Decoys are known to oversight alone; that one was laid is an event of its own."""

import django.db.models.deletion
from django.db import migrations, models

from core.ddl import captured
from core.walls import walled


class Migration(migrations.Migration):

    dependencies = [
        ('workers', '0004_walled'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decoy',
            fields=[
                ('worker', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='decoy', serialize=False, to='workers.worker')),
                ('laid_by', models.UUIDField()),
                ('laid_at', models.DateTimeField()),
            ],
        ),
        captured('workers_decoy', 'workers.decoy', key='worker_id'),
        walled('workers_decoy'),
    ]
