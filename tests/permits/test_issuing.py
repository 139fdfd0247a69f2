"""Issuing permits: each takes a post and is told to all it concerns; all of a crew, or none and a list of why."""

from datetime import date

import pytest

from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from employers.models import Filing
from permits.enums import ApplicationStatus, PermitStatus
from permits.models import Permit, PermitApplication
from permits.services.lifetime import issuing
from scheme.models import Quota, QuotaEntry
from scheme.services.quota_proof import prove
from tests import factories
from tests.factories import World
from tests.permits.steps import AT, FIRST, LAST, applied, crew, hiring, issued, requirements, willing
from workers.enums import RegistrationStatus
from workers.models import Disclosure


@pytest.fixture
def season(demand: World) -> World:
    requirements()
    return demand


def test_a_crew_is_issued_in_one_act_and_takes_its_posts(season: World) -> None:
    filing = hiring(season, posts=10)
    waiting = crew(season, filing, 4)

    permits = issued(season, *(one.pk for one in waiting))

    assert [permit.application_id for permit in permits] == [one.pk for one in waiting]
    assert {(permit.first_on, permit.last_on) for permit in permits} == {(FIRST, LAST)}
    assert set(Permit.objects.values_list("status", flat=True)) == {PermitStatus.ISSUED}
    assert set(PermitApplication.objects.values_list("status", flat=True)) == {ApplicationStatus.ISSUED}
    assert Filing.objects.get().posts_held == 6
    assert set(Quota.objects.values_list("reserved", "used")) == {(6, 4)}
    assert prove().differences == []
    assert permits[0].reference.startswith("WP-2627-")


def test_one_who_cannot_keeps_the_whole_crew_back_and_is_named(season: World) -> None:
    filing = hiring(season, posts=10)
    waiting = crew(season, filing, 3)
    waiting[1].registration.status = RegistrationStatus.REFUSED
    type(waiting[1].registration).objects.filter(pk=waiting[1].registration_id).update(status="refused", refusal="x")

    with pytest.raises(Invalid) as refused:
        issued(season, *(one.pk for one in waiting))

    [problem] = refused.value.problems
    assert (problem.code, problem.field) == ("not_cleared", "1.registration")
    assert waiting[1].reference in str(problem)
    assert not Permit.objects.exists()
    assert set(PermitApplication.objects.values_list("status", flat=True)) == {ApplicationStatus.SUBMITTED}
    assert Filing.objects.get().posts_held == 10
    assert not QuotaEntry.objects.filter(kind="use").exists()
    assert not Notice.objects.filter(kind__startswith="permit_issued").exists()
    assert not Disclosure.objects.exists()
    assert not Event.objects.filter(verb="issue").exists()


def test_the_dry_run_says_who_can_be_issued_so_that_the_rest_can_be(season: World) -> None:
    filing = hiring(season, posts=2)
    first, second, third = [crew(season, filing, 1)[0] for _ in range(3)]
    ids = [first.pk, second.pk, third.pk]

    verdicts = issuing.issuable(ids, by=season.member("bureau", "approver"), at=AT)

    assert [verdict.can_be_issued for verdict in verdicts] == [True, True, False]
    assert [problem.code for problem in verdicts[2].problems] == ["no_post_left", "lodging_full"]
    assert len(issued(season, *(verdict.application.pk for verdict in verdicts if verdict.can_be_issued))) == 2


def test_two_applications_of_one_worker_cannot_both_be_issued(season: World) -> None:
    here, there = hiring(season), hiring(season)
    worker = factories.worker()
    one, other = [applied(season, willing(season, filing, worker=worker))[0] for filing in (here, there)]

    with pytest.raises(Invalid) as refused:
        issued(season, one.pk, other.pk)

    assert [(p.code, p.field) for p in refused.value.problems] == [("other_permit_held", "1.first_on")]
    assert not Permit.objects.exists()


def test_every_party_is_told_once_of_all_its_permits_and_each_worker_of_its_own(season: World) -> None:
    filing = hiring(season)
    waiting = crew(season, filing, 3)

    issued(season, *(one.pk for one in waiting))

    told = Notice.objects.filter(kind="permit_issued", channel="in_app").order_by("organisation_id")
    parties = ("employer", "intermediary", "bureau", "department")
    assert {notice.organisation_id for notice in told} == {season.organisations[name].pk for name in parties}
    assert [notice.params["permits"] for notice in told] == [3, 3, 3, 3]
    assert Notice.objects.filter(kind="permit_issued_worker").values("subject_id").distinct().count() == 3


def test_to_whom_the_data_goes_is_recorded(season: World) -> None:
    issued(season, crew(season, hiring(season), 1)[0].pk)

    recipients = dict(Disclosure.objects.values_list("recipient", "ground"))

    bodies = season.organisations
    assert recipients[bodies["employer"].pk] == "contract"
    assert {recipients[bodies[name].pk] for name in ("bureau", "post", "department")} == {"law"}


def test_a_permit_that_replaces_an_ended_one_uses_no_post(season: World) -> None:
    filing = hiring(season, posts=1)
    [gone] = issued(season, crew(season, filing, 1)[0].pk)
    Permit.objects.filter(pk=gone.pk).update(status="surrendered", ended_on=date(2026, 12, 1), end_reason="by_worker")
    follower = willing(season, filing)
    [waiting] = applied(season, follower, succeeds={follower.pk: gone.pk}, first_on=date(2026, 12, 2))

    [permit] = issued(season, waiting.pk)

    assert permit.succeeds_id == gone.pk
    assert set(Quota.objects.values_list("reserved", "used")) == {(0, 1)}
    assert prove().differences == []


def test_what_was_checked_is_kept_with_the_decision(season: World) -> None:
    [waiting] = crew(season, hiring(season), 1)

    issued(season, waiting.pk)

    kept = PermitApplication.objects.get(pk=waiting.pk)
    assert kept.assessed_on == AT.date()
    assert {finding["result"] for finding in kept.findings} == {"passed"}
    assert kept.rule_set == factories.rule_set()
    assert kept.decided_by == season.member("bureau", "approver").pk


def test_only_the_bureau_in_charge_issues_and_only_once(season: World) -> None:
    [waiting] = crew(season, hiring(season), 1)
    elsewhere = factories.world(factories.HEKOU)

    with pytest.raises(NotFound):
        issued(elsewhere, waiting.pk)
    with pytest.raises(Forbidden):
        issuing.issue_each([waiting.pk], by=season.member("bureau", "reviewer"), at=AT)
    issued(season, waiting.pk)

    with pytest.raises(Conflict):
        issued(season, waiting.pk)


def test_a_refusal_gives_a_reason_and_is_told(season: World) -> None:
    [waiting] = crew(season, hiring(season), 1)
    approver = season.member("bureau", "approver")

    with pytest.raises(Invalid):
        issuing.refuse_each({waiting.pk: "because"}, by=approver, at=AT)
    issuing.refuse_each({waiting.pk: "identity_doubted"}, by=approver, at=AT)

    assert PermitApplication.objects.get().status == ApplicationStatus.REFUSED
    assert Notice.objects.filter(kind="application_refused", organisation_id=season.intermediary.pk).exists()
    assert Notice.objects.filter(kind="application_refused_worker", channel="in_app").count() == 1


def test_the_statements_do_not_grow_with_the_crew(season: World) -> None:
    filing = hiring(season, posts=30)
    few, many = crew(season, filing, 2), crew(season, filing, 20)

    counts = [
        factories_count(lambda ids=ids: issued(season, *ids)) for ids in ([x.pk for x in few], [x.pk for x in many])
    ]

    assert counts[0] == counts[1]


def factories_count(act: object) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as heard:
        act()  # type: ignore[operator]
    return len(heard)
