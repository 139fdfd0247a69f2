"""One season of one worker: from registration to the way home, and first in line for the next."""

from datetime import date

import pytest

from core.alerts.models import Alert
from permits.models import Permit, Return, Stay
from permits.services.alerts import sweeps
from permits.services.follow_up import arrivals, returns
from permits.services.follow_up.arrivals import Came, Registered
from permits.services.lifetime import lapses, renewals
from tests import factories
from tests.factories import World, shanghai
from tests.journeys.seasons import agreed, crosses, granted, holder, letters, permitted, registered
from workers.models import Registration
from workers.rules.codes import person_number
from workers.services.agreement import named_requests
from workers.services.registration import registrations

pytestmark = pytest.mark.django_db


def ladder() -> set[tuple[str, str]]:
    kinds = ("permit_ending", "arrival_overdue", "lodging_unregistered", "permit_past_end")
    return set(Alert.objects.filter(kind__in=kinds, closed_at=None).values_list("kind", "stage"))


def test_a_worker_s_season_from_registration_to_the_first_place_of_the_next(demand: World) -> None:
    filing = granted(demand)
    registration = registered(demand, filing)
    offer = agreed(demand, filing, registration)
    permit = permitted(demand, offer, permit_class="short", last_on=date(2027, 3, 1), first_on=date(2027, 1, 31))
    clerk, approver = demand.member("employer", "clerk"), demand.member("bureau", "approver")
    filing.refresh_from_db()
    assert (permit.status, filing.posts_held) == ("issued", 4)
    assert {"permit_issued_worker"} <= letters(holder(permit))
    assert {"permit_issued"} <= letters(clerk)

    # Nobody has come three days after the first day; then the worker comes, and the police are told in time.
    sweeps.of_permits(at=shanghai(date(2027, 2, 3), 9))
    sweeps.of_arrivals(at=shanghai(date(2027, 2, 3), 9))
    assert ladder() == {("arrival_overdue", "+3")}
    crosses(demand, permit, "in", shanghai(date(2027, 2, 3), 10))
    arrivals.report_each([Came(permit.pk, date(2027, 2, 3))], by=clerk, at=shanghai(date(2027, 2, 3), 18))
    arrivals.register_lodging_each(
        [Registered(permit.pk, date(2027, 2, 3))], by=clerk, at=shanghai(date(2027, 2, 3), 19)
    )
    sweeps.of_arrivals(at=shanghai(date(2027, 2, 3), 20))
    assert ladder() == set()

    # Home at Tết (6 February 2027) and back: the permit goes on, and the days count from the new entry.
    crosses(demand, permit, "out", shanghai(date(2027, 2, 4), 9))
    crosses(demand, permit, "in", shanghai(date(2027, 2, 12), 9))
    stays = Stay.objects.filter(permit=permit).order_by("entered_at")
    assert list(stays.values_list("left_at__date", "last_lawful_on")) == [
        (date(2027, 2, 4), date(2027, 3, 1)),
        (None, date(2027, 3, 1)),
    ]

    # The ladder: fourteen days before the end it is announced, and the renewal proposed with its checks run.
    near = shanghai(date(2027, 2, 15), 9)
    sweeps.of_permits(at=near)
    assert (renewals.propose_due(at=near), ladder()) == (1, {("permit_ending", "14")})
    sweeps.of_permits(at=shanghai(date(2027, 2, 26), 9))
    assert ladder() == {("permit_ending", "3")}
    [proposed] = renewals.Renewal.objects.visible_to(approver)
    [second] = renewals.confirm_each([proposed.pk], by=approver, at=shanghai(date(2027, 2, 26), 10))
    sweeps.of_permits(at=shanghai(date(2027, 2, 26), 11))
    filing.refresh_from_db()
    assert (second.first_on, second.last_on, filing.posts_held) == (date(2027, 3, 2), date(2027, 3, 31), 4)
    assert ladder() == set()
    assert Stay.objects.get(left_at=None).last_lawful_on == second.last_on

    # Out for good before the last day; the clock sees that the season of this worker is over.
    crosses(demand, permit, "out", shanghai(date(2027, 3, 30), 15))
    after = shanghai(date(2027, 4, 16), 1)
    lapses.close_run_out(at=after)
    assert returns.note_exits(at=after) == 1
    home = Return.objects.get()
    assert (home.left_on, home.permit_id) == (date(2027, 3, 30), second.pk)
    later = shanghai(date(2027, 4, 20), 9)
    returns.confirm_each([home.pk], by=demand.member("department", "officer"), at=later)
    returns.settle_wage_each([home.pk], settled_on=date(2027, 4, 1), by=clerk, at=later)
    returns.return_papers_each([home.pk], returned_on=date(2027, 4, 1), by=clerk, at=later)
    returns.close_out_each([home.pk], by=approver, at=later)
    assert not Permit.objects.open().exists()
    assert "return_closed_out" in letters(holder(permit))

    # Next season: asked for by name, and back in time: nobody goes before.
    next_season = factories.season("2027-28")
    number = person_number(permit.worker.number)
    employer, summer = demand.member("employer", "signatory"), shanghai(date(2027, 7, 10), 9)
    named_requests.ask(number, season=next_season.pk, by=employer, at=summer)
    partner = demand.member("partner", "clerk")
    again = registrations.register(registration.worker_id, season=next_season.pk, by=partner, at=summer)
    assert Registration.objects.get(pk=registration.pk).returned_in_time is True
    assert again.priority == 2
