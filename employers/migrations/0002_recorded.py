"""Every change on the demand side is an event; what was checked and paid only grows."""

from django.db import migrations

from core.ddl import append_only, captured


class Migration(migrations.Migration):
    dependencies = [("employers", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        captured(
            "employers_employer",
            "employers.employer",
            key="organisation_id",
            personal=["resident_number_sealed", "resident_number_digest", "resident_number_end", "address", "phone"],
        ),
        captured("employers_intermediary", "employers.intermediary", key="organisation_id", personal=["phone"]),
        captured("employers_partycorrection", "employers.partycorrection", personal=["values", "resident_number_sealed", "reason"]),
        captured("employers_licence", "employers.licence"),
        captured("employers_bondentry", "employers.bondentry", on=("insert",)),
        captured("employers_licencerevocation", "employers.licencerevocation"),
        captured("employers_mandate", "employers.mandate"),
        captured("employers_filing", "employers.filing"),
        captured("employers_filinggroup", "employers.filinggroup"),
        captured("employers_worksite", "employers.worksite", personal=["address"]),
        captured("employers_lodging", "employers.lodging", personal=["address"]),
        captured("employers_jointemployer", "employers.jointemployer"),
        captured("employers_decision", "employers.decision"),
        append_only("employers_bondentry"),
        append_only("employers_assessment"),
    ]
