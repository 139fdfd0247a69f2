"""The first answers to requests that may be repeated; the application adds and forgets them, and changes none."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [("core", "0001_grants")]

    operations = [
        migrations.CreateModel(
            name='IdempotentAnswer',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('actor', models.UUIDField()),
                ('route', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=255)),
                ('body_digest', models.BinaryField(max_length=32)),
                ('status', models.SmallIntegerField()),
                ('body', models.BinaryField()),
                ('headers', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.BrinIndex(fields=['made_at'], name='idempotentanswer_by_age')],
                'constraints': [models.UniqueConstraint(fields=('actor', 'route', 'key'), name='idempotentanswer_once_per_key')],
            },
        ),
        migrations.RunSQL(
            f"REVOKE UPDATE, TRUNCATE ON api_idempotentanswer FROM {settings.APP_ROLE};",
            f"GRANT UPDATE ON api_idempotentanswer TO {settings.APP_ROLE};",
        ),
    ]
