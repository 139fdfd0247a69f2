"""Indexes for a bureau's lists by status and by season; keys of employer and intermediary that others cover go."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('employers', '0002_recorded'),
        ('scheme', '0003_edition'),
    ]

    operations = [
        migrations.AlterField(
            model_name='filing',
            name='employer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='employers.employer'),
        ),
        migrations.AlterField(
            model_name='filing',
            name='intermediary',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='employers.intermediary'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(condition=models.Q(('submitted_at__isnull', False)), fields=['county', 'status', '-id'], name='filing_county_status'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(condition=models.Q(('submitted_at__isnull', False)), fields=['county', 'season', '-id'], name='filing_county_season'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(condition=models.Q(('submitted_at__isnull', False)), fields=['prefecture_code', 'status', '-id'], name='filing_prefecture_status'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(condition=models.Q(('submitted_at__isnull', False)), fields=['prefecture_code', 'season', '-id'], name='filing_prefecture_season'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(condition=models.Q(('submitted_at__isnull', False)), fields=['province_code', 'status', '-id'], name='filing_province_status'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(condition=models.Q(('submitted_at__isnull', False)), fields=['province_code', 'season', '-id'], name='filing_province_season'),
        ),
    ]
