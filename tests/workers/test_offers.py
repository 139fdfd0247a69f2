"""Offers: of granted posts and no more, on stated terms, to workers of one's own, and made anew when terms change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from employers.models import Filing
from employers.rules.content import Group
from employers.services.demand import after_grant, filings
from tests import factories
from tests.core.races import race
from tests.employers import steps
from tests.employers.steps import granted, lawful
from tests.factories import World
from tests.workers.steps import AT, UNTIL, answers, crew, offer_to, offered
from workers.enums import OfferStatus
from workers.models import NamedRequest, Offer, Terms
from workers.rules.codes import person_number
from workers.services.agreement import consents, named_requests, offers
from workers.services.agreement.checks import Wanted
from workers.services.agreement.terms import difference

pytestmark = pytest.mark.django_db


def amended(world: World, filing: Filing, **given) -> None:
    """The filing with other content, confirmed by its employer."""
    better = replace(lawful(world), groups=(Group(filing.posts, filing.starts_on, filing.ends_on),), **given)
    after_grant.amend(filing.pk, better, by=world.member("intermediary", "clerk"), at=AT)
    filings.confirm_amendment(filing.pk, digest=better.digest, by=world.member("employer", "signatory"), at=AT)


def accepted(world: World, made: list[Offer]) -> list[Offer]:
    return consents.accept_each(answers(world, made), by=world.member("department", "officer"), at=AT)


def renewed(world: World, filing: Filing) -> list[Offer]:
    return offers.renew_each(filing.pk, valid_until=UNTIL, by=world.member("intermediary", "clerk"), at=AT)


def test_offers_state_the_terms_of_the_filing_once_and_reach_each_worker(demand: World) -> None:
    made = offered(demand, workers=3)

    terms = Terms.objects.get()
    assert {offer.terms_id for offer in made} == {terms.pk}
    assert terms.content["wage_fen"] == 16_000
    assert "160" in terms.text_vi
    assert "职工宿舍" in terms.text_zh
    letters = Notice.objects.filter(kind="offer_made")
    assert {letter.person_id for letter in letters} == {offer.worker_id for offer in made}
    assert sorted(letters.values_list("channel", flat=True)) == ["in_app"] * 3 + ["sms"] * 3


def test_the_letters_are_read_by_the_worker_alone(demand: World) -> None:
    mine, _theirs = offered(demand, workers=2)

    own = Notice.objects.visible_to(factories.as_worker(mine.worker))

    assert [(letter.person_id, letter.subject_id) for letter in own] == [(mine.worker_id, str(mine.pk))]
    for kind, role in (("intermediary", "clerk"), ("employer", "signatory"), ("bureau", "approver")):
        assert not Notice.objects.visible_to(demand.member(kind, role)).filter(person_id__isnull=False).exists()


def test_no_more_posts_are_offered_than_were_granted(demand: World) -> None:
    filing = granted(demand, posts=3)
    offer_to(demand, filing, crew(demand, filing, 2))

    with pytest.raises(Invalid, match="Only 1 posts are left"):
        offer_to(demand, filing, crew(demand, filing, 2))


@pytest.mark.django_db(transaction=True)
def test_two_who_offer_at_once_do_not_offer_a_post_twice(demand: World) -> None:
    filing = granted(demand, posts=1)
    first, second = crew(demand, filing, 2)

    outcomes = race(lambda: offer_to(demand, filing, [first]), lambda: offer_to(demand, filing, [second]))

    assert sum(isinstance(outcome, Invalid) for outcome in outcomes) == 1
    assert Offer.objects.count() == 1


def test_an_unanswered_offer_lapses_and_its_post_is_free(demand: World) -> None:
    [offer] = offered(demand, posts=1)
    later = factories.shanghai(UNTIL + timedelta(days=1), 0)

    counts = [offers.lapse_unanswered(at=later), offers.lapse_unanswered(at=later)]

    assert counts == [1, 0]
    assert Offer.objects.get().status == OfferStatus.WITHDRAWN
    assert offer_to(demand, offer.filing, [offer.registration])


def test_a_post_given_up_is_free_for_another(demand: World) -> None:
    [offer] = accepted(demand, offered(demand, posts=1))

    Offer.objects.filter(pk=offer.pk).update(vacated_at=AT)

    assert offer_to(demand, offer.filing, crew(demand, offer.filing))


@pytest.mark.parametrize(
    ("change", "code"),
    [({"status": "closed"}, "filing_not_granted"), ({"content_digest": "x"}, "filing_not_confirmed")],
)
def test_nothing_is_offered_by_a_filing_not_granted_or_not_confirmed(demand: World, change, code) -> None:
    filing = granted(demand)
    Filing.objects.filter(pk=filing.pk).update(**change)

    with pytest.raises(Conflict) as refusal:
        offer_to(demand, filing, crew(demand, filing))

    assert refusal.value.code == code


def test_only_one_s_own_filings_and_registrations_are_offered(demand: World) -> None:
    filing = granted(demand)
    [own] = crew(demand, filing)
    theirs = factories.registration(factories.worker(), demand.partner, filing.season)

    with pytest.raises(NotFound):
        offer_to(demand, filing, [own, theirs])
    with pytest.raises(NotFound):
        offers.make(filing.pk, theirs.pk, valid_until=UNTIL, by=demand.member("partner", "clerk"), at=AT)
    with pytest.raises(Forbidden):
        offers.make(filing.pk, own.pk, valid_until=UNTIL, by=demand.member("employer", "signatory"), at=AT)


@pytest.mark.parametrize("status", ["refused", "withdrawn"])
def test_a_registration_that_ended_gets_no_offer(demand: World, status: str) -> None:
    filing = granted(demand)
    why = {"refusal": "identity_doubted"} if status == "refused" else {}
    ended = factories.registration(factories.worker(), demand.intermediary, filing.season, status=status, **why)

    with pytest.raises(Invalid, match="not running"):
        offer_to(demand, filing, [ended])


@pytest.mark.parametrize("days", [(date(2026, 11, 1), date(2027, 4, 1)), (date(2027, 2, 1), date(2027, 1, 1))])
def test_the_days_lie_in_a_group_of_the_filing(demand: World, days) -> None:
    filing = granted(demand)

    with pytest.raises(Invalid):
        offer_to(demand, filing, crew(demand, filing), starts_on=days[0], ends_on=days[1])


@pytest.mark.parametrize("day", [date(2026, 9, 3), date(2027, 4, 16)])
def test_there_is_time_for_an_answer(demand: World, day: date) -> None:
    filing = granted(demand)

    with pytest.raises(Invalid, match="Leave time for an answer"):
        offer_to(demand, filing, crew(demand, filing), valid_until=day)


def test_a_worker_has_one_open_offer_of_a_filing(demand: World) -> None:
    [offer] = offered(demand)

    with pytest.raises(Invalid, match="already has an open offer"):
        offer_to(demand, offer.filing, [offer.registration])


def test_an_offer_is_withdrawn_by_its_intermediary_before_it_is_answered(demand: World) -> None:
    first, second = offered(demand, workers=2)
    accepted(demand, [second])
    clerk = demand.member("intermediary", "clerk")

    offers.withdraw_each([first.pk], by=clerk, at=AT)

    assert Offer.objects.get(pk=first.pk).status == OfferStatus.WITHDRAWN
    with pytest.raises(Conflict):
        offers.withdraw_each([second.pk], by=clerk, at=AT)


def test_changed_pay_takes_a_new_yes_and_the_old_terms_stay_provable(demand: World) -> None:
    old, undecided = offered(demand, workers=2)
    accepted(demand, [old])
    amended(demand, old.filing, wage_fen=17_500)
    assert consents.consented([old.pk, undecided.pk]) == set()

    made = renewed(demand, old.filing)
    by_worker = {offer.worker_id: offer for offer in made}
    [new] = accepted(demand, [by_worker[old.worker_id]])

    kept = Offer.objects.in_bulk()
    assert [kept[pk].status for pk in (old.pk, undecided.pk, new.pk)] == ["superseded", "withdrawn", "accepted"]
    assert by_worker[undecided.worker_id].replaces_id is None
    assert kept[old.pk].consent.digest == old.terms.digest != kept[new.pk].consent.digest
    assert new.replaces_id == old.pk
    assert consents.consented([old.pk, new.pk]) == {new.pk}


def test_until_the_new_yes_the_old_one_holds_and_a_no_keeps_it(demand: World) -> None:
    [old] = accepted(demand, offered(demand))
    amended(demand, old.filing, wage_fen=17_500)
    [new] = renewed(demand, old.filing)

    consents.decline(new.pk, by=factories.as_worker(old.worker), at=AT)

    assert Offer.objects.get(pk=old.pk).status == OfferStatus.ACCEPTED
    assert [offer.replaces_id for offer in renewed(demand, old.filing)] == [old.pk]


def test_renewing_twice_asks_once(demand: World) -> None:
    [old] = accepted(demand, offered(demand))
    amended(demand, old.filing, wage_fen=17_500)

    assert len(renewed(demand, old.filing)) == 1
    assert renewed(demand, old.filing) == []


def test_terms_that_did_not_change_ask_nobody(demand: World) -> None:
    [old] = accepted(demand, offered(demand))
    amended(demand, old.filing, note="another remark")

    assert renewed(demand, old.filing) == []


def test_overtaken_terms_cannot_be_accepted(demand: World, department_officer) -> None:
    made = offered(demand)
    given = answers(demand, made)
    amended(demand, made[0].filing, wage_fen=17_500)

    with pytest.raises(Conflict, match="wait for the new offer"):
        consents.accept_each(given, by=department_officer, at=AT)


def test_the_difference_is_shown_side_by_side(demand: World) -> None:
    [old] = accepted(demand, offered(demand))
    amended(demand, old.filing, wage_fen=17_500)
    [new] = renewed(demand, old.filing)

    [change] = difference(old.terms, new.terms)

    assert (change.part, change.takes_new_yes) == ("pay", True)
    assert change.before == ["You are paid 160.00 yuan for each day."]
    assert change.after == ["You are paid 175.00 yuan for each day."]


def test_a_worker_asked_for_by_name_gets_a_named_offer(demand: World, employer_signatory) -> None:
    earlier = factories.season("2025-26", work_from=date(2025, 10, 15), work_until=date(2026, 5, 31))
    past = factories.filing(demand.mandate, status="closed", posts=5, season=earlier)
    known, stranger = factories.worker(demand.organisations["department"].province), factories.worker()
    factories.offer(factories.registration(known, demand.intermediary, earlier), past, status="accepted")
    filing = granted(demand)

    named_requests.ask(person_number(known.number), season=filing.season_id, by=employer_signatory, at=AT)
    [offer] = offer_to(demand, filing, [factories.registration(known, demand.intermediary, filing.season)])

    assert offer.is_named
    assert Notice.objects.filter(kind="worker_named", person_id=known.pk, channel="in_app").count() == 1
    refusals = []
    for number in (person_number(stranger.number), person_number(9_999_999)):
        with pytest.raises(Invalid) as refusal:
            named_requests.ask(number, season=filing.season_id, by=employer_signatory, at=AT)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    with pytest.raises(Invalid, match="already asked"):
        named_requests.ask(person_number(known.number), season=filing.season_id, by=employer_signatory, at=AT)
    assert NamedRequest.objects.count() == 1


@pytest.mark.parametrize("number", [1, 40])
def test_many_offers_take_as_many_statements_as_one(demand: World, number: int, django_assert_max_num_queries) -> None:
    filing = steps.granted(demand, posts=50)
    registrations = crew(demand, filing, number)

    with django_assert_max_num_queries(18):
        offer_to(demand, filing, registrations)


def test_posts_of_many_filings_are_offered_in_one_act_with_as_many_queries_as_of_one(demand: World) -> None:
    clerk = demand.member("intermediary", "clerk")
    one, *many = (granted(demand, posts=2) for _filing in range(4))
    named = [Wanted(of.pk, [r.pk for r in crew(demand, of, 2)], UNTIL) for of in (one, *many)]

    with CaptureQueriesContext(connection) as for_one:
        offers.make_for_each(named[:1], by=clerk, at=AT)
    with CaptureQueriesContext(connection) as for_many:
        made = offers.make_for_each(named[1:], by=clerk, at=AT)

    assert len(for_many) == len(for_one)
    assert [offer.registration_id for offer in made] == [key for each in named[1:] for key in each.registration_ids]
    assert {offer.filing_id: offer.terms.filing_id for offer in made} == {of.pk: of.pk for of in many}


def test_a_refusal_of_many_says_by_its_place_which_filing_it_is_about_and_offers_none(demand: World) -> None:
    fitting, full = granted(demand, posts=2), granted(demand, posts=1)
    wanted = [Wanted(of.pk, [r.pk for r in crew(demand, of, 2)], UNTIL) for of in (fitting, full)]

    with pytest.raises(Invalid, match="Only 1 posts are left") as refused:
        offers.make_for_each(wanted, by=demand.member("intermediary", "clerk"), at=AT)

    assert [problem.field for problem in refused.value.problems] == ["1.registrations"]
    assert not Offer.objects.exists()
