"""The demo season as a site to walk through: loaded once, kept for a whole file of tests, and cleared after it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter
from pytest_django.live_server_helper import LiveServer

from accounts.models import Member, Organisation
from accounts.rules import GRANTS
from core.dates import ZONE
from permits.management.people import OPERATOR
from permits.models import EndRequest, Extension, ForceMajeure, Permit, PermitRevocation, Renewal, Variation
from rosters.services import rosters, working
from scheme.models import Season
from tests import factories

ROLES = [f"{kind}.{role}" for kind, roles in GRANTS.items() for role in roles]
TODAY = "2026-11-22T09:00:00+08:00"
# Threads of the server, and the loop that drives the browser, keep connections that this thread cannot close.
OTHERS_OUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND usename = session_user AND pid <> pg_backend_pid()
"""
RECORDS = {
    "entry": "employers.Licence",
    "quota": "scheme.Quota",
    "filing": "employers.Filing",
    "filing_change": "employers.Filing",
    "licence": "employers.Licence",
    "organisation": "accounts.Organisation",
    "organisation_provider": "accounts.Organisation",
    "member": "accounts.Member",
    "person": "workers.Worker",
    "person_photo": "workers.Worker",
    "person_files": "workers.Worker",
    "person_file": "workers.Worker",
    "licence_files": "employers.Licence",
    "licence_file": "employers.Licence",
    "registration": "workers.Registration",
    "duplicate": "workers.Duplicate",
    "offer": "workers.Offer",
    "filing_offers": "employers.Filing",
    "complaint": "workers.Complaint",
    "cost_statement": "workers.CostStatement",
    "crossing": "permits.Crossing",
    "anomaly": "permits.Anomaly",
    "absence_report": "permits.Permit",
    "absence": "permits.AbsenceReport",
    "case": "permits.OverstayCase",
    "return": "permits.Return",
    "force_majeure": "permits.ForceMajeure",
    "licence_affected": "employers.Licence",
    "employer_affected": "employers.Employer",
    "application": "permits.PermitApplication",
    "crew": "employers.Filing",
    "permit": "permits.Permit",
    "renewal": "permits.Renewal",
    "extension": "permits.Extension",
    "variation": "permits.Variation",
    "end_request": "permits.EndRequest",
    "revocation": "permits.PermitRevocation",
    "roster": "rosters.Roster",
    "roster_marked": "rosters.Roster",
}
"""Which record each page with a key is about."""
WORDS = {"seq": 1, "verb": "edit", "kind": "areas", "act": "bar", "of": "evidence"}
FAULTY = {
    "workers": """Name,Sex,Date of birth,Province,Telephone,Kind of paper,Paper number,Paper valid until
Nông Thị Mẫu,F,1990-03-12,Lạng Sơn,+84910000101,passport,C7700101,2034-01-14
Hoàng Văn Mẫu,X,17 May,Lạng Sơn,12,passport,C7700102,2034-01-14
Lý Thị Mẫu,F,1991-04-13,Nowhere,+84910000103,passport,C7700103,14/01/2020
""",
    "evidence": """Person number,What it shows,Issued by,Number,Valid from,Valid until
W-0000123-A,health_check,Bệnh viện Mẫu,KSK-1,2026-10-01,2027-09-30
W-0000124-A,nothing,Bệnh viện Mẫu,KSK-2,October,2027-09-30
""",
    "clearances": """Person number,Paper number,Decision,Number of the contract
W-0000123-A,,cleared,HD-1
W-0000124-A,,perhaps,HD-2
""",
    "arrivals": """Permit number,Person number,Day of arrival
WP-1,,2026-11-16
,W-0000124-A,November
""",
    "returns": """Person number,Paper number
W-0000123-A,
,
""",
    "crossings": """Key,Direction,Occurred at,Port,Permit number
2026-0001,in,2026-11-19 09:00,aidian,WP-1
2026-0002,through,November,nowhere,WP-2
""",
}
"""Of each kind of roster a file that is mostly wrong, by the first kind that somebody hands in."""
ENDED = {"reference_row", "reference_end"}
"""Pages of a row of reference data: their keys are codes."""


@dataclass
class Site:
    """Who may walk through the demo, and where there is something to see."""

    members: dict[str, Member] = field(default_factory=dict)

    def load(self) -> None:
        """Fill the database."""
        call_command("load_reference", stdout=StringIO())
        call_command("load_demo", stdout=StringIO())
        self._propose_measure()
        everybody = Member.objects.visible_to(OPERATOR).select_related("organisation", "organisation__area", "unit")
        for member in everybody.filter(is_active=True).order_by("pk"):
            for role in member.roles:
                self.members.setdefault(f"{member.organisation.kind}.{role}", member)
        for kind, role in (name.split(".") for name in ROLES if name not in self.members):
            of = Organisation.objects.visible_to(OPERATOR).filter(kind=kind).order_by("pk")[0]
            self.members[f"{kind}.{role}"] = factories.member(of, role)
        for permit in filter(None, map(_first_permit, self.members.values())):
            _ask_about(permit)
        handing_in = [one for one in self.members.values() if rosters.kinds_for(one)]
        for member in {one.organisation_id: one for one in handing_in}.values():
            _hand_in_roster(member)

    def _propose_measure(self) -> None:
        """A measure of force majeure, of which the demo has none, for the whole of Guangxi."""
        ForceMajeure.objects.create(
            name="台风",
            legal_basis="第 12 号通告",
            area_id="450000",
            from_on=date(2026, 11, 20),
            until_on=date(2026, 11, 30),
            extends_to=date(2026, 12, 10),
            proposed_by=UUID(int=1),
            proposed_login="demo",
            proposed_at=datetime(2026, 11, 21, 9, tzinfo=ZONE),
        )

    def address(self, page: URLPattern, by: Member) -> str:
        """Where a page is for somebody: about the first record one sees, or about another's where one sees none."""
        given = {name: self._argument(page, name, by) for name in page.pattern.converters}
        return reverse(f"portal:{page.name}", kwargs=given)

    def _argument(self, page: URLPattern, name: str, by: Member) -> Any:
        if page.name in ENDED and name == "pk":
            return "450681"
        if name in WORDS:
            return WORDS[name]
        if page.name not in RECORDS:
            return 0 if isinstance(page.pattern.converters[name], IntConverter) else UUID(int=0)
        records = apps.get_model(RECORDS[str(page.name)]).objects  # type: ignore[attr-defined]
        found = records.visible_to(by).order_by("pk").first() or records.visible_to(OPERATOR).first()
        return found.pk if found else UUID(int=0)


def _first_permit(member: Member) -> Permit | None:
    return Permit.objects.visible_to(member).order_by("pk").first()


def _ask_about(permit: Permit) -> None:
    """See that there is one of everything that can be asked about a permit."""
    at, day = permit.issued_at, permit.last_on
    told = {"reason": "Cane", "asked_at": at, "status": "withdrawn"}
    later = {"ends_on": day + timedelta(days=9), "ended_before_on": day}
    Extension.objects.get_or_create(permit=permit, defaults=told | later)
    Variation.objects.get_or_create(permit=permit, defaults=told | {"effective_on": day})
    EndRequest.objects.get_or_create(permit=permit, defaults=told | {"ends_on": day, "due_on": day})
    days = {"first_on": day, "last_on": day, "proposed_at": at, "status": "declined"}
    Renewal.objects.get_or_create(permit=permit, defaults=days)
    signed = {"proposed_by": permit.pk, "proposed_login": "x", "proposed_at": at}
    why = {"reason": "Cane", "legal_basis": "EEL art. 43"}
    PermitRevocation.objects.get_or_create(permit=permit, defaults=signed | why)


def _hand_in_roster(by: Member) -> None:
    """A roster with rows to correct, and where the kind allows good ones, of the organisation of that member."""
    at, kind = datetime(2026, 11, 20, 9, tzinfo=ZONE), rosters.kinds_for(by)[0]
    season = Season.objects.visible_to(by).filter(work_from__lte=at).latest("work_from").pk
    content = FAULTY[kind].encode()
    made = rosters.hand_in(kind, content, name="list.csv", language="vi", season=season, by=by, at=at)
    working.work(made.pk, at=at)


def is_open_to(role: str, told: list[str]) -> bool:
    """Whether a page's line of the table names a role, its kind of organisation, or everybody."""
    return not {"everybody", role, role.split(".")[0]}.isdisjoint(told)


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The demo season, kept for all tests of a file."""
    with django_db_blocker.unblock(), time_machine.travel(TODAY, tick=True):
        made = Site()
        made.load()
        yield made
        connections.close_all()
        for alias in connections:
            with connections[alias].cursor() as cursor:
                cursor.execute(OTHERS_OUT)
        call_command("flush", database="owner", interactive=False, verbosity=0, allow_cascade=True)
        connections.close_all()


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The demo's own day."""
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[str]:
    """The site behind a server of its own."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()
