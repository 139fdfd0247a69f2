"""Alerts for oversight alone about how offices use the service: what may be honest, and is what fraud would leave."""

from collections.abc import Callable
from datetime import datetime, timedelta
from json import dumps
from typing import Any, Final

from accounts.models import Member
from accounts.rules import PARTIES
from core.alerts.services import Select
from core.dates import ZONE, day_of
from core.sealing import digest
from permits.services.alerts.raising import Kind
from workers.rules.phones import kept_phone
from workers.services.identity.numbers import PHONE

SHOWN_FOR: Final = timedelta(days=7)
COMPARED_OVER: Final = timedelta(days=90)
EVENING, MORNING = 22, 6
"""Hours of the office's day between which acts are listed."""
AGAIN_WITHIN: Final = timedelta(minutes=15)
"""A log-in so soon after an act under another one has taken its place."""
TAKEN_OVER: Final = 3
"""Log-ins in one day that took another's place, from which on they are listed."""
ENOUGH: Final = 20
"""Decisions that a pair, and the rest of its office, must have before they are compared."""
FAR: Final = 3
"""Standard errors between a pair's share of grants and that of the rest of its office."""
QUICK: Final = 4
"""Times quicker than its office."""

OVERSIGHT = "ARRAY(SELECT id FROM accounts_organisation WHERE kind = 'oversight')"
DAY = "to_char({at} AT TIME ZONE %(zone)s, 'YYYY-MM-DD')"
# A crew that is issued at once is one decision.
DECIDED = """
    SELECT decision.decided_by AS officer, decision.filing_id, decision.decided_at AS at,
        decision.outcome = 'grant' AS is_yes, filing.submitted_at AS since, NULL::bytea AS phone
    FROM employers_decision AS decision JOIN employers_filing AS filing ON filing.id = decision.filing_id
    WHERE decision.decided_at > %(since)s
    UNION ALL
    SELECT asked.decided_by, asked.filing_id, asked.decided_at, bool_and(asked.refusal = ''), min(asked.submitted_at),
        {phone}
    FROM permits_permitapplication AS asked{workers}
    WHERE asked.decided_at > %(since)s AND asked.decided_by IS NOT NULL
    GROUP BY asked.decided_by, asked.filing_id, asked.decided_at{by_phone}
"""
OF_ACTS = DECIDED.format(phone="NULL", workers="", by_phone="")
OF_WORKERS = DECIDED.format(
    phone="worker.phone_digest",
    workers=" JOIN workers_worker AS worker ON worker.id = asked.worker_id",
    by_phone=", worker.phone_digest",
)
OVERRIDDEN = f"""
SELECT decision.filing_id, {DAY.format(at="decision.decided_at")}, NULL::uuid, '',
    jsonb_build_object('until', max(decision.decided_at AT TIME ZONE %(zone)s)::date), {OVERSIGHT}
FROM employers_decision AS decision
WHERE decision.decided_at > %(since)s AND jsonb_array_length(decision.overridden) > 0
GROUP BY 1, 2
"""  # noqa: S608 - its parts are constants
# Programs work at night; a person does under a log-in.
AT_NIGHT = f"""
SELECT event.actor_id, night.day::text, NULL::uuid, '',
    jsonb_build_object('until', night.day, 'number', count(*)), {OVERSIGHT}
FROM audit_event AS event
JOIN accounts_member AS officer ON officer.id = event.actor_id
JOIN accounts_organisation AS office ON office.id = officer.organisation_id
CROSS JOIN LATERAL (
    SELECT event.at AT TIME ZONE %(zone)s AS at,
        (event.at AT TIME ZONE %(zone)s - make_interval(hours => %(morning)s))::date AS day
) AS night
WHERE event.at > %(since)s AND event.changes <> '{{}}' AND event.login LIKE 'session:%%'
    AND office.kind NOT IN ('employer', 'intermediary', 'post')
    AND (extract(hour FROM night.at) >= %(evening)s OR extract(hour FROM night.at) < %(morning)s)
GROUP BY event.actor_id, night.day
"""  # noqa: S608 - its parts are constants
SHARED = f"""
SELECT entered.actor_id, {DAY.format(at="entered.at")}, NULL::uuid, '',
    jsonb_build_object('until', max(entered.at AT TIME ZONE %(zone)s)::date, 'number', count(*)), {OVERSIGHT}
FROM audit_event AS entered
JOIN accounts_organisation AS office ON office.id = entered.organisation_id
CROSS JOIN LATERAL (
    SELECT before.at FROM audit_event AS before
    WHERE before.actor_id = entered.actor_id AND before.id < entered.id
        AND before.login LIKE 'session:%%' AND before.login <> entered.login
    ORDER BY before.id DESC LIMIT 1
) AS last
WHERE entered.verb = 'log_in' AND entered.at > %(since)s AND last.at > entered.at - %(again)s
    AND office.kind NOT IN ('employer', 'intermediary')
GROUP BY 1, 2
HAVING count(*) >= %(taken_over)s
"""  # noqa: S608 - its parts are constants
OWN = f"""
WITH decided AS ({OF_WORKERS}), number AS (
    SELECT organisation_id, nullif(right(regexp_replace(phone, '[^0-9]', '', 'g'), 9), '') AS phone FROM (
        SELECT organisation_id, phone FROM accounts_member
        UNION ALL SELECT organisation_id, phone FROM employers_employer
        UNION ALL SELECT organisation_id, phone FROM employers_intermediary
    ) AS given
)
SELECT decided.filing_id, {DAY.format(at="decided.at")}, NULL::uuid, '',
    jsonb_build_object('until', max(decided.at AT TIME ZONE %(zone)s)::date, 'officer', decided.officer), {OVERSIGHT}
FROM decided
JOIN accounts_member AS officer ON officer.id = decided.officer
JOIN employers_filing AS filing ON filing.id = decided.filing_id
WHERE decided.phone = decode(%(digests)s::jsonb ->> decided.officer::text, 'hex')
    OR EXISTS (
        SELECT FROM number WHERE number.organisation_id IN (filing.employer_id, filing.intermediary_id)
            AND number.phone = right(regexp_replace(officer.phone, '[^0-9]', '', 'g'), 9))
GROUP BY 1, 2, decided.officer
"""  # noqa: S608 - its parts are constants
# Whose case it was by lot stands in the event, since who could be drawn then is known no more.
TAKEN = f"""
SELECT event.subject_id, {DAY.format(at="event.at")}, NULL::uuid, '',
    jsonb_build_object('until', max(event.at AT TIME ZONE %(zone)s)::date, 'officer', max(event.actor_id::text)),
    {OVERSIGHT}
FROM audit_event AS event
WHERE event.at > %(since)s AND event.verb = 'take_over' AND event.subject_type = 'employers.filing'
GROUP BY 1, 2
"""  # noqa: S608 - its parts are constants
PAIRS = f"""
WITH decided AS ({OF_ACTS}), done AS (
    SELECT decided.officer, officer.organisation_id AS office, filing.intermediary_id AS agent, decided.is_yes,
        extract(epoch FROM decided.at - decided.since) AS seconds
    FROM decided
    JOIN accounts_member AS officer ON officer.id = decided.officer
    JOIN employers_filing AS filing ON filing.id = decided.filing_id
), pair AS (
    SELECT officer, office, agent, count(*)::float AS number, count(*) FILTER (WHERE is_yes) AS yes,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS seconds
    FROM done GROUP BY officer, office, agent
), whole AS (
    SELECT office, count(*)::float AS number, count(*) FILTER (WHERE is_yes) AS yes,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS seconds
    FROM done GROUP BY office
)
SELECT pair.agent, right(replace(pair.officer::text, '-', ''), 20), NULL::uuid, '',
    jsonb_build_object('until', %(today)s::date, 'officer', pair.officer, 'number', pair.number::int,
        'share', round(100 * share.own), 'others', round(100 * share.rest)), {OVERSIGHT}
FROM pair JOIN whole ON whole.office = pair.office AND whole.number - pair.number >= %(enough)s
CROSS JOIN LATERAL (
    SELECT pair.yes / pair.number AS own, (whole.yes - pair.yes) / (whole.number - pair.number) AS rest,
        whole.yes / whole.number AS everywhere
) AS share
WHERE pair.number >= %(enough)s AND (
    pair.seconds * %(quick)s <= whole.seconds
    OR share.own > share.rest AND share.own - share.rest
        >= %(far)s * sqrt(
            share.everywhere * (1 - share.everywhere) * (1 / pair.number + 1 / (whole.number - pair.number))))
"""  # noqa: S608 - its parts are constants


def _since(sql: str, ago: timedelta = SHOWN_FOR, **values: Any) -> Callable[[datetime], Select]:
    def found(at: datetime) -> Select:
        return Select.of(sql, since=at - ago, today=day_of(at), zone=ZONE.key, **values)

    return found


def _own(at: datetime) -> Select:
    # A worker's telephone is sealed: it is found by its digest, as the officers' are.
    offices = Member.objects.exclude(phone="").exclude(organisation__kind__in=PARTIES)
    digests = {str(key): _digest(phone) for key, phone in offices.values_list("pk", "phone")}
    return _since(OWN, digests=dumps(digests))(at)


def _digest(phone: str) -> str:
    given = phone if phone.startswith(("+", "0")) else f"+86{phone}"  # an officer's own is written as at home
    return digest(kept_phone(given), PHONE).hex()


FILING, MEMBER, ORGANISATION = "employers.filing", "accounts.member", "accounts.organisation"
KINDS = (
    Kind("check_overridden", FILING, _since(OVERRIDDEN)),
    Kind("acts_at_night", MEMBER, _since(AT_NIGHT, evening=EVENING, morning=MORNING)),
    Kind("log_ins_taken_over", MEMBER, _since(SHARED, again=AGAIN_WITHIN, taken_over=TAKEN_OVER)),
    Kind("decided_for_own", FILING, _own),
    Kind("case_taken_over", FILING, _since(TAKEN)),
    Kind("pair_stands_out", ORGANISATION, _since(PAIRS, COMPARED_OVER, enough=ENOUGH, far=FAR, quick=QUICK)),
)
