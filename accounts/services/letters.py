"""Telling organisations and their members: one statement, however many letters it makes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from accounts.rules import EVENTS
from core.notices.services.letters import known
from core.notices.services.outbox import Told, queue_from

# One letter an organisation in the service, one a member for each channel it chose, one to the webhook.
READERS = """
SELECT told.kind, body.id, reader.member_id, reader.channel, reader.address, reader.language,
    told.subject_type, told.subject_id, told.params
FROM {told} AS told (organisation_id{uuid}, kind{text}, subject_type{text}, subject_id{text}, params{jsonb})
JOIN accounts_organisation AS body ON body.id = told.organisation_id
CROSS JOIN LATERAL (
    SELECT NULL::uuid AS member_id, 'in_app' AS channel, '' AS address, body.language
    UNION ALL
    SELECT NULL, 'webhook', body.webhook_url, body.language
    WHERE body.webhook_url <> '' AND {event} = ANY (body.webhook_events)
    UNION ALL
    SELECT member.id, chosen.channel, CASE chosen.channel WHEN 'email' THEN member.email ELSE member.phone END,
        member.language
    FROM accounts_member AS member CROSS JOIN unnest(member.letters_by) AS chosen (channel)
    WHERE member.organisation_id = body.id AND member.is_active
        AND (chosen.channel = 'email' OR chosen.channel = 'sms' AND member.phone <> '')
) AS reader
"""

EVENT = "CASE {known} WHEN told.subject_type = 'alerts.alert' THEN 'alert_raised' ELSE 'other' END".format(
    known=" ".join(f"WHEN told.kind = '{kind}' THEN '{event}'" for event, kinds in EVENTS.items() for kind in kinds)
)
"""Which event of a webhook a letter is."""

ROWS = READERS.format(event=EVENT, told="jsonb_to_recordset(%s)", uuid=" uuid", text=" text", jsonb=" jsonb")
# One letter to each organisation that sees any of the alerts just raised: how many there are, and of which day the
# first is. Who sees them is found once for all that concern the same.
DIGEST = """(
    SELECT reader.id, %s, 'alerts.alert', %s,
        jsonb_build_object('count', sum(same.number)::bigint, 'first_on', min(same.first_on))
    FROM (
        SELECT organisation_id, also, area, count(*) AS number, min(params ->> 'until') AS first_on
        FROM raised GROUP BY organisation_id, also, area
    ) AS same
    CROSS JOIN LATERAL (
        SELECT unnest(array_append(same.also, same.organisation_id)) AS id
        UNION
        SELECT office.id FROM accounts_organisation AS office
        WHERE office.kind = 'bureau' AND office.area_id = rpad(same.area, 6, '0')
            OR office.kind = 'department' AND office.province_id = ANY (same.also)
    ) AS reader
    GROUP BY reader.id
)"""
TO_ALL = READERS.format(event=EVENT, told=DIGEST, uuid="", text="", jsonb="")

Row = tuple[UUID, str, str, object, dict[str, Any]]


def tell_each(rows: Iterable[Row], *, at: datetime) -> int:
    """Tell many organisations of many matters: organisation id, kind, subject type, subject id, params each."""
    names = ("organisation_id", "kind", "subject_type", "subject_id", "params")
    told = [dict(zip(names, row, strict=True)) for row in rows]
    for kind in {str(row["kind"]) for row in told}:
        known(kind)
    return queue_from(ROWS, [orjson.dumps(told, default=str).decode()], at=at) if told else 0


def digest(kind: str) -> Told:
    """One letter of `kind` to each organisation, however many of the alerts just raised it sees."""
    return Told(TO_ALL, [known(kind), kind])
