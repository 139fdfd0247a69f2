"""Every change of the agreement's data is an event; a quota's counters move only by its ledger."""

from django.conf import settings
from django.db import migrations

from core.ddl import append_only, captured

LEDGER = f"""
-- The ledger moves the counters: whoever adds entries locks the quotas they touch, leaves before the root, and adds
-- each quota's sum. The application itself may not touch a counter. The locks are held to the end of the transaction,
-- so of two that give back what one cause holds, the second sees the first: no cause ever holds less than nothing.
CREATE FUNCTION scheme_apply_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM scheme_quota WHERE id IN (SELECT quota_id FROM added)
        ORDER BY depth DESC, id FOR NO KEY UPDATE;
    UPDATE scheme_quota AS kept
        SET ceiling = kept.ceiling + sums.ceiling,
            reserved = kept.reserved + sums.reserved,
            used = kept.used + sums.used
        FROM (SELECT quota_id, sum(ceiling_change) AS ceiling, sum(reserved_change) AS reserved,
                     sum(used_change) AS used FROM added GROUP BY quota_id) AS sums
        WHERE kept.id = sums.quota_id;
    IF EXISTS (
        SELECT FROM scheme_quotaentry AS entry
        WHERE (entry.quota_id, entry.cause) IN (
            SELECT quota_id, cause FROM added WHERE reserved_change < 0 OR used_change < 0)
        GROUP BY entry.quota_id, entry.cause HAVING sum(reserved_change) < 0 OR sum(used_change) < 0
    ) THEN
        RAISE EXCEPTION 'a cause cannot hold less than nothing'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'quotaentry_cause_holds_enough';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER applied AFTER INSERT ON scheme_quotaentry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION scheme_apply_entries();
REVOKE UPDATE, DELETE ON scheme_quota FROM {settings.APP_ROLE};

-- A new quota starts empty: its ceiling, too, is an entry.
ALTER TABLE scheme_quota ALTER COLUMN ceiling SET DEFAULT 0;
CREATE FUNCTION scheme_quota_starts_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.ceiling := 0; NEW.reserved := 0; NEW.used := 0;
    RETURN NEW;
END $$;
CREATE TRIGGER starts_empty BEFORE INSERT ON scheme_quota
    FOR EACH ROW EXECUTE FUNCTION scheme_quota_starts_empty();
"""
VERSIONS = """
-- A version of a rule set may be ended, never edited: decisions name it, and the same inputs must give the same answer.
CREATE FUNCTION scheme_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'valid_until' IS DISTINCT FROM to_jsonb(OLD) - 'valid_until' THEN
        RAISE EXCEPTION 'a version of a rule set is never edited: add the next one'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_stays BEFORE UPDATE ON scheme_ruleset
    FOR EACH ROW EXECUTE FUNCTION scheme_version_stays();
"""
UNDO = f"""
DROP TRIGGER starts_empty ON scheme_quota; DROP FUNCTION scheme_quota_starts_empty;
DROP TRIGGER applied ON scheme_quotaentry; DROP FUNCTION scheme_apply_entries;
GRANT UPDATE, DELETE ON scheme_quota TO {settings.APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("scheme", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        captured("scheme_area", "scheme.area", key="code"),
        captured("scheme_province", "scheme.province"),
        captured("scheme_port", "scheme.port", key="code"),
        captured("scheme_portstatus", "scheme.portstatus"),
        captured("scheme_holiday", "scheme.holiday"),
        captured("scheme_emergencynumber", "scheme.emergencynumber"),
        captured("scheme_season", "scheme.season"),
        captured("scheme_industry", "scheme.industry", key="code"),
        captured("scheme_occupation", "scheme.occupation", key="code"),
        captured("scheme_wageclass", "scheme.wageclass"),
        captured("scheme_wagefloor", "scheme.wagefloor"),
        captured("scheme_ruleset", "scheme.ruleset"),
        captured("scheme_requirement", "scheme.requirement"),
        captured("scheme_quota", "scheme.quota", on=("insert",)),
        captured("scheme_quotaadjustment", "scheme.quotaadjustment"),
        append_only("scheme_quotaentry"),
        migrations.RunSQL(LEDGER, UNDO),
        migrations.RunSQL(
            VERSIONS, "DROP TRIGGER version_stays ON scheme_ruleset; DROP FUNCTION scheme_version_stays;"
        ),
    ]
