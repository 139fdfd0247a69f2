"""A worker's records are the worker's own, and of those who register, clear, offer and employ."""

from django.db import migrations

from core.walls import KEYS, SEES, also_seen, finds, open_to_owner, part_of, tied, walled

OFFICES = ["department", "bureau"]
PARTIES = ["employer", "intermediary"]
PARTS = ["identitypaper", "evidence", "workerfile", "passingconsent"]
GUARDED = ["removalban", "workercorrection", "disclosure", "erasurerequest"]
OFFERED = (
    "SELECT EXISTS (SELECT FROM workers_offer AS made JOIN workers_registration AS of ON of.id = made.registration_id "
    f"WHERE made.filing_id = filing AND ARRAY[made.worker_id, of.intermediary_id, of.partner_id] && {KEYS})"
)
HELD = (
    "SELECT EXISTS (SELECT FROM workers_offer AS made JOIN employers_filing AS filed ON filed.id = made.filing_id "
    f"WHERE made.registration_id = registration AND (ARRAY[filed.employer_id, filed.intermediary_id] && {KEYS} "
    "OR filed.id = ANY ((SELECT reach_joined())::uuid[])))"
)
# Keys alone, of whoever they are, which `find` then asks for as who asks; only here an index serves parts of names.
NAMED = (
    "SELECT array_agg(id) FROM (SELECT id FROM workers_worker WHERE folded LIKE parts[1] AND folded LIKE parts[2] "
    "AND folded LIKE parts[3] AND folded LIKE ALL (parts) LIMIT most) AS found"
)
SIGNED = (
    "SELECT array_agg(id) FROM (SELECT id FROM workers_worker WHERE string_to_array(name_zh, NULL) @> signs "
    "LIMIT most) AS found"
)


class Migration(migrations.Migration):
    dependencies = [("workers", "0003_workerfile")]
    operations = [
        finds("reach_offered", "filing uuid", "boolean", OFFERED),
        finds("reach_held", "registration uuid", "boolean", HELD),
        finds("reach_named", "parts text[], most integer", "uuid[]", NAMED, is_planned_anew=True),
        finds("reach_signed", "signs text[], most integer", "uuid[]", SIGNED, is_planned_anew=True),
        walled(
            "workers_registration",
            keys=["worker_id", "intermediary_id", "partner_id", "province_id"],
            kinds=["bureau", "protection"],
            where=f"(SELECT {SEES} IN ('employer', 'intermediary')) AND reach_held(id)",
        ),
        walled(
            "workers_offer",
            keys=["worker_id"],
            kinds=["department", "protection"],
            of={"filing_id": "employers_filing", "registration_id": "workers_registration"},
        ),
        also_seen(
            "employers_filing",
            "also_offered",
            f"(SELECT {SEES} IN ('worker', 'intermediary')) AND reach_offered(id)",
        ),
        walled(
            "workers_worker",
            keys=["id", "merged_into_id", "province_id"],
            kinds=["bureau", "protection"],
            where=f"{part_of('workers_worker.id', 'workers_registration.worker_id')} "
            f"OR {part_of('workers_worker.id', 'workers_offer.worker_id')}",
        ),
        *(walled(f"workers_{part}", of={"worker_id": "workers_worker"}) for part in PARTS),
        *(walled(f"workers_{part}", of={"worker_id": "workers_worker"}, but=PARTIES) for part in GUARDED),
        walled("workers_erasure"),
        walled("workers_onetimecode", keys=["worker_id", "organisation_id"]),
        walled("workers_workersession", keys=["worker_id"]),
        walled("workers_duplicate", kinds=OFFICES),
        walled("workers_merge", kinds=OFFICES),
        walled("workers_coststatement", keys=["worker_id"], kinds=["protection"]),
        walled("workers_costline", of={"statement_id": "workers_coststatement"}),
        walled("workers_complaint", keys=["worker_id"], kinds=["protection"]),
        walled("workers_complaintentry", of={"complaint_id": "workers_complaint"}),
        walled("workers_terms", of={"filing_id": "employers_filing"}),
        walled("workers_consent", keys=["worker_id"], of={"offer_id": "workers_offer"}),
        walled(
            "workers_namedrequest",
            keys=["employer_id", "worker_id"],
            kinds=["department", "bureau"],
            of={"employer_id": "employers_employer.organisation_id"},
        ),
        also_seen(
            "attachments_attachment",
            "also_of_worker",
            part_of("attachments_attachment.id", "workers_workerfile.attachment_id"),
        ),
        open_to_owner("workers_registration", "workers_offer", "workers_worker"),
        tied("workers_offer", "registration_id", "workers_registration", "worker_id"),
        tied("workers_offer", "terms_id", "workers_terms", "filing_id"),
        tied("workers_consent", "offer_id", "workers_offer", "worker_id", "terms_id"),
    ]
