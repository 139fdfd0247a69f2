"""The agreement's edition: drawn anew with every change of its data, so that whoever has read it knows it still holds."""

from django.conf import settings
from django.db import migrations

TABLES = (
    *("area", "ruleset", "wageclass", "wagefloor", "port", "portstatus", "requirement", "industry", "occupation"),
    "holiday",
)
EDITION = f"""
CREATE TABLE scheme_edition (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    edition uuid NOT NULL
);
INSERT INTO scheme_edition (edition) VALUES (gen_random_uuid());
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON scheme_edition FROM {settings.APP_ROLE};
GRANT SELECT ON scheme_edition TO {settings.APP_ROLE};

-- Drawn, not counted: a number that a transaction took back could be given again to other contents.
CREATE FUNCTION scheme_new_edition() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE scheme_edition SET edition = gen_random_uuid();
    RETURN NULL;
END $$;
""" + "".join(
    f"CREATE TRIGGER edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON scheme_{table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION scheme_new_edition();\n"
    for table in TABLES
)
UNDO = (
    "".join(f"DROP TRIGGER edition ON scheme_{table};\n" for table in TABLES)
    + "DROP FUNCTION scheme_new_edition; DROP TABLE scheme_edition;"
)


class Migration(migrations.Migration):
    dependencies = [("scheme", "0002_recorded")]
    operations = [migrations.RunSQL(EDITION, UNDO)]
