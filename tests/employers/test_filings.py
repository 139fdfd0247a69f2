"""What intermediaries and employers do with a filing, and what a refused act leaves behind: nothing."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from employers.enums import FilingStatus
from employers.models import Assessment, Filing, FilingGroup, Mandate
from employers.rules.assessment import assess
from employers.rules.content import FilingContent, Group, Share, Site
from employers.rules.findings import Facts, written
from employers.services.demand import content as contents_
from employers.services.demand import decisions, filings
from tests import factories
from tests.employers.steps import AT, drafted, filed, granted, lawful, sized, submitted
from tests.factories import World

pytestmark = pytest.mark.django_db


def test_a_draft_keeps_what_was_written_and_names_it(demand: World) -> None:
    said = lawful(demand, note="Đường đất đỏ")

    draft = filings.draft(said, by=demand.member("intermediary", "clerk"), at=AT)

    kept = Filing.objects.get(pk=draft.pk)
    [read] = contents_.read_each([kept]).values()
    assert read == said
    assert kept.content_digest == said.digest
    assert (kept.status, kept.posts, kept.prefecture_code) == (FilingStatus.DRAFT, 10, "4514")
    assert kept.reference.startswith("DF-2627-")


def test_every_step_is_an_event_of_the_filing_with_who_did_it(demand: World) -> None:
    filing = granted(demand)

    events = list(Event.objects.of(filing))

    assert [event.verb for event in events] == ["draft", "file", "confirm", "grant"]
    assert [event.actor_id for event in events] == [
        demand.member("intermediary", "clerk").pk,
        demand.member("intermediary", "clerk").pk,
        demand.member("employer", "signatory").pk,
        demand.member("bureau", "approver").pk,
    ]


def test_filing_asks_the_employer_and_counts_against_its_mandate(demand: World) -> None:
    filing = filed(demand, posts=40)

    demand.mandate.refresh_from_db()
    letter = Notice.objects.get(organisation_id=demand.employer.pk, member_id=None, channel="in_app")
    assert filing.status == FilingStatus.AWAITING_EMPLOYER
    assert demand.mandate.posts_filed == 40
    assert (letter.kind, letter.params["filing"]) == ("filing_awaiting_employer", filing.reference)


def test_what_is_missing_is_told_all_together_and_nothing_is_written(demand: World) -> None:
    draft = drafted(demand, worksites=(), lodgings=(), costs=(), local_search=None, wage_fen=1_000)

    with pytest.raises(Invalid) as refusal:
        filings.file(draft.pk, by=demand.member("intermediary", "clerk"), at=AT)

    draft.refresh_from_db()
    demand.mandate.refresh_from_db()
    assert {problem.field for problem in refusal.value.problems} == {
        "worksites",
        "lodgings",
        "costs",
        "local_search",
        "wage_fen",
    }
    assert draft.status == FilingStatus.DRAFT
    assert demand.mandate.posts_filed == 0
    assert not Assessment.objects.exists()
    assert not Notice.objects.exists()


def test_kept_checks_give_the_same_findings_again(demand: World) -> None:
    granted(demand)

    for kept in Assessment.objects.all():
        assert written(assess(Facts.read(kept.inputs))) == kept.findings


def test_the_employer_confirms_only_what_it_has_read(demand: World) -> None:
    filing = filed(demand)
    filings.edit(filing.pk, sized(demand, 12), by=demand.member("intermediary", "clerk"))

    with pytest.raises(Conflict) as refusal:
        filings.confirm(filing.pk, digest=filing.content_digest, by=demand.member("employer", "signatory"), at=AT)

    assert refusal.value.code == "changed_meanwhile"
    assert Filing.objects.get(pk=filing.pk).status == FilingStatus.AWAITING_EMPLOYER


def test_an_edit_while_the_employer_reads_changes_what_the_mandate_bears(demand: World) -> None:
    filing = filed(demand, posts=40)

    filings.edit(filing.pk, sized(demand, 25), by=demand.member("intermediary", "clerk"))

    demand.mandate.refresh_from_db()
    assert demand.mandate.posts_filed == 25
    assert FilingGroup.objects.get(filing=filing).posts == 25


def test_confirming_starts_the_bureaus_clock(demand: World) -> None:
    filing = submitted(demand)

    # 20 working days from Tuesday 1 September 2026, no holidays loaded: Tuesday 29 September.
    assert filing.due_on == date(2026, 9, 29)
    assert filing.submitted_at == AT
    assert filing.confirmed_by == demand.member("employer", "signatory").pk


def test_the_intermediary_cannot_confirm_for_the_employer(demand: World) -> None:
    filing = filed(demand)

    with pytest.raises(Forbidden):
        filings.confirm(filing.pk, digest=filing.content_digest, by=demand.member("intermediary", "clerk"), at=AT)


def test_a_joint_employer_sees_the_filing_but_does_not_confirm_it(demand: World) -> None:
    other = factories.employer()
    staff = factories.staff(other.organisation)[other.pk]
    filing = filed(demand, joint_employers=(Share(other.pk, 3),))

    with pytest.raises(Invalid) as refusal:
        filings.confirm(filing.pk, digest=filing.content_digest, by=staff["signatory"], at=AT)

    assert refusal.value.code == "not_principal"
    assert list(Filing.objects.visible_to(staff["signatory"])) == [filing]


def test_a_declined_filing_is_a_draft_again_and_frees_its_mandate(demand: World) -> None:
    filing = filed(demand)

    filings.decline(filing.pk, reason="wrong days", by=demand.member("employer", "signatory"), at=AT)

    demand.mandate.refresh_from_db()
    assert Filing.objects.get(pk=filing.pk).status == FilingStatus.DRAFT
    assert demand.mandate.posts_filed == 0


def test_the_clock_stands_while_a_question_waits(demand: World) -> None:
    filing = submitted(demand)
    clerk = demand.member("intermediary", "clerk")

    decisions.request_information(
        filing.pk, question="Which lodging?", by=demand.member("bureau", "reviewer"), at=AT + timedelta(2)
    )
    answered = filings.answer(filing.pk, text="The one by the mill.", by=clerk, at=AT + timedelta(9))

    # Thursday 3 to Thursday 10 September: five working days stood, so 29 September becomes 6 October.
    assert (answered.stopped_days, answered.due_on) == (5, date(2026, 10, 6))
    assert answered.status == FilingStatus.SUBMITTED


def test_revised_content_goes_back_to_the_employer(demand: World) -> None:
    filing = submitted(demand)

    revised = filings.revise(
        filing.pk, sized(demand, 30), by=demand.member("intermediary", "clerk"), at=AT + timedelta(1)
    )

    assert revised.status == FilingStatus.AWAITING_EMPLOYER
    assert revised.content_digest != revised.confirmed_digest
    assert revised.stopped_on == date(2026, 9, 2)


def test_withdrawing_frees_the_mandate(demand: World) -> None:
    filing = submitted(demand, posts=40)

    filings.withdraw(filing.pk, by=demand.member("intermediary", "clerk"), at=AT)

    demand.mandate.refresh_from_db()
    assert Filing.objects.get(pk=filing.pk).status == FilingStatus.WITHDRAWN
    assert demand.mandate.posts_filed == 0


def test_a_draft_withdrawn_frees_nothing_it_never_took(demand: World) -> None:
    filings.withdraw(drafted(demand).pk, by=demand.member("intermediary", "clerk"), at=AT)

    demand.mandate.refresh_from_db()
    assert demand.mandate.posts_filed == 0


def test_last_seasons_filing_is_cloned_into_the_next(demand: World) -> None:
    factories.season("2027-28")
    filing = submitted(demand)

    clone = filings.clone(filing.pk, season="2027-28", by=demand.member("intermediary", "clerk"), at=AT)

    assert (clone.status, clone.season.code) == (FilingStatus.DRAFT, "2027-28")
    assert (clone.starts_on, clone.ends_on) == (date(2027, 11, 15), date(2028, 4, 15))
    assert clone.local_search == {}


def test_without_a_mandate_nothing_can_be_filed(demand: World) -> None:
    Mandate.objects.update(ends_on=date(2026, 8, 31))

    with pytest.raises(Invalid) as refusal:
        drafted(demand)

    assert (refusal.value.code, refusal.value.problems[0].field) == ("mandate_missing", "employer")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"county": "999999"}, "county"),
        ({"industry": "Z9999"}, "industry"),
        ({"occupation": "0000"}, "occupation"),
        ({"season": "2099-00"}, "season"),
        ({"worksites": (Site("x", "999999"),)}, "worksites.0.county"),
        ({"joint_employers": (Share(uuid4(), 1),)}, "joint_employers.0.employer"),
        ({"groups": (Group(10, date(2027, 4, 15), date(2026, 11, 15)),)}, "groups"),
        ({"groups": (Group(0, date(2026, 11, 15), date(2027, 4, 15)),)}, "groups"),
        ({"groups": (Group(200_000, date(2026, 11, 15), date(2027, 4, 15)),)}, "groups"),
        ({"wage_fen": 0}, "wage_fen"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(demand: World, change: dict, field: str) -> None:
    said: FilingContent = replace(lawful(demand), **change)

    with pytest.raises(Invalid) as refusal:
        filings.draft(said, by=demand.member("intermediary", "clerk"), at=AT)

    assert field in {problem.field for problem in refusal.value.problems}
    assert not Filing.objects.exists()


def test_another_intermediarys_filing_is_not_there(demand: World) -> None:
    filing = filed(demand)

    with pytest.raises(NotFound):
        filings.withdraw(filing.pk, by=demand.member("partner", "clerk"), at=AT)


def test_many_filings_are_filed_and_confirmed_in_as_many_statements_as_one(
    demand: World, django_assert_max_num_queries
) -> None:
    clerk, signatory = demand.member("intermediary", "clerk"), demand.member("employer", "signatory")
    made = filings.draft_each([sized(demand, n + 1) for n in range(30)], by=clerk, at=AT)

    with django_assert_max_num_queries(45):
        filings.file_each([filing.pk for filing in made], by=clerk, at=AT)
        filings.confirm_each({filing.pk: filing.content_digest for filing in made}, by=signatory, at=AT)

    assert Filing.objects.filter(status=FilingStatus.SUBMITTED).count() == 30


def test_one_wrong_filing_holds_back_the_whole_set_and_is_named(demand: World) -> None:
    clerk = demand.member("intermediary", "clerk")
    made = filings.draft_each([sized(demand, 5), replace(sized(demand, 6), lodgings=())], by=clerk, at=AT)

    with pytest.raises(Invalid) as refusal:
        filings.file_each([filing.pk for filing in made], by=clerk, at=AT)

    assert [problem.field for problem in refusal.value.problems] == ["1.lodgings"]
    assert set(Filing.objects.values_list("status", flat=True)) == {FilingStatus.DRAFT}
