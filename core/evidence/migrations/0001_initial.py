"""The tree's tiles, which only grow, its checkpoints, which never change, their deposits, and gaps vouched for."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

from core.ddl import append_only, captured

GROWS = """
-- A tile may get longer and nothing else: what it holds stays, for everybody.
CREATE FUNCTION evidence_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.id, NEW.level, NEW.place) IS DISTINCT FROM (OLD.id, OLD.level, OLD.place)
        OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes OR length(NEW.hashes) > 256 * 32
        OR NEW.events[1:cardinality(OLD.events)] <> OLD.events
        OR NEW.subjects[1:cardinality(OLD.subjects)] <> OLD.subjects
    THEN
        RAISE EXCEPTION 'a tile of the tree only grows' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grows BEFORE UPDATE OR DELETE ON evidence_tile FOR EACH ROW EXECUTE FUNCTION evidence_grows();
"""
SPAN = "CREATE INDEX tile_span ON evidence_tile USING gist (int8range(lowest, highest, '[]')) WHERE level = 0;"


class Migration(migrations.Migration):

    initial = True

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('size', models.BigIntegerField(db_comment='leaves in the tree')),
                ('root', models.BinaryField()),
                ('algorithm', models.CharField(max_length=10)),
                ('made_at', models.DateTimeField()),
                ('drawn', models.BigIntegerField(db_comment='the last event id that was drawn before it')),
                ('key', models.BinaryField(db_comment='the public half of the key that signed it')),
                ('note', models.TextField(db_comment='as witnesses get it (docs/evidence.md)')),
                ('settled', models.BigIntegerField()),
                ('horizon', models.BigIntegerField()),
                ('waiting', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={
                'indexes': [
                    models.Index(fields=['made_at'], name='checkpoint_made'),
                    models.Index(fields=['size', 'number'], name='checkpoint_by_size'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.SmallIntegerField()),
                ('place', models.BigIntegerField(db_comment='counted from 0 on its level')),
                ('hashes', models.BinaryField()),
                ('events', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None)),
                ('lowest', models.BigIntegerField(null=True)),
                ('highest', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('level', 0)), fields=['highest'], name='tile_highest')],
                'constraints': [models.UniqueConstraint(fields=('level', 'place'), name='tile_once'), models.CheckConstraint(condition=models.Q(('level__gte', 0), ('place__gte', 0)), name='tile_from_zero')],
            },
        ),
        migrations.CreateModel(
            name='Deposit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('witness', models.TextField(db_comment='as WITNESSES names it')),
                ('attempts', models.IntegerField(default=0)),
                ('due_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(default='', max_length=300)),
                ('checkpoint', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deposits', to='evidence.checkpoint')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='deposit_due')],
                'constraints': [models.UniqueConstraint(fields=('checkpoint', 'witness'), name='deposit_once')],
            },
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('proposed_by', models.UUIDField()),
                ('proposed_unit', models.UUIDField(null=True)),
                ('proposed_login', models.CharField(max_length=64)),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_unit', models.UUIDField(null=True)),
                ('decided_login', models.CharField(default='', max_length=64)),
                ('decided_at', models.DateTimeField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('numbers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('roots', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), db_comment='of each number, as the witness holds it', size=None)),
                ('reason', models.CharField(max_length=300)),
                ('is_acknowledged', models.BooleanField(null=True)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decided_login', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_login', ''), _negated=True)), _connector='OR'), name='gap_decided_as_a_whole', violation_error_message='A decision says who, when and under which log-in.'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(models.Q(('decided_by', models.F('proposed_by')), _negated=True), models.Q(('decided_login', models.F('proposed_login')), _negated=True), ('decided_unit__isnull', False), ('proposed_unit__isnull', False), models.Q(('decided_unit', models.F('proposed_unit')), _negated=True)), ('is_acknowledged', False), _connector='OR'), name='gap_two_persons', violation_error_message='This takes two persons of different units: ask a colleague of another unit to decide it.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('is_acknowledged', None)), models.Q(('decided_by__isnull', False), ('is_acknowledged__isnull', False)), _connector='OR'), name='gap_decided_either_way', violation_error_message='A decision says whether the gap is acknowledged.'), models.CheckConstraint(condition=models.Q(('numbers__len__gt', 0), ('roots__len', models.F('numbers__len')), models.Q(('reason', ''), _negated=True)), name='gap_is_of_something', violation_error_message='A gap names the checkpoints that were lost, and says why.')],
            },
        ),
        migrations.RunSQL(GROWS, "DROP TRIGGER grows ON evidence_tile; DROP FUNCTION evidence_grows;"),
        migrations.RunSQL(SPAN, "DROP INDEX tile_span;"),
        append_only("evidence_checkpoint"),
        captured("evidence_gap", "evidence.gap"),
    ]
