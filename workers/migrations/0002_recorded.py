"""Every change about people is an event, without what is personal; consents, costs and passings-on only grow."""

from django.db import migrations

from core.ddl import append_only, captured


class Migration(migrations.Migration):
    dependencies = [("workers", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        captured(
            "workers_worker",
            "workers.worker",
            personal=[
                "name",
                "mrz_name",
                "folded",
                "tokens",
                "name_zh",
                "birth_date",
                "commune",
                "personal_number_sealed",
                "personal_number_digest",
                "personal_number_end",
                "phone_sealed",
                "phone_digest",
                "phone_end",
                "own_key",
            ],
        ),
        captured(
            "workers_identitypaper",
            "workers.identitypaper",
            personal=["number_sealed", "number_digest", "number_end"],
        ),
        captured(
            "workers_workercorrection",
            "workers.workercorrection",
            personal=["values_sealed", "reason"],
        ),
        captured("workers_removalban", "workers.removalban", personal=["legal_basis", "lift_reason"]),
        captured("workers_duplicate", "workers.duplicate", personal=["reasons", "note"]),
        captured("workers_merge", "workers.merge", personal=["reason", "reversal_reason"]),
        captured("workers_registration", "workers.registration", personal=["advice", "contract_number"]),
        captured("workers_evidence", "workers.evidence", personal=["issuer", "number"]),
        captured("workers_offer", "workers.offer"),
        captured("workers_namedrequest", "workers.namedrequest"),
        captured("workers_complaint", "workers.complaint", personal=["referred_to"]),
        captured("workers_complaintentry", "workers.complaintentry", personal=["text_sealed"], on=("insert",)),
        captured("workers_coststatement", "workers.coststatement", personal=["note_sealed"], on=("insert",)),
        captured("workers_costline", "workers.costline", personal=["payee_text_sealed"], on=("insert",)),
        captured("workers_workersession", "workers.workersession", personal=["digest"]),
        captured("workers_erasurerequest", "workers.erasurerequest", on=("insert",)),
        append_only("workers_erasurerequest"),
        append_only("workers_consent"),
        append_only("workers_disclosure"),
        append_only("workers_passingconsent"),
        append_only("workers_erasure"),
        append_only("workers_terms"),
        append_only("workers_complaintentry"),
        append_only("workers_coststatement"),
        append_only("workers_costline"),
    ]
