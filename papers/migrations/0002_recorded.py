"""A key that is added, ended or lost is an event; what a list says anew makes it due with the change itself."""

from django.db import migrations

from core.ddl import captured

# Rows that are only added, so that no act waits for another; whoever publishes the list takes them away.
MARK = """
CREATE FUNCTION papers_mark_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO papers_listdue (kind) SELECT unnest(TG_ARGV);
    RETURN NULL;
END $$;
"""
# What a list is made from: by table the changes that it tells, and the lists that tell them.
CHANGES = {
    "permits_permit": ("UPDATE OF status, last_on", "'status'"),
    "permits_variation": ("UPDATE OF status", "'status'"),
    "permits_extension": ("UPDATE OF status", "'status'"),
    "papers_formercode": ("INSERT", "'status'"),
    "papers_signingkey": ("INSERT OR UPDATE", "'keys', 'status'"),
}
TRIGGERS = "".join(
    f"CREATE TRIGGER list_due AFTER {change} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION papers_mark_due({lists});\n"
    for table, (change, lists) in CHANGES.items()
)
UNDONE = "".join(f"DROP TRIGGER list_due ON {table};\n" for table in CHANGES) + "DROP FUNCTION papers_mark_due();"


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial"), ("audit", "0001_initial"), ("permits", "0003_recorded")]
    operations = [
        captured("papers_signingkey", "papers.signingkey"),
        migrations.RunSQL(MARK + TRIGGERS, UNDONE),
    ]
