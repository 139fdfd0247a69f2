"""Events, and the functions by which the database writes, counts and seals them itself."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models

from core.ddl import append_only

FUNCTIONS = """
-- Each has a search path of its own: else a session could make a temporary table of the same name, and leave no trace.
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% may only grow: nothing in it is changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- Before an event is added: who acts, when, its place among the record's events, and the seal over all of it.
CREATE FUNCTION audit_seal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb := coalesce(nullif(current_setting('app.act', true), ''), '{}')::jsonb;
    latest record;
    sees text := current_setting('app.sees', true);
BEGIN
    -- A record's chain is one, whoever added to it and however little of it is theirs to read.
    IF sees IS DISTINCT FROM 'everything' THEN
        PERFORM set_config('app.sees', 'everything', true);
    END IF;
    SELECT seq, hash INTO latest FROM audit_event
        WHERE subject_type = NEW.subject_type AND subject_id = NEW.subject_id ORDER BY seq DESC LIMIT 1;
    IF sees IS DISTINCT FROM 'everything' THEN
        PERFORM set_config('app.sees', coalesce(sees, ''), true);
    END IF;
    NEW.seq := coalesce(latest.seq, 0) + 1;
    NEW.previous := latest.hash;
    NEW.actor_id := (said ->> 'actor')::uuid;
    NEW.organisation_id := (said ->> 'organisation')::uuid;
    NEW.unit_id := (said ->> 'unit')::uuid;
    NEW.login := coalesce(said ->> 'login', '');
    NEW.details := coalesce(said -> 'details', '{}');
    NEW.database_role := current_user;
    NEW.at := clock_timestamp();
    NEW.algorithm := 'sha256';
    NEW.hash := sha256(convert_to(jsonb_build_array(
        NEW.algorithm, NEW.subject_type, NEW.subject_id, NEW.seq, NEW.verb, NEW.changes, NEW.details,
        NEW.actor_id, NEW.organisation_id, NEW.unit_id, NEW.login, NEW.database_role,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        encode(NEW.previous, 'hex'))::text, 'UTF8'));
    RETURN NEW;
END $$;

-- After rows of a recorded table are added, changed or removed: one event each. Arguments: subject, key,
-- personal columns ("name:employer" only in rows of that kind).
-- Each row's form in JSON is made once and kept (MATERIALIZED, OFFSET 0); else it would be made anew for every column.
CREATE FUNCTION audit_capture() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb := coalesce(nullif(current_setting('app.act', true), ''), '{}')::jsonb;
    verb text := coalesce(said ->> 'verb', lower(TG_OP));
    subject text := TG_ARGV[0];
    key text := TG_ARGV[1];
    personal text[] := coalesce(TG_ARGV[2:TG_NARGS - 1], '{}');
    bound boolean := array_to_string(personal, ' ') LIKE '%:%';
    expected bigint;
    written bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit_event (subject_type, subject_id, seq, verb, changes, details, login, database_role, algorithm)
        WITH row AS MATERIALIZED (SELECT to_jsonb(after) AS it FROM after)
        SELECT subject, row.it ->> key, 0, verb, (
            SELECT jsonb_object_agg(part.name, CASE
                WHEN part.name = ANY (personal)
                    OR bound AND part.name || ':' || (row.it ->> 'kind') = ANY (personal) THEN '"•"'
                ELSE part.value END)
            FROM jsonb_each(row.it) AS part(name, value) WHERE part.value <> 'null'
        ), '{}', '', '', ''
        FROM row ORDER BY 2;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO audit_event (subject_type, subject_id, seq, verb, changes, details, login, database_role, algorithm)
        WITH row AS MATERIALIZED (SELECT to_jsonb(before) AS it FROM before)
        SELECT subject, row.it ->> key, 0, verb, (
            SELECT jsonb_object_agg(part.name, CASE
                WHEN part.name = ANY (personal)
                    OR bound AND part.name || ':' || (row.it ->> 'kind') = ANY (personal) THEN '"•"'
                ELSE part.value END)
            FROM jsonb_each(row.it) AS part(name, value) WHERE part.value <> 'null'
        ), '{}', '', '', ''
        FROM row ORDER BY 2;
    ELSE
        SELECT count(*) INTO expected FROM after;
        INSERT INTO audit_event (subject_type, subject_id, seq, verb, changes, details, login, database_role, algorithm)
        WITH became AS MATERIALIZED (SELECT it ->> key AS id, it FROM (SELECT to_jsonb(after) AS it FROM after OFFSET 0) AS row),
            was AS MATERIALIZED (SELECT it ->> key AS id, it FROM (SELECT to_jsonb(before) AS it FROM before OFFSET 0) AS row)
        SELECT subject, id, 0, verb, coalesce((
            SELECT jsonb_object_agg(part.name, CASE
                WHEN part.name = ANY (personal)
                    OR bound AND part.name || ':' || (became.it ->> 'kind') = ANY (personal) THEN '["•", "•"]'
                ELSE jsonb_build_array(was.it -> part.name, part.value) END)
            FROM jsonb_each(became.it) AS part(name, value)
            WHERE part.value IS DISTINCT FROM was.it -> part.name
        ), '{}'), '{}', '', '', ''
        FROM became JOIN was USING (id)
        ORDER BY 2;
        GET DIAGNOSTICS written = ROW_COUNT;
        IF written <> expected THEN
            RAISE EXCEPTION 'a key of % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER seal BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_seal();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_grants")]
    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=60)),
                ("seq", models.IntegerField(default=0)),
                ("verb", models.CharField(max_length=40)),
                ("changes", models.JSONField(default=dict)),
                ("details", models.JSONField(default=dict)),
                ("actor_id", models.UUIDField(null=True)),
                ("organisation_id", models.UUIDField(null=True)),
                ("unit_id", models.UUIDField(null=True)),
                ("login", models.CharField(default="", max_length=64)),
                ("database_role", models.CharField(default="", max_length=64)),
                ("at", models.DateTimeField(null=True)),
                ("algorithm", models.CharField(default="sha256", max_length=10)),
                ("previous", models.BinaryField(null=True)),
                ("hash", models.BinaryField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["subject_type", "subject_id", "seq"], name="event_seq_once_per_subject"
                    )
                ],
                "indexes": [
                    models.Index(fields=["organisation_id", "id"], name="event_by_organisation"),
                    models.Index(fields=["actor_id", "id"], name="event_by_actor"),
                    BrinIndex(fields=["at"], autosummarize=True, name="event_by_day"),
                    models.Index(fields=["actor_id", "at"], name="event_opened_by", condition=models.Q(verb="open")),
                    models.Index(
                        fields=["at"], name="event_opening_refused", condition=models.Q(verb="refuse_opening")
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            FUNCTIONS,
            "DROP TRIGGER seal ON audit_event; DROP FUNCTION audit_capture, audit_seal, audit_refuse CASCADE;",
        ),
        append_only("audit_event"),
    ]
