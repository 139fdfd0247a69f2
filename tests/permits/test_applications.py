"""Applications: drafted on accepted offers, submitted with every check run, answered, and taken back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from employers.services.demand import after_grant, filings
from employers.services.demand import content as contents
from permits.enums import ApplicationStatus
from permits.models import PermitApplication
from permits.rules.checks import assess
from permits.rules.facts import ApplicationFacts
from permits.services.application import applications
from tests import factories
from tests.employers.steps import AT as GRANTED
from tests.factories import World
from tests.permits.steps import AT, FIRST, LAST, applied, hiring, requirements, willing
from workers.enums import OfferStatus
from workers.services.agreement import terms as terms_service

WISH = {"permit_class": "seasonal", "ports": ["aidian"], "at": AT}


@pytest.fixture
def season(demand: World) -> World:
    requirements()
    return demand


def test_a_draft_takes_days_paper_and_priority_from_what_is_there(season: World) -> None:
    offer = willing(season, hiring(season))
    factories.paper(offer.worker, expires_on=date(2040, 1, 1))
    offer.registration.priority = 2
    offer.registration.save()

    [draft] = applications.draft_each([offer.pk], **WISH, by=season.member("intermediary", "clerk"))

    assert (draft.first_on, draft.last_on, draft.priority) == (FIRST, LAST, 2)
    assert draft.paper.expires_on == date(2040, 1, 1)
    assert draft.reference.startswith("PA-2627-")


def test_nobody_else_sees_a_draft_nor_submits_it(season: World) -> None:
    offer = willing(season, hiring(season))
    [draft] = applications.draft_each([offer.pk], **WISH, by=season.member("intermediary", "clerk"))

    assert not PermitApplication.objects.visible_to(season.member("bureau", "approver")).exists()
    with pytest.raises(NotFound):
        applications.submit_each([draft.pk], by=season.member("bureau", "approver"), at=AT)


def test_submitting_tells_everything_that_is_missing_at_once(season: World) -> None:
    offer = willing(
        season,
        hiring(season),
        status=OfferStatus.MADE,
        registered="registered",
        person={"birth_date": date(2009, 5, 1)},
        paper={"expires_on": date(2027, 5, 1)},
    )
    [draft] = applications.draft_each([offer.pk], **WISH, by=season.member("intermediary", "clerk"))

    with pytest.raises(Invalid) as refused:
        applications.submit_each([draft.pk], by=season.member("intermediary", "clerk"), at=AT)

    found = {problem.code: problem.field for problem in refused.value.problems}
    assert found == {
        "underage": "first_on",
        "paper_ends_too_soon": "paper",
        "consent_missing": "offer",
        "not_cleared": "registration",
    }
    assert all(str(problem) for problem in refused.value.problems)
    kept = PermitApplication.objects.get()
    assert (kept.status, kept.findings) == (ApplicationStatus.DRAFT, [])


def test_the_kept_inputs_give_the_kept_findings_again(season: World) -> None:
    [waiting] = applied(season, willing(season, hiring(season)))

    kept = PermitApplication.objects.get(pk=waiting.pk)

    again = assess(ApplicationFacts.read(kept.inputs))
    assert [finding.code for finding in again] == [finding["code"] for finding in kept.findings]
    assert kept.due_on == date(2026, 11, 2)


def test_evidence_that_ends_inside_the_stay_is_named(season: World) -> None:
    offer = willing(season, hiring(season))
    offer.worker.evidence.filter(code="accident_insurance").update(valid_until=date(2027, 3, 1))

    with pytest.raises(Invalid) as refused:
        applied(season, offer)

    [problem] = refused.value.problems
    assert (problem.code, problem.field) == ("evidence_runs_out", "accident_insurance")
    assert "accident_insurance" in str(problem)


def test_an_offer_is_applied_for_once_at_a_time(season: World) -> None:
    offer = willing(season, hiring(season))
    [first] = applied(season, offer)

    with pytest.raises(Invalid) as refused:
        applied(season, offer)

    assert refused.value.code == "permitapplication_one_open_per_offer"
    applications.withdraw_each([first.pk], by=season.member("intermediary", "clerk"), at=AT)
    assert len(applied(season, offer)) == 1


def test_unknown_classes_and_ports_are_refused_with_words(season: World) -> None:
    offer = willing(season, hiring(season))

    with pytest.raises(Invalid, match="Choose a class"):
        applied(season, offer, permit_class="yearly")
    with pytest.raises(Invalid, match="no port nowhere"):
        applied(season, offer, ports=["nowhere"])
    with pytest.raises(Invalid, match="at least one port"):
        applied(season, offer, ports=[])


def test_the_clock_stands_while_an_answer_is_waited_for(season: World) -> None:
    [waiting] = applied(season, willing(season, hiring(season)))
    reviewer, clerk = season.member("bureau", "reviewer"), season.member("intermediary", "clerk")

    applications.request_information(waiting.pk, question="Which lodging?", by=reviewer, at=AT)
    answered = applications.answer(waiting.pk, text="The first.", by=clerk, at=AT + timedelta(days=7))

    assert answered.status == ApplicationStatus.SUBMITTED
    assert answered.due_on == date(2026, 11, 9)
    assert Notice.objects.filter(kind="application_information_requested").exists()
    with pytest.raises(Conflict):
        applications.answer(waiting.pk, text="Again.", by=clerk, at=AT)


def test_a_draft_is_edited_and_nothing_else_is(season: World) -> None:
    offer = willing(season, hiring(season))
    clerk = season.member("intermediary", "clerk")
    [draft] = applications.draft_each([offer.pk], **WISH, by=clerk)

    edited = applications.edit(draft.pk, last_on=date(2027, 1, 31), ports=["aidian"], by=clerk)

    assert edited.last_on == date(2027, 1, 31)
    applications.submit_each([draft.pk], by=clerk, at=AT)
    with pytest.raises(Conflict):
        applications.edit(draft.pk, last_on=date(2027, 2, 1), by=clerk)


def test_each_of_many_applications_may_name_ports_of_its_own(season: World) -> None:
    factories.port("shuikou")
    filing = hiring(season)
    one, other = willing(season, filing), willing(season, filing)
    ports = {one.pk: ["aidian"], other.pk: ["shuikou", "aidian"]}

    made = applications.apply_each(
        [one.pk, other.pk], **WISH | {"ports": ports}, by=season.member("intermediary", "clerk")
    )

    assert [application.ports for application in made] == [["aidian"], ["shuikou", "aidian"]]


def test_an_application_that_no_ports_are_named_for_is_refused_with_all(season: World) -> None:
    filing = hiring(season)
    one, other = willing(season, filing), willing(season, filing)
    ports = {one.pk: ["aidian"]}

    with pytest.raises(Invalid, match="at least one port"):
        applications.apply_each(
            [one.pk, other.pk], **WISH | {"ports": ports}, by=season.member("intermediary", "clerk")
        )

    assert not PermitApplication.objects.exists()


def test_employers_do_not_apply(season: World) -> None:
    offer = willing(season, hiring(season))

    with pytest.raises(Forbidden):
        applications.apply_each([offer.pk], **WISH, by=season.member("employer", "signatory"))


def test_a_wage_cut_after_the_yes_needs_a_new_one_before_a_permit(season: World) -> None:
    filing = hiring(season)
    offer = willing(season, filing, terms=terms_service.terms_for(filing, FIRST, LAST, at=GRANTED))
    [content] = contents.read_each([filing]).values()
    clerk, signatory = season.member("intermediary", "clerk"), season.member("employer", "signatory")

    changed = after_grant.amend(filing.pk, replace(content, wage_fen=content.wage_fen + 500), by=clerk, at=AT)
    with pytest.raises(Invalid) as unconfirmed:
        applied(season, offer, at=AT)
    filings.confirm_amendment(filing.pk, digest=changed.content_digest, by=signatory, at=AT)
    with pytest.raises(Invalid) as refused:
        applied(season, offer, at=AT)

    assert [problem.code for problem in unconfirmed.value.problems] == ["filing_not_confirmed"]
    assert [problem.code for problem in refused.value.problems] == ["consent_to_other_terms"]
