"""Photos and health papers that serve for several persons: told to those who should act, and shown beside pairs."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from core.alerts.services import Select, settle_from
from employers.models import Licence
from workers.models import Worker

# Insurances and courses are shown for whole crews by one paper; a face and a health paper are one person's.
PAIRS = """
files AS (
    SELECT kept.id, kept.digest, kept.organisation_id, carried.worker_id,
        coalesce(holder.merged_into_id, holder.id) AS person
    FROM attachments_attachment AS kept
    JOIN workers_workerfile AS carried ON carried.attachment_id = kept.id
    JOIN workers_worker AS holder ON holder.id = carried.worker_id
    LEFT JOIN workers_evidence AS shown ON shown.id = carried.evidence_id
    WHERE kept.taken_back_at IS NULL AND (kept.kind = 'photo' OR shown.kind = 'health'){narrowed}
),
alike AS (
    SELECT one.id AS file, other.id AS as_file FROM files AS one JOIN files AS other ON other.digest = one.digest
    UNION SELECT first_id, second_id FROM attachments_resemblance
    UNION SELECT second_id, first_id FROM attachments_resemblance
),
pairs AS (
    SELECT one.id, one.worker_id, one.person, one.organisation_id, other.worker_id AS other_id
    FROM alike JOIN files AS one ON one.id = alike.file JOIN files AS other ON other.id = alike.as_file
    WHERE one.person <> other.person
)
"""
# The bureau by the county of the latest offer; the departments of the person's province and of those where it was
# registered.
SAME = """
WITH {pairs}
SELECT worker.id, '', NULL::uuid, coalesce(seen.area, ''), jsonb_build_object('files', same.files),
    ARRAY(
        SELECT id FROM accounts_organisation WHERE kind = 'oversight'
        UNION SELECT worker.province_id
        UNION SELECT province_id FROM workers_registration WHERE worker_id = worker.id
    )
FROM (SELECT worker_id, count(DISTINCT id) AS files FROM pairs GROUP BY worker_id) AS same
JOIN workers_worker AS worker ON worker.id = same.worker_id
LEFT JOIN LATERAL (
    SELECT filing.county_id AS area FROM workers_offer AS offer
    JOIN employers_filing AS filing ON filing.id = offer.filing_id
    WHERE offer.worker_id = worker.id ORDER BY offer.id DESC LIMIT 1
) AS seen ON true
"""
# Who handed them in answers to the office that licenses it, which need not see the persons: Chinese ones to the
# bureaus of their seat, Vietnamese ones to the licensing authorities. Itself it is not told.
GIVERS = """
WITH {pairs}
SELECT licence.id, '', NULL::uuid, CASE WHEN agent.side = 'CN' THEN coalesce(body.area_id, '') ELSE '' END,
    jsonb_build_object('persons', given.persons),
    ARRAY(
        SELECT office.id FROM accounts_organisation AS office
        WHERE office.kind = 'oversight' OR office.kind = 'licensing' AND agent.side = 'VN'
    )
FROM (SELECT organisation_id, count(DISTINCT person) AS persons FROM pairs GROUP BY organisation_id) AS given
JOIN accounts_organisation AS body ON body.id = given.organisation_id
JOIN employers_intermediary AS agent ON agent.organisation_id = body.id
JOIN LATERAL (
    SELECT id FROM employers_licence WHERE intermediary_id = body.id ORDER BY valid_until DESC, id DESC LIMIT 1
) AS licence ON true
"""
SHARING = "WITH {pairs} SELECT DISTINCT least(worker_id, other_id), greatest(worker_id, other_id) FROM pairs"
OF_THESE = " AND carried.worker_id = ANY(%s::uuid[])"


def flag_same_files(*, at: datetime) -> int:
    """Alert to persons whose photo or health paper is another's too: the bureau, the departments and oversight; and
    the office that licenses who handed them in to that."""
    persons, givers = (Select(sql.format(pairs=PAIRS.format(narrowed=""))) for sql in (SAME, GIVERS))
    raised = settle_from("same_file", Worker._meta.label_lower, persons, at=at)
    return raised + settle_from("files_reused", Licence._meta.label_lower, givers, at=at)


def sharing_files(workers: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Which two of these records, the older first, have one photo or one health paper."""
    with connection.cursor() as cursor:
        cursor.execute(SHARING.format(pairs=PAIRS.format(narrowed=OF_THESE)), [list(workers)])
        return set(cursor.fetchall())
