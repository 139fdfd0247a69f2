"""What the bureau decides on a filing, with how many signatures, and what stays when it may not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid
from core.notices.models import Notice
from core.notices.services.letters import render
from employers.enums import FilingStatus, Outcome
from employers.models import Decision, Filing
from employers.services.demand import decisions, filings
from scheme.models import Quota, QuotaEntry
from tests import factories
from tests.employers.steps import AT, granted, sized, submitted
from tests.factories import World

pytestmark = pytest.mark.django_db


def reserved() -> set[int]:
    """What every quota of the branch holds; one number where they agree."""
    return set(Quota.objects.values_list("reserved", flat=True))


def test_a_grant_reserves_the_posts_at_every_node_of_the_tree(demand: World) -> None:
    filing = granted(demand, posts=40)

    assert (filing.status, filing.posts_granted, filing.posts_held) == (FilingStatus.GRANTED, 40, 40)
    assert reserved() == {40}
    assert QuotaEntry.objects.filter(cause=filing.pk).count() == 5


def test_part_of_what_was_asked_can_be_granted(demand: World) -> None:
    filing = submitted(demand, posts=40)

    decisions.grant(filing.pk, posts=15, by=demand.member("bureau", "approver"), at=AT)

    assert reserved() == {15}
    assert Decision.objects.get(filing=filing).posts == 15


def test_both_parties_are_told_of_a_decision(demand: World) -> None:
    granted(demand)

    told = set(Notice.objects.filter(kind="filing_granted").values_list("organisation_id", flat=True))

    assert told >= {demand.employer.pk, demand.intermediary.pk}


def test_a_decision_keeps_the_checks_it_rests_on(demand: World) -> None:
    filing = granted(demand)

    decision = Decision.objects.get(filing=filing)

    assert decision.assessment is not None
    assert decision.assessment.moment == "decided"
    assert {finding["result"] for finding in decision.assessment.findings} == {"passed", "not_known"}


def test_more_than_is_left_is_refused_with_what_is_left_and_nothing_stays(demand: World) -> None:
    granted(demand, posts=90)
    for quota in Quota.objects.filter(depth=4):
        QuotaEntry.objects.create(quota=quota, kind="adjust", ceiling_change=-900, cause=quota.pk, login="test")
    filing = submitted(demand, posts=20)
    events = Event.objects.count()

    with pytest.raises(Invalid) as refusal:
        decisions.grant(filing.pk, posts=20, by=demand.member("bureau", "approver"), at=AT)

    assert refusal.value.code == "quota_full"
    assert refusal.value.problems[0].params["left"] == 10
    assert Filing.objects.get(pk=filing.pk).status == FilingStatus.SUBMITTED
    assert reserved() == {90}
    assert Event.objects.count() == events
    assert not Decision.objects.filter(filing=filing).exists()


@pytest.mark.parametrize("posts", [0, -1, 41, 10**9])
def test_a_grant_gives_between_one_and_what_was_asked(demand: World, posts: int) -> None:
    filing = submitted(demand, posts=40)

    with pytest.raises(Invalid, match="between 1 and 40"):
        decisions.grant(filing.pk, posts=posts, by=demand.member("bureau", "approver"), at=AT)


class TestAboveTheThreshold:
    """More than a hundred posts take two persons of different units."""

    def test_one_person_alone_is_told_what_is_needed(self, demand: World) -> None:
        filing = submitted(demand, posts=101)

        with pytest.raises(Invalid) as refusal:
            decisions.grant(filing.pk, posts=101, by=demand.member("bureau", "approver"), at=AT)

        assert refusal.value.code == "second_signature"
        assert reserved() == {0}

    def test_a_hundred_posts_need_one_person(self, demand: World) -> None:
        assert granted(demand, posts=100).posts_granted == 100

    def test_a_colleagues_recommendation_is_countersigned(self, demand: World) -> None:
        filing = submitted(demand, posts=101)
        reviewer, approver = demand.member("bureau", "reviewer"), demand.member("bureau", "approver")

        decisions.recommend(filing.pk, outcome=Outcome.GRANT, posts=101, by=reviewer, at=AT)
        decisions.grant(filing.pk, posts=101, by=approver, at=AT + timedelta(1))

        decision = Decision.objects.get(filing=filing)
        assert (decision.proposed_by, decision.decided_by) == (reviewer.pk, approver.pk)
        assert decision.proposed_unit != decision.decided_unit
        assert decision.proposed_login != decision.decided_login
        assert reserved() == {101}

    def test_another_number_than_was_recommended_is_not_countersigned(self, demand: World) -> None:
        filing = submitted(demand, posts=150)
        decisions.recommend(filing.pk, outcome=Outcome.GRANT, posts=120, by=demand.member("bureau", "reviewer"), at=AT)

        with pytest.raises(Invalid) as refusal:
            decisions.grant(filing.pk, posts=150, by=demand.member("bureau", "approver"), at=AT)

        assert refusal.value.code == "second_signature"

    @pytest.mark.parametrize("same", ["person", "unit", "login", "no unit"])
    def test_one_pair_of_eyes_is_not_two(self, demand: World, same: str) -> None:
        filing = submitted(demand, posts=101)
        approver, reviewer = demand.member("bureau", "approver"), demand.member("bureau", "reviewer")
        if same == "person":
            reviewer = approver
        if same == "unit":
            reviewer.unit_id = approver.unit_id
        if same == "login":
            reviewer.login = approver.login
        if same == "no unit":
            reviewer.unit_id = None
        decisions.recommend(filing.pk, outcome=Outcome.GRANT, posts=101, by=reviewer, at=AT)

        with pytest.raises(Invalid) as refusal:
            decisions.grant(filing.pk, posts=101, by=approver, at=AT)

        assert refusal.value.code == "decision_two_persons"
        assert Filing.objects.get(pk=filing.pk).status == FilingStatus.SUBMITTED

    def test_the_database_itself_refuses_one_pair_of_eyes(self, demand: World) -> None:
        decision = Decision(filing=submitted(demand), outcome=Outcome.GRANT, posts=5, needs_two=True)
        decision.propose(by=demand.member("bureau", "approver"), at=AT)
        decision.decide(by=demand.member("bureau", "approver"), at=AT)

        with pytest.raises(IntegrityError, match="decision_two_persons"), transaction.atomic():
            decision.save(force_insert=True)


class TestFailedChecks:
    """What passed when it was filed may fail when it is decided."""

    @pytest.fixture
    def short_of_beds(self, demand: World) -> Filing:
        filing = submitted(demand, posts=10)
        filing.lodgings.update(capacity=9)
        return filing

    def test_a_failed_check_stands_in_the_way(self, demand: World, short_of_beds: Filing) -> None:
        with pytest.raises(Invalid) as refusal:
            decisions.grant(short_of_beds.pk, posts=10, by=demand.member("bureau", "approver"), at=AT)

        assert refusal.value.code == "lodging_too_small"

    def test_setting_it_aside_takes_two_persons(self, demand: World, short_of_beds: Filing) -> None:
        approver = demand.member("bureau", "approver")

        with pytest.raises(Invalid) as refusal:
            decisions.grant(short_of_beds.pk, posts=10, overridden=["lodging"], by=approver, at=AT)

        assert refusal.value.code == "second_signature"

    def test_two_persons_can_set_it_aside_and_it_stays_on_record(self, demand: World, short_of_beds: Filing) -> None:
        decisions.recommend(
            short_of_beds.pk,
            outcome=Outcome.GRANT,
            posts=10,
            overridden=["lodging"],
            comment="new dormitory opens in November",
            by=demand.member("bureau", "reviewer"),
            at=AT,
        )

        decisions.grant(
            short_of_beds.pk, posts=10, overridden=["lodging"], by=demand.member("bureau", "approver"), at=AT
        )

        decision = Decision.objects.get(filing=short_of_beds)
        assert (decision.overridden, decision.needs_two) == (["lodging"], True)


def test_a_refusal_gives_a_reason_from_the_list(demand: World) -> None:
    filing = submitted(demand)

    with pytest.raises(Invalid) as refusal:
        decisions.refuse(filing.pk, reason_code="because", by=demand.member("bureau", "approver"), at=AT)

    assert refusal.value.code == "reason_unknown"


def test_a_refused_filing_frees_its_mandate(demand: World) -> None:
    filing = submitted(demand, posts=40)

    decisions.refuse(filing.pk, reason_code="locals_available", by=demand.member("bureau", "approver"), at=AT)

    demand.mandate.refresh_from_db()
    kept = Filing.objects.get(pk=filing.pk)
    assert (kept.status, kept.reason_code) == (FilingStatus.REFUSED, "locals_available")
    assert demand.mandate.posts_filed == 0


def test_a_reviewer_does_not_decide_and_an_employer_does_not_review(demand: World) -> None:
    filing = submitted(demand)

    with pytest.raises(Forbidden):
        decisions.grant(filing.pk, posts=10, by=demand.member("bureau", "reviewer"), at=AT)
    with pytest.raises(Forbidden):
        decisions.request_information(filing.pk, question="?", by=demand.member("employer", "signatory"), at=AT)


def test_what_was_decided_is_not_decided_again(demand: World) -> None:
    filing = granted(demand)

    with pytest.raises(Conflict) as refusal:
        decisions.refuse(filing.pk, reason_code="record", by=demand.member("bureau", "approver"), at=AT)

    assert "granted" in str(refusal.value)


def test_many_filings_are_granted_in_as_many_statements_as_one(
    demand: World, django_assert_max_num_queries: Any
) -> None:
    clerk, signatory = demand.member("intermediary", "clerk"), demand.member("employer", "signatory")
    made = filings.draft_each([sized(demand, 3) for _ in range(40)], by=clerk, at=AT)
    filings.file_each([f.pk for f in made], by=clerk, at=AT)
    filings.confirm_each({f.pk: f.content_digest for f in made}, by=signatory, at=AT)

    with django_assert_max_num_queries(40):
        decisions.grant_each([(f.pk, 3) for f in made], by=demand.member("bureau", "approver"), at=AT)

    assert reserved() == {120}
    assert Decision.objects.filter(decided_by=demand.member("bureau", "approver").pk).count() == 40


def test_a_bureau_sees_its_area_and_nothing_that_was_not_submitted(
    demand: World, two_worlds: tuple[World, World]
) -> None:
    _here, there = two_worlds
    waiting = submitted(demand)
    factories.filing(demand.mandate, status=FilingStatus.DRAFT)

    assert list(Filing.objects.visible_to(demand.member("bureau", "approver"))) == [waiting]
    assert list(Filing.objects.visible_to(there.member("bureau", "approver"))) == []
    assert list(Filing.objects.visible_to(there.member("employer", "signatory"))) == []
    assert list(Filing.objects.visible_to(demand.member("post", "officer"))) == []
    assert Filing.objects.visible_to(demand.member("oversight", "auditor")).count() == 2


def test_the_letter_of_a_grant_says_how_many_posts_are_held_until_when(demand: World) -> None:
    granted(demand, posts=40)

    letter = Notice.objects.filter(kind="filing_granted", organisation_id=demand.employer.pk).first()
    said = render(letter, language="en")

    assert "40 posts are reserved in the quota." in said.body
    assert "They are held until 15 December 2026" in said.body
