"""The tree's tiles, which only grow, its checkpoints, which never change, and their deposits with witnesses."""
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from core.ddl import append_only

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
                'indexes': [models.Index(fields=['made_at'], name='checkpoint_made')],
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
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deposits', to='evidence.checkpoint')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='deposit_due')],
                'constraints': [models.UniqueConstraint(fields=('checkpoint', 'witness'), name='deposit_once')],
            },
        ),
        migrations.RunSQL(GROWS, "DROP TRIGGER grows ON evidence_tile; DROP FUNCTION evidence_grows;"),
        migrations.RunSQL(SPAN, "DROP INDEX tile_span;"),
        append_only("evidence_checkpoint"),
    ]
