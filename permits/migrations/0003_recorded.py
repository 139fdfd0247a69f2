"""Every change of a permit, a request or a case is an event; crossings are events of their own and only grow."""

from django.db import migrations

from core.ddl import append_only, captured

CHECKED = ["inputs", "findings"]


class Migration(migrations.Migration):
    dependencies = [("permits", "0002_permits"), ("audit", "0001_initial")]
    operations = [
        captured("permits_permitapplication", "permits.permitapplication", personal=CHECKED),
        captured("permits_permit", "permits.permit"),
        captured("permits_permitrevocation", "permits.permitrevocation"),
        captured("permits_arrival", "permits.arrival"),
        captured("permits_extension", "permits.extension"),
        captured("permits_variation", "permits.variation"),
        captured("permits_endrequest", "permits.endrequest"),
        captured("permits_renewal", "permits.renewal", personal=CHECKED),
        captured("permits_forcemajeure", "permits.forcemajeure"),
        captured("permits_device", "permits.device"),
        captured("permits_anomaly", "permits.anomaly"),
        captured("permits_absencereport", "permits.absencereport", personal=["note", "contest"]),
        captured("permits_overstaycase", "permits.overstaycase", personal=["contest"]),
        captured("permits_overstayconfirmation", "permits.overstayconfirmation"),
        captured("permits_return", "permits.return"),
        append_only("permits_crossing"),
        append_only("permits_devicelog"),
    ]
