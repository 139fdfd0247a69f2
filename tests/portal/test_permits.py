"""Permits on pages: found, read with their days and time line, suspended, revoked by two, and asked about."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.dates import ZONE
from employers.models import Filing
from permits.models import EndRequest, Extension, Permit, PermitRevocation, Stay, Variation
from permits.services.lifetime import permits, renewals
from portal.timeline import line_of
from tests import factories
from tests.factories import World
from tests.permits import steps
from tests.portal.conftest import Visit

DURING = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)
APPROVER, CLERK, SIGNATORY = ("bureau", "approver"), ("intermediary", "clerk"), ("employer", "signatory")


@pytest.fixture
def season(demand: World, clock: Any) -> World:
    """A world in which permits can be issued, on a Monday after the filings were granted."""
    steps.requirements()
    clock.move_to(steps.AT)
    return demand


@pytest.fixture
def filing(season: World) -> Filing:
    """A granted filing with posts for a crew."""
    return steps.hiring(season)


@pytest.fixture
def permit(season: World, filing: Filing) -> Permit:
    """A permit as people get it."""
    return steps.holding(season, filing)[0]


def _move(visit: Visit, world: World, who: tuple[str, str], permit: Permit, verb: str, **given: Any) -> Any:
    address = reverse("portal:permit_move", args=[permit.pk, verb])
    return visit(world.member(*who)).post(address, {f"{verb}-{name}": value for name, value in given.items()})


def _page(visit: Visit, world: World, who: tuple[str, str], permit: Permit) -> Any:
    return visit(world.member(*who)).get(reverse("portal:permit", args=[permit.pk]))


@pytest.mark.parametrize(
    "who", [APPROVER, CLERK, SIGNATORY, ("department", "officer"), ("oversight", "auditor")], ids=lambda who: who[0]
)
def test_whoever_a_permit_concerns_reads_its_number_and_its_end_by_both_clocks(
    season: World, permit: Permit, visit: Visit, who: tuple[str, str]
) -> None:
    page = _page(visit, season, who, permit)

    said = page.content.decode()
    assert page.status_code == 200
    assert permit.reference in said
    assert permit.worker.name in said
    assert "24:00 Beijing = 23:00 Hanoi" in said


def test_a_permit_of_another_world_is_not_there(season: World, permit: Permit, visit: Visit) -> None:
    other = factories.world(factories.HEKOU)

    answers = [_page(visit, other, who, permit) for who in (APPROVER, CLERK, SIGNATORY, ("department", "officer"))]
    moved = _move(visit, other, APPROVER, permit, "suspend", reason="x")

    assert [one.status_code for one in (*answers, moved)] == [404] * 5


def test_the_moves_open_are_those_of_the_reader(season: World, permit: Permit, visit: Visit) -> None:
    readers = (APPROVER, ("bureau", "reviewer"), CLERK, SIGNATORY, ("employer", "clerk"))

    found = {who: {one.verb for one in _page(visit, season, who, permit).context["offers"]} for who in readers}

    assert found == {
        APPROVER: {"suspend"},
        ("bureau", "reviewer"): {"propose_revocation"},
        CLERK: {"ask_extension", "ask_variation", "ask_end"},
        SIGNATORY: {"ask_end"},
        ("employer", "clerk"): set(),
    }


def test_it_is_suspended_for_a_reason_and_reinstated(season: World, permit: Permit, visit: Visit) -> None:
    without = _move(visit, season, APPROVER, permit, "suspend")
    suspended = _move(visit, season, APPROVER, permit, "suspend", reason="the lodging burnt down")
    permit.refresh_from_db()
    status = permit.status
    reinstated = _move(visit, season, APPROVER, permit, "reinstate")

    permit.refresh_from_db()
    assert [one.status_code for one in (without, suspended, reinstated)] == [422, 302, 302]
    assert (status, permit.status) == ("suspended", "issued")


def test_a_revocation_takes_two_persons_and_stays_in_the_house_until_decided(
    season: World, permit: Permit, visit: Visit
) -> None:
    given = {"reason": "works elsewhere", "legal_basis": "EEL art. 43"}
    proposed = _move(visit, season, ("bureau", "reviewer"), permit, "propose_revocation", **given)
    employer = _page(visit, season, SIGNATORY, permit).content.decode()
    officer = _page(visit, season, APPROVER, permit).content.decode()
    revoked = _move(visit, season, APPROVER, permit, "revoke")

    permit.refresh_from_db()
    assert (proposed.status_code, revoked.status_code, permit.status) == (302, 302, "revoked")
    assert "works elsewhere" in officer
    assert "works elsewhere" not in employer
    assert "evocation proposed" not in employer


def test_who_proposed_a_revocation_does_not_decide_it(season: World, permit: Permit, visit: Visit) -> None:
    approver = season.member("bureau", "approver")
    approver.roles = ["reviewer", "approver"]
    approver.save()
    permits.propose_revocation(permit.pk, reason="x", legal_basis="y", by=approver, at=steps.AT)

    refused = visit(approver).post(reverse("portal:permit_move", args=[permit.pk, "revoke"]))
    declined = visit(approver).post(reverse("portal:permit_move", args=[permit.pk, "decline_revocation"]))

    permit.refresh_from_db()
    assert (refused.status_code, declined.status_code, permit.status) == (422, 302, "issued")
    assert PermitRevocation.objects.get().is_declined


def test_an_extension_is_asked_for_and_its_receipt_shown(
    season: World, filing: Filing, visit: Visit, clock: Any
) -> None:
    [permit] = steps.holding(season, filing, permit_class="short", last_on=date(2026, 12, 14))
    clock.move_to(DURING)

    wrong = _move(visit, season, CLERK, permit, "ask_extension", ends_on="01/12/2026", reason="the cane is late")
    right = _move(visit, season, CLERK, permit, "ask_extension", ends_on="10/01/2027", reason="the cane is late")
    page = _page(visit, season, CLERK, permit).content.decode()

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert b"the cane is late" in wrong.content
    assert str(Extension.objects.get().ends_on) == "2027-01-10"
    assert "Receipt" in page


def test_a_variation_of_ports_and_a_wish_to_end_are_asked_for(season: World, permit: Permit, visit: Visit) -> None:
    factories.port("shuolong")
    said = "nearer"

    varied = _move(
        visit, season, CLERK, permit, "ask_variation", effective_on="20/11/2026", reason=said, ports=["shuolong"]
    )
    nothing = _move(visit, season, CLERK, permit, "ask_variation", effective_on="20/11/2026", reason=said)
    ended = _move(visit, season, SIGNATORY, permit, "ask_end", ends_on="01/12/2026", reason="no more cane")

    assert (varied.status_code, nothing.status_code, ended.status_code) == (302, 422, 302)
    assert Variation.objects.get().ports == ["shuolong"]
    assert EndRequest.objects.get().reason == "no more cane"


def test_many_are_suspended_for_one_reason(season: World, filing: Filing, visit: Visit) -> None:
    held = steps.holding(season, filing, 3)
    browser = visit(season.member(*APPROVER))
    ticked = {"chosen": [str(one.pk) for one in held]}

    browser.post(reverse("portal:permits_each", args=["suspend"]), ticked | {"suspend-reason": "storm"})

    assert set(Permit.objects.values_list("status", flat=True)) == {"suspended"}


def test_the_list_finds_by_number_as_people_write_it_and_by_what_ends_soon(
    season: World, filing: Filing, visit: Visit, clock: Any
) -> None:
    [soon] = steps.holding(season, filing, permit_class="short", last_on=date(2026, 12, 14))
    [later] = steps.holding(season, filing)
    clock.move_to(datetime(2026, 12, 10, 9, tzinfo=ZONE))
    browser = visit(season.member(*APPROVER))

    def listed(**asked: str) -> list[Any]:
        return [one.pk for one in browser.get(reverse("portal:permits"), asked).context["page"].rows]

    assert listed(number=later.reference.lower().replace("-", " ")) == [later.pk]
    assert listed(number="WP-2627-000000-0") == []
    assert listed(ending="7") == [soon.pk]
    assert listed(permit_class="seasonal", status="issued", filing=str(filing.pk)) == [later.pk]
    assert listed(worker=str(soon.worker_id)) == [soon.pk]


@pytest.mark.parametrize("who", [APPROVER, CLERK, SIGNATORY], ids=lambda who: who[0])
def test_the_list_costs_the_same_however_long_it_is(
    season: World, filing: Filing, visit: Visit, who: tuple[str, str]
) -> None:
    browser = visit(season.member(*who))
    costs = []
    for number in (1, 5):
        for _ in range(number):
            factories.permitted(filing, season.intermediary)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("portal:permits")).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[1] <= 8


def test_a_page_costs_the_same_however_much_happened(season: World, permit: Permit, visit: Visit) -> None:
    browser = visit(season.member(*APPROVER))
    costs = []
    for day in (20, 25):
        entered = datetime(2026, 11, day, 8, tzinfo=ZONE)
        for hours in range(4):
            left = entered.replace(hour=10 + hours)
            Stay.objects.create(
                worker=permit.worker, permit=permit, entered_at=entered.replace(hour=9 + hours), left_at=left
            )
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("portal:permit", args=[permit.pk]))
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[1] <= 32


def test_a_renewed_permit_shows_its_chain(season: World, filing: Filing, visit: Visit, clock: Any) -> None:
    [first] = steps.holding(season, filing, permit_class="short", last_on=date(2026, 12, 14))
    renewals.propose_due(at=DURING)
    approver = season.member(*APPROVER)
    [second] = renewals.confirm_each([first.renewal.pk], by=approver, at=DURING)
    clock.move_to(DURING)

    pages = [_page(visit, season, APPROVER, one).context["chain"] for one in (first, second)]

    assert [[one.pk for one in chain] for chain in pages] == [[first.pk, second.pk]] * 2


def test_the_time_line_says_in_words_what_it_draws(season: World, permit: Permit) -> None:
    def at(month: int, day: int) -> datetime:
        return datetime(2026 if month > 6 else 2027, month, day, 8, tzinfo=ZONE)

    stays = [
        Stay(entered_at=at(11, 15), left_at=at(2, 10)),
        Stay(entered_at=at(2, 20)),
    ]

    line = line_of(permit, stays, [], today=date(2027, 3, 1))

    told = [(str(one.on), str(one.what), one.until and str(one.until)) for one in line.moments]
    assert told == [
        ("2026-10-05", "issued", None),
        ("2026-11-15", "first day", None),
        ("2026-11-15", "in the country", "2027-02-10"),
        ("2027-02-20", "in the country since", None),
        ("2027-04-15", "last day", None),
    ]
    assert [span.kind for span in line.spans] == ["days", "stay", "stay"]
    assert all(span.x >= 12 and span.x + span.width <= 988 for span in line.spans)
    assert line.today is not None
