"""Alerts about posts: one that falls silent in an hour in which it tells of crossings on other days."""

from datetime import datetime, timedelta
from typing import Final

from core.alerts.services import Select
from core.dates import day_of
from permits.services.alerts.raising import Kind
from scheme.enums import PortState

WITHIN: Final = timedelta(hours=1)
LOOKED_BACK: Final = 7
"""Days before this one whose same hour is looked at."""
USUAL: Final = 3
"""Of them so many with a crossing make it an hour in which one is waited for."""

# A post that works without network is silent too, until its device has sent what it kept.
SILENT = """
SELECT post.id, to_char(%(today)s::date, 'YYYY-MM-DD'), post.id, coalesce(post.area_id, gate.county_id, ''),
    jsonb_build_object('until', %(today)s::date), ARRAY(SELECT id FROM accounts_organisation WHERE kind = 'oversight')
FROM accounts_organisation AS post LEFT JOIN scheme_port AS gate ON gate.code = post.port_id
WHERE post.kind = 'post'
    AND NOT EXISTS (
        SELECT FROM permits_crossing AS told
        WHERE told.organisation_id = post.id AND told.occurred_at > %(at)s - %(within)s AND told.occurred_at <= %(at)s)
    AND NOT EXISTS (
        SELECT FROM scheme_portstatus AS shut
        WHERE shut.port_id = post.port_id AND shut.state = %(closed)s
            AND shut.valid_from <= %(today)s AND coalesce(shut.valid_until, 'infinity') >= %(today)s)
    AND %(usual)s <= (
        SELECT count(*) FROM generate_series(1, %(back)s) AS ago
        WHERE EXISTS (
            SELECT FROM permits_crossing AS before
            WHERE before.organisation_id = post.id
                AND before.occurred_at > %(at)s - %(within)s - make_interval(days => ago)
                AND before.occurred_at <= %(at)s - make_interval(days => ago)))
"""


def _silent(at: datetime) -> Select:
    given = {"within": WITHIN, "back": LOOKED_BACK, "usual": USUAL, "closed": PortState.CLOSED.value}
    return Select.of(SILENT, at=at, today=day_of(at), **given)


KINDS = (Kind("post_silent", "accounts.organisation", _silent),)
