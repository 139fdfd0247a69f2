"""The demo season: once and whole, with a filing in every state, and accounts people can be told of."""

from collections import Counter
from io import StringIO
from itertools import groupby

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Model
from django.test import override_settings

from accounts.enums import Kind
from accounts.models import Member, Organisation
from core.alerts.models import Alert
from core.audit.models import Event
from core.sealing import unseal
from employers.enums import EmployerKind, FilingStatus, LicenceStatus
from employers.models import Decision, Employer, Filing, Intermediary
from employers.rules.identifiers import credit_code_problem, resident_number_problem, tax_code_problem
from permits.enums import PermitClass
from permits.management.demo import accounts, load, parties
from permits.management.demo.filings import FILINGS
from permits.models import (
    AbsenceReport,
    Anomaly,
    EndRequest,
    Extension,
    OverstayCase,
    Permit,
    PermitApplication,
    Renewal,
    Return,
    Stay,
)
from scheme.models import Area, QuotaAdjustment
from scheme.services.quota_proof import prove
from workers.models import Complaint, CostStatement, Duplicate, IdentityPaper, Offer, Registration, Worker


@pytest.fixture
def scheme(db: None) -> None:
    """The scheme's own reference data."""
    call_command("load_reference", stdout=StringIO())


@pytest.fixture
def demo(scheme: None) -> str:
    """The demo season, and all that loading it said."""
    said = StringIO()
    with override_settings(DEBUG=True):
        call_command("load_demo", stdout=said)
    return said.getvalue()


def counts() -> list[int]:
    return [
        model.objects.count() for model in (Organisation, Member, Employer, Intermediary, Filing, Worker, Permit, Event)
    ]


def test_the_demo_shows_what_it_promises(demo: str) -> None:
    statuses = set(Filing.objects.values_list("status", flat=True))
    border = set(Area.objects.filter(is_border=True).values_list("pk", flat=True))
    bureaus = set(Organisation.objects.filter(kind=Kind.BUREAU).values_list("area_id", flat=True))

    assert demo == ""
    assert statuses == set(FilingStatus.values)
    assert len(border) == 15
    assert border | {"450000", "530000", "451400"} <= bureaus
    assert set(Kind.values) == set(Organisation.objects.values_list("kind", flat=True))
    assert Employer.objects.count() == 10
    assert set(Employer.objects.values_list("kind", flat=True)) == set(EmployerKind.values) - {EmployerKind.OTHER}
    assert sorted(Intermediary.objects.values_list("side", flat=True)) == ["CN"] * 4 + ["VN"] * 2
    assert Intermediary.objects.filter(licences__status=LicenceStatus.SUSPENDED).count() == 1
    assert Filing.objects.filter(pay_kind="piece", piece="吨").exists()
    assert Filing.objects.filter(joint_employers__isnull=False, status=FilingStatus.GRANTED).exists()
    assert Decision.objects.filter(decided_by=None).count() == 2
    assert sorted(QuotaAdjustment.objects.values_list("status", flat=True)) == ["approved", "proposed"]
    assert prove().differences == []


def statuses(model: type[Model]) -> Counter[str]:
    return Counter(model._default_manager.values_list("status", flat=True))


def test_the_demo_has_workers_at_every_step_of_a_season(demo: str) -> None:
    alerts = set(Alert.objects.filter(closed_at=None).values_list("kind", flat=True))

    assert Worker.objects.count() == 93
    assert statuses(Registration) == {"cleared": 88, "registered": 5}
    assert statuses(Offer) == {"accepted": 83, "made": 5}
    assert statuses(PermitApplication) == {"issued": 75, "submitted": 3, "info_requested": 1}
    assert statuses(Permit) == {"issued": 67, "closed": 8, "surrendered": 2, "suspended": 1}
    assert Permit.objects.values("county").distinct().count() == 7
    assert set(Permit.objects.values_list("permit_class", flat=True)) == set(PermitClass.values)
    assert Stay.objects.filter(left_at=None).count() > 40
    assert {"permit_ending", "arrival_overdue", "lodging_unregistered", "renewal_waiting", "worker_paid"} <= alerts


def test_the_demo_shows_what_can_follow_under_a_permit(demo: str) -> None:
    assert statuses(Extension) == {"asked": 1, "granted": 1}
    assert statuses(Renewal) == {"confirmed": 3, "declined": 9, "proposed": 6}
    assert statuses(EndRequest) == {"asked": 1}
    assert statuses(AbsenceReport) == {"reported": 1, "contested": 1}
    assert statuses(OverstayCase) == {"suspected": 1, "notified": 1, "contested": 1, "closed": 1}
    assert OverstayCase.objects.get(status="closed").closing == "left_in_time"
    assert statuses(Return) == {"exit_seen": 5, "confirmed": 1, "closed_out": 1}
    assert set(Anomaly.objects.values_list("kind", flat=True)) == {"wrong_port", "entry_after_entry"}
    assert statuses(Complaint) == {"received": 1, "answered": 1}
    assert statuses(Duplicate) == {"open": 1}
    assert CostStatement.objects.count() == 6


def test_no_worker_of_the_demo_can_be_a_real_person(demo: str) -> None:
    papers = IdentityPaper.objects.filter(kind="passport").values_list("number_sealed", flat=True)

    assert all(unseal(kept, "paper.number")[0] in "QWXYZ" for kept in papers)


def test_a_second_load_changes_nothing(demo: str) -> None:
    before = counts()

    call_command("load_demo")
    call_command("load_demo", "--if-empty")

    assert counts() == before


def test_it_leaves_a_service_that_is_in_use_alone(scheme: None, world: object) -> None:
    before = counts()

    call_command("load_demo", "--if-empty")

    assert counts() == before


def test_every_filing_has_the_story_its_table_tells(demo: str) -> None:
    verbs = {"ask": "request_information"}
    for key, asked in FILINGS.items():
        filing = Filing.objects.get(source="demo", source_key=key)
        told = Event.objects.filter(subject_type="employers.filing", subject_id=str(filing.pk)).order_by("seq")
        # Permits use up the filing's share of the quota.
        told = told.exclude(verb="issue")
        steps = ["draft", *(verbs.get(step[0], step[0]) for step in asked["steps"])]
        # What a revision changes is written in two steps.
        assert [verb for verb, _parts in groupby(event.verb for event in told)] == steps


def test_nobody_in_the_demo_can_be_a_real_body(demo: str) -> None:
    for employer in Employer.objects.exclude(credit_code=""):
        assert credit_code_problem(employer.credit_code) is None
        assert employer.credit_code[2:8] == parties.NOWHERE
    for agent in Intermediary.objects.all():
        problem = tax_code_problem(agent.tax_code) if agent.side == "VN" else credit_code_problem(agent.credit_code)
        assert problem is None
        assert (agent.tax_code or agent.credit_code[2:8]).startswith("99")
    assert resident_number_problem(parties.resident_number()) is None


def test_everybody_the_table_names_can_log_in_with_the_common_password(demo: str) -> None:
    said = StringIO()

    with override_settings(DEBUG=True):
        call_command("demo_accounts", stdout=said)

    members = Member.objects.filter(email__in=accounts.emails())
    assert {member.email for member in members} == set(accounts.emails())
    assert all(member.check_password(load.PASSWORD) for member in members)
    assert all(email in said.getvalue() for email in accounts.emails())


def test_without_debug_nobody_has_a_password_and_the_table_says_so(scheme: None) -> None:
    said = StringIO()

    with override_settings(DEBUG=False):
        call_command("load_demo")
        call_command("demo_accounts", stdout=said)

    assert load.PASSWORD not in said.getvalue()
    assert "DEBUG is off" in said.getvalue()
    assert not any(member.has_usable_password() for member in Member.objects.all())


def test_without_the_schemes_own_data_it_says_what_to_do_first(db: None) -> None:
    said = StringIO()

    call_command("demo_accounts", stdout=said)
    with pytest.raises(CommandError, match="run load_reference first"):
        call_command("load_demo")

    assert said.getvalue() == "No demo season is loaded.\n"
    assert not Organisation.objects.exists()
