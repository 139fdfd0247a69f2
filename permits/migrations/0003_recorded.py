"""Every change of a permit, a request or a case is an event; crossings are events of their own and only grow."""

from django.db import migrations

from core.ddl import append_only, captured

CHECKED = ["inputs", "findings"]
# What people write of a person in their own words.
WORDS = ["reason", "comment"]

# A machine alone never finds against a person (PIPL art. 24): the finding stands on two signatures.
CONFIRMED = """
CREATE FUNCTION permits_confirmed_by_two() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM permits_overstayconfirmation
        WHERE case_id = NEW.id AND decided_by IS NOT NULL AND NOT is_declined
    ) THEN
        RAISE EXCEPTION 'an overstay is confirmed by two officers'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'overstaycase_confirmed_by_two';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confirmed_by_two BEFORE INSERT OR UPDATE ON permits_overstaycase
    FOR EACH ROW WHEN (NEW.status = 'confirmed') EXECUTE FUNCTION permits_confirmed_by_two();
"""
UNCONFIRMED = """
DROP TRIGGER confirmed_by_two ON permits_overstaycase;
DROP FUNCTION permits_confirmed_by_two;
"""

# Who is here is counted by place and season: a stay has its permit's, whoever writes it down, and they never change.
PLACED = """
CREATE FUNCTION permits_place_stay() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    SELECT season_id, county_id, province_id INTO NEW.season_id, NEW.county_id, NEW.province_id
    FROM permits_permit WHERE id = NEW.permit_id;
    RETURN NEW;
END $$;
CREATE TRIGGER placed BEFORE INSERT OR UPDATE OF permit_id, season_id, county_id, province_id ON permits_stay
    FOR EACH ROW EXECUTE FUNCTION permits_place_stay();
CREATE FUNCTION permits_keep_place() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the season, county and home province of a permit never change'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER place_kept BEFORE UPDATE OF season_id, county_id, province_id ON permits_permit
    FOR EACH ROW WHEN ((OLD.season_id, OLD.county_id, OLD.province_id)
        IS DISTINCT FROM (NEW.season_id, NEW.county_id, NEW.province_id))
    EXECUTE FUNCTION permits_keep_place();
"""
UNPLACED = """
DROP TRIGGER place_kept ON permits_permit;
DROP TRIGGER placed ON permits_stay;
DROP FUNCTION permits_keep_place, permits_place_stay;
"""


class Migration(migrations.Migration):
    dependencies = [("permits", "0002_permits"), ("audit", "0001_initial")]
    operations = [
        captured("permits_permitapplication", "permits.permitapplication", personal=[*CHECKED, "question", "answer"]),
        captured("permits_permit", "permits.permit"),
        captured("permits_permitrevocation", "permits.permitrevocation", personal=["reason"]),
        captured("permits_arrival", "permits.arrival"),
        captured("permits_extension", "permits.extension", personal=WORDS),
        captured("permits_variation", "permits.variation", personal=WORDS),
        captured("permits_endrequest", "permits.endrequest", personal=WORDS),
        captured("permits_renewal", "permits.renewal", personal=CHECKED),
        captured("permits_forcemajeure", "permits.forcemajeure"),
        captured("permits_device", "permits.device"),
        captured("permits_anomaly", "permits.anomaly", personal=["params", "note"]),
        captured("permits_absencereport", "permits.absencereport", personal=["note", "contest", "decision"]),
        captured("permits_overstaycase", "permits.overstaycase", personal=["evidence", "contest", "note"]),
        captured("permits_overstayconfirmation", "permits.overstayconfirmation", personal=["reason"]),
        captured("permits_return", "permits.return"),
        migrations.RunSQL(CONFIRMED, UNCONFIRMED),
        migrations.RunSQL(PLACED, UNPLACED),
        append_only("permits_crossing"),
        append_only("permits_devicelog"),
    ]
