"""The record is written to its own table, whatever tables a session makes; and a column may be personal for one kind."""

from django.db import migrations

# Without a search path of their own, these would write to a temporary table of the same name, and leave no trace.
FUNCTIONS = """
ALTER FUNCTION audit_seal() SET search_path = public, pg_temp;

-- As before, but a personal column may be bound to a kind of row: "name_zh:employer".
CREATE OR REPLACE FUNCTION audit_capture() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
"""
UNDO = """
ALTER FUNCTION audit_seal() RESET search_path;
ALTER FUNCTION audit_capture() RESET search_path;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
