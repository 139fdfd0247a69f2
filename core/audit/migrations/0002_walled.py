"""Events belong to whose organisation acted, and to who acted; any act may add one."""

from django.db import migrations

from core.walls import added_by_all, walled



class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        walled("audit_event", keys=["organisation_id", "actor_id"], kinds=["operator"]),
        added_by_all("audit_event"),
    ]
