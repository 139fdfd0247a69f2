"""A season of permits that nobody filed for: rows by the million, straight into the tables, with no trigger at work."""

from datetime import date
from typing import Any

import psycopg

from scheme.models import RuleSet
from tests import factories
from tests.bench import ground
from tests.factories import World

TODAY = date(2027, 3, 1)
CREW = 1000
TABLES = ("workers_worker", "permits_permit", "permits_stay", "permits_arrival", "permits_return")
GUARDS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('f', 'x') AND conrelid = ANY (%s::regclass[])
"""

EMPLOYERS = """
INSERT INTO accounts_organisation (id, name_zh, name_vi, name_en, kind, area_id, language, webhook_url)
SELECT uuidv7(), '用工单位' || n, 'Chủ sử dụng ' || n, 'Employer ' || n, 'employer', %(county)s, 'zh-hans', ''
FROM generate_series(%(first)s / %(crew)s + 1, %(last)s / %(crew)s + 1) AS n
"""
WORKERS = """
INSERT INTO workers_worker (id, number, name, mrz_name, folded, tokens, name_zh, sex, birth_date, nationality,
    province_id, commune, is_border_resident, personal_number_end, phone_end, entered_at, source)
SELECT uuidv7(), n, 'Mẫu', 'MAU', 'mau', 'mau', '', 'F', '1990-01-01', 'VNM', %(province)s, '', false, '', '',
    %(at)s, 'bench'
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
# Of ten permits six end within the month, one has ended with its holder still here, one holder never came, one has
# come without a lodging, and one was never seen to leave: each stands for one alert.
PERMITS = """
INSERT INTO permits_permit (id, number, season_id, worker_id, offer_id, filing_id, employer_id, intermediary_id,
    registrar_id, province_id, county_id, occupation_id, permit_class, rule_set_id, stay_days, worksites, ports, status,
    first_on, last_on, issued_at, end_reason)
SELECT uuidv7(), worker.number, %(season)s, worker.id, uuidv7(), %(filing)s, employer.id, %(intermediary)s,
    %(registrar)s, worker.province_id, %(county)s, %(occupation)s, 'seasonal', %(rule_set)s, 180, '{}', '{aidian}',
    'issued', %(today)s::date - 60, %(today)s::date + (CASE
        WHEN worker.number %% 10 < 6 THEN worker.number %% 30
        WHEN worker.number %% 10 IN (6, 9) THEN -5 ELSE 60 END)::int,
    %(at)s, ''
FROM workers_worker AS worker
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_organisation WHERE kind = 'employer')
    AS employer ON employer.place = worker.number / %(crew)s + 1
WHERE worker.number BETWEEN %(first)s AND %(last)s ORDER BY worker.number
"""
STAYS = """
INSERT INTO permits_stay (id, worker_id, permit_id, entered_at, is_end_unknown, last_lawful_on)
SELECT uuidv7(), worker_id, id, %(today)s::timestamptz - interval '59 days', false, last_on
FROM permits_permit WHERE number BETWEEN %(first)s AND %(last)s AND number %% 10 IN (6, 8)
"""
ARRIVALS = """
INSERT INTO permits_arrival (id, permit_id, arrived_on, reported_at, lodging_registered_on)
SELECT uuidv7(), id, first_on, %(at)s, first_on
FROM permits_permit WHERE number BETWEEN %(first)s AND %(last)s AND number %% 10 NOT IN (6, 7, 8)
"""


class Season:
    """Permits of one season in the database of the measurements: so many as were asked for last."""

    def __init__(self, world: World) -> None:
        self.number = 0
        filing = factories.filing(world.mandate, status="granted")
        self.values: dict[str, Any] = {
            "at": factories.AT,
            "crew": CREW,
            "today": TODAY,
            "county": world.county,
            "province": world.organisations["department"].province_id,
            "season": filing.season_id,
            "filing": filing.pk,
            "intermediary": world.intermediary.pk,
            "registrar": world.partner.pk,
            "occupation": filing.occupation_id,
            "rule_set": RuleSet.objects.get(area=None).pk,
        }
        with ground.raw("owner") as connection:
            # What proves each row as it is made costs more than the rows, and holds for these by how they are made.
            self.guards = connection.execute(GUARDS, [list(TABLES)]).fetchall()
            for table, name, _definition in self.guards:
                connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
            _triggers(connection, "DISABLE")

    def grow_to(self, number: int) -> None:
        """Add permits until there are so many."""
        values = self.values | {"first": self.number + 1, "last": number}
        with ground.raw("owner") as connection:
            for statement in (EMPLOYERS, WORKERS, PERMITS, STAYS, ARRIVALS):
                connection.execute(statement, values)
        self.number = number
        ground.statistics(*TABLES)

    def clear(self) -> None:
        """Take the season away again, and put back what proves each row."""
        with ground.raw("owner") as connection:
            connection.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE".encode())
            for table, name, definition in self.guards:
                connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}".encode())
            _triggers(connection, "ENABLE")


def _triggers(connection: "psycopg.Connection[Any]", state: str) -> None:
    for table in TABLES:
        connection.execute(f"ALTER TABLE {table} {state} TRIGGER USER".encode())
