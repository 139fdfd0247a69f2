"""A permit is its worker's, its parties', its province's and the bureaus' of its place; what follows it is of who sees it."""

from django.db import migrations

from core.walls import KEYS, SEES, also_seen, finds, open_to_owner, part_of, tied, walled

PARTIES = ["employer", "intermediary"]
PARTS = [
    "permitrevocation",
    "arrival",
    "absencereport",
    "extension",
    "variation",
    "endrequest",
    "renewal",
]
# Whether a permit is good that day, for whoever holds it in hand.
HOLDS = (
    "SELECT EXISTS (SELECT FROM permits_permit AS permit JOIN scheme_season AS season ON season.id = permit.season_id "
    "WHERE permit.number = serial AND season.code = permits_holds.code AND permit.status = 'issued' "
    "AND day BETWEEN permit.first_on AND permit.last_on)"
)
CROSSED = (
    "SELECT EXISTS (SELECT FROM permits_crossing AS told "
    f"WHERE told.permit_id = permit AND told.organisation_id = ANY ({KEYS}::uuid[]))"
)


class Migration(migrations.Migration):
    dependencies = [("permits", "0003_recorded")]
    operations = [
        finds("reach_crossed", "permit uuid", "boolean", CROSSED),
        finds("permits_holds", "serial bigint, code text, day date", "boolean", HOLDS),
        walled(
            "permits_permit",
            keys=["worker_id", "employer_id", "intermediary_id", "registrar_id", "province_id"],
            area="county_id",
            kinds=["protection"],
            where=f"(SELECT {SEES} = 'post') AND reach_crossed(id)",
        ),
        walled("permits_permitapplication", keys=["worker_id"], of={"offer_id": "workers_offer"}),
        *(walled(f"permits_{part}", of={"permit_id": "permits_permit"}) for part in PARTS),
        walled("permits_overstaycase", keys=["worker_id"], of={"permit_id": "permits_permit"}, but=PARTIES),
        walled("permits_overstayconfirmation", of={"case_id": "permits_overstaycase"}),
        walled("permits_device", keys=["organisation_id"]),
        walled("permits_devicelog", of={"device_id": "permits_device"}),
        walled("permits_crossing", keys=["worker_id", "organisation_id"], of={"permit_id": "permits_permit"}, kinds=["bureau"], but=PARTIES),
        walled(
            "permits_stay",
            keys=["worker_id", "province_id"],
            area="county_id",
            where=f"(SELECT {SEES} NOT IN ('bureau', 'department')) AND {part_of('permits_stay.permit_id', 'permits_permit')}",
        ),
        walled("permits_anomaly", of={"crossing_id": "permits_crossing"}, but=["worker", *PARTIES]),
        walled(
            "permits_forcemajeure",
            kinds=["bureau", "department", "protection"],
            of={"id": "permits_extension.force_majeure_id"},
        ),
        walled("permits_return", keys=["worker_id"], of={"permit_id": "permits_permit", "registration_id": "workers_registration"}),
        also_seen(
            "workers_worker",
            "also_permitted",
            f"{part_of('workers_worker.id', 'permits_permit.worker_id')} "
            f"OR (SELECT {SEES} = 'post') AND {part_of('workers_worker.id', 'permits_crossing.worker_id')}",
        ),
        open_to_owner("permits_crossing", "permits_permit"),
        tied("permits_permitapplication", "offer_id", "workers_offer", "worker_id", "filing_id", "registration_id"),
        tied("permits_crossing", "device_id", "permits_device", "organisation_id"),
    ]
