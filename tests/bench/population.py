"""Persons by the million with what is kept of each, by raw INSERT … SELECT: a pattern repeated, no trigger at work."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from django.db import models

from employers.models import Filing, Mandate
from permits.models import (
    AbsenceReport,
    Anomaly,
    Arrival,
    Crossing,
    EndRequest,
    Extension,
    OverstayCase,
    Permit,
    PermitApplication,
    Return,
    Stay,
)
from tests import factories
from tests.bench import crowd
from tests.permits.presence_steps import entered
from workers.models import Complaint, IdentityPaper, Offer, Registration, Worker

SEASONS = ("2021-22", "2022-23", "2023-24", "2024-25", "2025-26", "2026-27")
"""Of which the last is going on: its permits are open, those of all others are over."""
PROVINCES = ("20", "04", "15")
OWN, WAITING, CREW = 2_000, 1_000, 50
"""So many are the asking intermediary's, a fifth of them the asking employer's; the newest have no permit yet."""
FAMILY = ("Nguyễn nguyen 阮", "Trần tran 陈", "Lê le 黎", "Phạm pham 范", "Hoàng hoang 黄", "Vi vi 韦", "Nông nong 农")
MIDDLE = ("Thị thi 氏", "Văn van 文", "Đức duc 德", "Ngọc ngoc 玉", "Minh minh 明")
GIVEN = ("Hoa hoa 花", "Lan lan 兰", "Hùng hung 雄", "Dũng dung 勇", "Thảo thao 草", "Bình binh 平", "Cường cuong 强")
LAST = ("An an 安", "Mai mai 梅", "Sơn son 山", "Tâm tam 心", "Phúc phuc 福", "Xuân xuan 春", "Thu thu 秋", "Hà ha 河")
PARTIES = {"employer": "employers", "intermediary": "intermediaries", "mandate": "mandates"}
RARE = "Quàng quang 光 Thị thi 氏 Xoan xoan 萱"
PEOPLE = """
CREATE UNLOGGED TABLE bench_person AS
SELECT n, {key} AS key, {filing} AS filing_id, filing.season_id, filing.employer_id, filing.intermediary_id,
    filing.county_id, (%(provinces)s::uuid[])[1 + mod(n / 7, {provinces})] AS province_id, own, is_waiting,
    season.code = %(now)s AND NOT is_waiting AS is_now, season.code <> %(now)s AS is_over,
    season.work_from AS first_on, season.work_from + 150 AS last_on,
    CASE WHEN own > 0 THEN %(agent)s ELSE filing.intermediary_id END AS registrar_id,
    string_to_array(CASE WHEN mod(n, {last} / 5) = 3 THEN %(rare)s ELSE
        (%(family)s::text[])[1 + mod(n * 61 / 13, {families})] || ' ' || (%(middle)s::text[])[1 + mod(n, {middles})]
        || ' ' || (%(given)s::text[])[1 + mod(n * 31, {givens})] || ' ' || (%(last)s::text[])[1 + mod(n / 3, {lasts})]
    END, ' ') AS words
FROM generate_series(1, {last}) AS n,
    LATERAL (SELECT CASE WHEN mod(n, {last} / {own}) = 0 THEN (n::bigint * {own} / {last})::int
        ELSE 0 END AS own) AS owner,
    LATERAL (SELECT CASE WHEN own > 0 THEN own / 100 ELSE 100 + n / {crew} END AS f,
        CASE WHEN own > 0 THEN own > {own} * 9 / 10 ELSE {last} - n < {waiting} END AS is_waiting) AS place
JOIN employers_filing AS filing ON filing.id = {filing} JOIN scheme_season AS season ON season.id = filing.season_id
"""
FILINGS = """
FROM employers_filing AS pattern, generate_series(0, 100 + {last} / {crew}) AS f,
    LATERAL (SELECT CASE WHEN f > 20 THEN 3 + mod(f, {others}) WHEN mod(f, 5) > 0 THEN 2 ELSE 1 END AS pair) AS parties
WHERE pattern.id = %(pattern)s
"""


def key(of: str) -> str:
    """The key of row `of`: the same in all tables, in the order of making."""
    return f"('01890000-0000-7000-8000-' || lpad(to_hex({of}), 12, '0'))::uuid"


COMMON = {
    "id": "p.key",
    "number": "100000 + n",
    "worker_id": "p.key",
    "registration_id": "p.key",
    "offer_id": "p.key",
    "application_id": "p.key",
    "permit_id": "p.key",
    "paper_id": "p.key",
    "filing_id": "p.filing_id",
    "season_id": "p.season_id",
    "employer_id": "p.employer_id",
    "intermediary_id": "p.registrar_id",
    "registrar_id": "p.registrar_id",
    "province_id": "p.province_id",
    "county_id": "p.county_id",
    "first_on": "p.first_on",
    "last_on": "p.last_on",
    "starts_on": "p.first_on",
    "ends_on": "p.last_on",
}
"""What a column holds wherever there is one of that name; any other as in the pattern."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Of one model: which persons have one, and what is their own in it."""

    model: type[models.Model]
    whose: str
    own: dict[str, str]


HERE = "NOT is_waiting"
ROWS = (
    Rows(
        Worker,
        "true",
        {
            "name": "rtrim(concat_ws(' ', words[1], words[4], words[7], words[10]))",
            "folded": "rtrim(concat_ws(' ', words[2], words[5], words[8], words[11]))",
            "tokens": "rtrim(concat_ws(' ', words[2], words[5], words[8], words[11]))",
            "name_zh": "CASE WHEN mod(n, 3) = 0 THEN concat(words[3], words[6], words[9], words[12]) ELSE '' END",
            "birth_date": "'1970-01-01'::date + mod(n * 17, 12000)::int",
        },
    ),
    Rows(IdentityPaper, "true", {"number_digest": "sha256(int8send(n))"}),
    Rows(Registration, "true", {"status": "CASE WHEN is_waiting THEN 'registered' ELSE 'cleared' END"}),
    Rows(Offer, "true", {"status": "CASE WHEN is_waiting AND mod(n, 2) = 0 THEN 'made' ELSE 'accepted' END"}),
    Rows(
        PermitApplication,
        "true",
        {"status": "CASE WHEN is_waiting THEN 'submitted' ELSE 'issued' END", "due_on": "p.first_on + mod(n, 20)::int"},
    ),
    Rows(
        Permit,
        HERE,
        {
            "intermediary_id": "p.intermediary_id",
            "status": "CASE WHEN is_over THEN 'closed' ELSE 'issued' END",
            "ended_on": "CASE WHEN is_over THEN p.last_on END",
            "end_reason": "CASE WHEN is_over THEN 'season_over' ELSE '' END",
        },
    ),
    Rows(
        Crossing,
        HERE,
        {"id": key("2 * n"), "key": "'in' || n", "occurred_at": "p.first_on + interval '1 day' * mod(n, 30)"},
    ),
    Rows(
        Crossing,
        "is_over",
        {"id": key("2 * n + 1"), "key": "'out' || n", "direction": "'out'", "occurred_at": "p.last_on::timestamptz"},
    ),
    Rows(
        Stay,
        "is_over OR is_now AND mod(n + own, 5) > 0",
        {
            "entry_id": "NULL::uuid",
            "exit_id": "NULL::uuid",
            "entered_at": "p.first_on + interval '1 day' * mod(n, 30)",
            "left_at": "CASE WHEN is_over THEN p.last_on::timestamptz END",
            "last_lawful_on": "p.last_on",
        },
    ),
    Rows(
        Arrival,
        "is_over OR is_now AND mod(n + own, 5) > 0",
        {
            "arrived_on": "p.first_on",
            "lodging_registered_on": "CASE WHEN is_over OR mod(n + own, least(100, {last} / 5000)) > 1"
            " THEN p.first_on END",
        },
    ),
    Rows(
        Return,
        "is_over",
        {
            "status": "CASE WHEN {last} / 6 * 5 - n < 1000 THEN 'confirmed' ELSE 'closed_out' END",
            "left_on": "p.last_on",
            "last_lawful_on": "p.last_on",
        },
    ),
    Rows(
        Anomaly,
        f"{HERE} AND mod(n, 20) = 0",
        {"crossing_id": key("2 * n"), "status": "CASE WHEN {last} - n < 20000 THEN 'open' ELSE 'settled' END"},
    ),
    Rows(
        AbsenceReport,
        f"{HERE} AND mod(n, 50) IN (0, 1)",
        {"status": "CASE WHEN is_now THEN 'reported' ELSE 'upheld' END"},
    ),
    Rows(
        OverstayCase,
        "is_over AND mod(n, 50) IN (0, 1)",
        {
            "status": "CASE WHEN {last} - n < greatest({last} / 5, 9000) THEN 'notified' ELSE 'closed' END",
            "closing": "'left_in_time'",
            "last_lawful_on": "p.last_on",
            "answer_by_on": "p.last_on + mod(n, 90)::int",
        },
    ),
    Rows(
        Complaint, f"{HERE} AND mod(n, 50) IN (0, 1)", {"status": "CASE WHEN is_now THEN 'assigned' ELSE 'closed' END"}
    ),
    Rows(
        Extension,
        f"{HERE} AND mod(n, 50) IN (0, 1)",
        {"ended_before_on": "p.last_on - 30", "status": "CASE WHEN is_now THEN 'asked' ELSE 'granted' END"},
    ),
    Rows(
        EndRequest, f"{HERE} AND mod(n, 50) IN (0, 1)", {"status": "CASE WHEN is_now THEN 'asked' ELSE 'granted' END"}
    ),
)


class Population:
    """One of everything, and whose all the others are: made once, then repeated in any copy of the database."""

    def __init__(self, world: factories.World) -> None:
        factories.areas(*crowd.COUNTIES)
        seasons = [factories.season(code).pk for code in SEASONS]
        self.under = crowd.mandates()
        self.pattern = _pattern(world, self.under[0])
        self.given: dict[str, Any] = {
            "pattern": self.pattern[Filing],
            "provinces": [factories.province(code).pk for code in PROVINCES],
            "agent": self.under[0].intermediary_id,
            "now": SEASONS[-1],
            "counties": list(crowd.COUNTIES),
            "seasons": seasons,
            "employers": [each.employer_id for each in self.under],
            "intermediaries": [each.intermediary_id for each in self.under],
            "mandates": [each.pk for each in self.under],
            "family": list(FAMILY),
            "middle": list(MIDDLE),
            "given": list(GIVEN),
            "last": list(LAST),
            "rare": RARE,
        }

    def fill(self, owner: "psycopg.Connection[Any]", last: int) -> None:
        """Add so many persons to a copy of the database in which the patterns were made."""
        sizes = {
            "last": last,
            "own": OWN,
            "crew": CREW,
            "waiting": WAITING,
            "others": crowd.OTHERS,
            "families": len(FAMILY),
            "middles": len(MIDDLE),
            "givens": len(GIVEN),
            "lasts": len(LAST),
            "provinces": len(PROVINCES),
            "key": key("n"),
            "filing": key("f"),
        }
        owner.execute("SET maintenance_work_mem = '512MB'")
        columns, values = _columns(Filing, _of_filings(last))
        owner.execute("ALTER TABLE employers_filing DISABLE TRIGGER USER")
        owner.execute(f"INSERT INTO employers_filing ({columns}) SELECT {values} {FILINGS.format(**sizes)}", self.given)
        owner.commit()
        owner.execute(PEOPLE.format(**sizes), self.given)
        for model in dict.fromkeys(rows.model for rows in ROWS):
            with crowd.unhindered(owner, model):
                for rows in ROWS:
                    if rows.model is model:
                        self._repeat(owner, rows, sizes)
            owner.commit()
        owner.execute("DROP TABLE bench_person")

    def _repeat(self, owner: "psycopg.Connection[Any]", rows: Rows, sizes: dict[str, Any]) -> None:
        table = rows.model._meta.db_table
        columns, values = _columns(rows.model, COMMON | rows.own)
        whose = f"WHERE pattern.id = %(one)s AND ({rows.whose}) ORDER BY n"
        repeat = f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} AS pattern, bench_person AS p {whose}"
        owner.execute(repeat.replace("{last}", str(sizes["last"])), {"one": self.pattern[rows.model]})


def _columns(model: type[models.Model], own: dict[str, str]) -> tuple[str, str]:
    kept = [field.column for field in model._meta.local_concrete_fields if not field.generated]
    return ", ".join(f'"{name}"' for name in kept), ", ".join(own.get(name, f'pattern."{name}"') for name in kept)


def _of_filings(last: int) -> dict[str, str]:
    people = f"((f - 100) * {CREW}::bigint)"
    turn = f"(CASE WHEN f > 20 THEN greatest(0, least(5, {people} * 6 / {last})) WHEN f > 12 THEN 5 ELSE f / 3 END)"
    return {
        "id": key("f"),
        "number": "pattern.number + 1 + f",
        "county_id": f"(%(counties)s::text[])[1 + mod(f, {len(crowd.COUNTIES)})]",
        "season_id": f"(%(seasons)s::uuid[])[1 + {turn}]",
        **{f"{name}_id": f"(%({plural})s::uuid[])[pair]" for name, plural in PARTIES.items()},
    }


def _pattern(world: factories.World, under: Mandate) -> dict[type[models.Model], Any]:
    at = datetime(2026, 11, 16, 9, 0, tzinfo=factories.AT.tzinfo)
    filing = factories.filing(under, parts=False, status="granted", posts=1, costs=factories.COSTS[:2])
    permit = factories.permitted(filing, under.intermediary, first_on=at.date())
    stay = entered(permit, at, world)
    worker, days = permit.worker, {"entered_on": at.date(), "last_lawful_on": at.date()}
    application = permit.application
    assert application is not None
    asked = {"permit": permit, "reason": "-", "asked_at": at}
    settled = dict.fromkeys(("wage_settled_on", "papers_returned_on"), at.date()) | {"closed_out_at": at}
    made: list[models.Model] = [
        *(filing, worker, worker.papers.get(), application.registration, application.offer, application, permit, stay),
        stay.entry,
        Arrival.objects.create(permit=permit, arrived_on=at.date(), reported_at=at),
        Return.objects.create(
            registration=application.registration,
            worker=worker,
            permit=permit,
            status="closed_out",
            left_on=at,
            last_lawful_on=at,
            exit_seen_at=at,
            confirmed_at=at,
            **settled,
        ),
        Anomaly.objects.create(crossing=stay.entry, worker=worker, kind="wrong_port", found_at=at),
        AbsenceReport.objects.create(permit=permit, kind="missing", since_on=at, reported_at=at, answer_by_on=at),
        OverstayCase.objects.create(
            permit=permit,
            worker=worker,
            stay_id=stay.pk,
            evidence={},
            suspected_at=at,
            notified_at=at,
            closed_at=at,
            closing="left_in_time",
            status="closed",
            **days,
        ),
        Complaint.objects.create(
            worker=worker, kind="wages", received_at=at, due_on=at, desk=world.organisations["protection"]
        ),
        Extension.objects.create(**asked, ends_on=date(2027, 6, 1), ended_before_on=permit.last_on),
        EndRequest.objects.create(**asked, ends_on=at, due_on=at),
    ]
    return {type(one): one.pk for one in made}
