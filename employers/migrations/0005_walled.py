"""Employers, mandates and filings belong to their parties and the bureaus of their place."""

from django.db import migrations

from core.walls import KEYS, SEES, also_seen, finds, open_to_owner, part_of, tied, walled

OFFICES = ["bureau", "licensing"]
STRANGERS = ["public", "worker", "employer", "department", "post", "protection", "counterpart"]
PARTS = ["filinggroup", "worksite", "lodging", "jointemployer", "assessment", "decision"]
JOINED = f"SELECT array_agg(filing_id) FROM employers_jointemployer WHERE employer_id = ANY ({KEYS}::uuid[])"


class Migration(migrations.Migration):
    dependencies = [("employers", "0004_licencefile")]
    operations = [
        # Not by a policy, since who joins a filing is a part of it.
        finds("reach_joined", "", "uuid[]", JOINED),
        walled("employers_mandate", keys=["employer_id", "intermediary_id"], kinds=["bureau"]),
        walled(
            "employers_filing",
            keys=["employer_id", "intermediary_id"],
            area="county_id",
            kinds=["department", "protection"],
            where="id = ANY ((SELECT reach_joined())::uuid[])",
        ),
        walled(
            "employers_employer",
            keys=["organisation_id"],
            area="county_id",
            kinds=["department", "protection"],
            where=f"{part_of('employers_employer.organisation_id', 'employers_mandate.employer_id')} "
            f"OR {part_of('employers_employer.organisation_id', 'employers_filing.employer_id')}",
        ),
        walled("employers_intermediary", kinds=["*"]),
        walled("employers_partycorrection", kinds=OFFICES),
        *(walled(f"employers_{part}", of={"filing_id": "employers_filing"}) for part in PARTS),
        walled(
            "employers_licence",
            keys=["intermediary_id"],
            kinds=OFFICES,
            where=f"(SELECT {SEES} <> '') AND status IN ('active', 'suspended', 'revoked', 'expired')",
        ),
        walled("employers_bondentry", of={"licence_id": "employers_licence"}, but=STRANGERS),
        walled("employers_licencerevocation", kinds=OFFICES),
        walled(
            "employers_licencefile",
            kinds=OFFICES,
            where="EXISTS (SELECT FROM employers_licence AS held "
            f"WHERE held.id = licence_id AND held.intermediary_id = ANY ({KEYS}::uuid[]))",
        ),
        also_seen(
            "attachments_attachment",
            "also_of_licence",
            part_of("attachments_attachment.id", "employers_licencefile.attachment_id"),
        ),
        open_to_owner("employers_jointemployer", "employers_filing"),
        tied("employers_filing", "mandate_id", "employers_mandate", "employer_id", "intermediary_id"),
        tied("employers_decision", "assessment_id", "employers_assessment", "filing_id"),
    ]
