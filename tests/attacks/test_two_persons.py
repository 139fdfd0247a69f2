"""Two signatures are two persons' word on the same thing."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.errors import Invalid
from employers.enums import FilingStatus, Outcome
from employers.models import Decision, Filing
from employers.services.demand import after_grant, decisions, filings
from employers.services.directory import public as board
from tests.employers.steps import AT, granted, sized, submitted
from tests.factories import World

pytestmark = pytest.mark.django_db
MANY = 120


def test_a_recommendation_does_not_outlive_what_was_recommended(demand: World, reviewer, approver):
    filing = submitted(demand, posts=MANY)
    decisions.recommend(filing.pk, outcome=Outcome.GRANT, posts=MANY, by=reviewer, at=AT)
    other = replace(sized(demand, MANY), job_title="别的活", note="after the first signature")

    filings.revise(filing.pk, other, by=demand.member("intermediary", "clerk"), at=AT)
    signatory = demand.member("employer", "signatory")
    filings.confirm(filing.pk, digest=other.digest, by=signatory, at=AT)

    with pytest.raises(Invalid) as refusal:
        decisions.grant(filing.pk, posts=MANY, by=approver, at=AT)
    assert refusal.value.code == "second_signature"


def test_what_is_only_recommended_is_read_by_nobody_outside_the_bureau(demand: World, reviewer, visit, program):
    filing = submitted(demand, posts=MANY)
    said = "doubts about this employer"
    decisions.recommend(
        filing.pk, outcome=Outcome.REFUSE, reason_code="demand_doubted", comment=said, by=reviewer, at=AT
    )

    parties = [demand.member("intermediary", "clerk"), demand.member("employer", "clerk")]

    for member in parties:
        assert said not in visit(member).get(f"/filings/{filing.pk}/").content.decode()
        assert program(member).get(f"/api/v1/filings/{filing.pk}/decisions/").json()["results"] == []
    assert said in visit(reviewer).get(f"/filings/{filing.pk}/").content.decode()


def test_one_person_does_not_sign_twice_by_another_log_in_or_unit(demand: World, approver):
    filing = submitted(demand, posts=MANY)
    decisions.recommend(filing.pk, outcome=Outcome.GRANT, posts=MANY, by=approver, at=AT)
    unit = demand.member("bureau", "reviewer").unit
    type(approver).objects.filter(pk=approver.pk).update(unit=unit)
    again = type(approver).objects.get(pk=approver.pk)
    again.login = "session:another"

    with pytest.raises(Invalid):
        decisions.grant(filing.pk, posts=MANY, by=again, at=AT)
    nowhere = SimpleNamespace(
        **{name: getattr(approver, name) for name in ("organisation_id", "kind", "area", "permissions", "stale")},
        actor_id=demand.member("bureau", "clerk").pk,
        unit_id=None,
        login="token:other",
    )
    with pytest.raises(Invalid):
        decisions.grant(filing.pk, posts=MANY, by=nowhere, at=AT)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_setting_aside_a_check_that_did_not_fail_sets_nothing_aside(demand: World, reviewer, approver, outcome):
    filing = submitted(demand, posts=5)
    why = {"reason_code": "demand_doubted"} if outcome == Outcome.REFUSE else {"posts": 5}
    decisions.recommend(filing.pk, outcome=outcome, overridden=["wage_floor"], **why, by=reviewer, at=AT)

    if outcome == Outcome.GRANT:
        decisions.grant(filing.pk, **why, by=approver, at=AT)
    else:
        decisions.refuse(filing.pk, **why, by=approver, at=AT)

    decision = Decision.objects.get(filing=filing)
    assert (decision.overridden, decision.decided_by) == ([], approver.pk)


def test_what_the_employer_has_not_confirmed_is_not_offered_on_the_board(demand: World):
    filing = granted(demand)
    assert board.board(AT.date()).count() == 1
    other = replace(sized(demand, 10), wage_fen=sized(demand, 10).wage_fen + 5_000)

    after_grant.amend(filing.pk, other, by=demand.member("intermediary", "clerk"), at=AT)

    assert board.board(AT.date()).count() == 0
    signatory = demand.member("employer", "signatory")
    filings.confirm_amendment(filing.pk, digest=other.digest, by=signatory, at=AT)
    assert board.board(AT.date()).count() == 1
    assert Filing.objects.get(pk=filing.pk).status == FilingStatus.GRANTED


def test_a_draft_that_went_back_to_its_intermediary_is_seen_by_no_bureau(demand: World, reviewer):
    filing = submitted(demand)
    other = replace(sized(demand, 10), note="not yet agreed")
    filings.revise(filing.pk, other, by=demand.member("intermediary", "clerk"), at=AT)

    filings.decline(filing.pk, reason="no", by=demand.member("employer", "signatory"), at=AT)

    assert not Filing.objects.visible_to(reviewer).filter(pk=filing.pk).exists()
