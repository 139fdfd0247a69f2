"""What is asked about permits: read, decided or taken back on its page; renewals confirmed many at once."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.dates import ZONE
from employers.models import Filing
from permits.models import EndRequest, Extension, Permit, Renewal, Variation
from permits.services.lifetime import end_requests, extensions, permits, renewals, variations
from tests import factories
from tests.factories import World
from tests.permits import steps
from tests.portal.conftest import Visit

DURING = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)
APPROVER, CLERK, SIGNATORY = ("bureau", "approver"), ("intermediary", "clerk"), ("employer", "signatory")
LISTS = ["extensions", "variations", "end_requests", "revocations", "renewals"]


@pytest.fixture
def season(demand: World, clock: Any) -> World:
    """A world in December, in which permits are held."""
    steps.requirements()
    clock.move_to(DURING)
    return demand


@pytest.fixture
def filing(season: World) -> Filing:
    """A granted filing with posts for a crew."""
    return steps.hiring(season)


def _short(world: World, filing: Filing, number: int = 1) -> list[Permit]:
    return steps.holding(world, filing, number, permit_class="short", last_on=date(2026, 12, 14))


def _extension(world: World, permit: Permit) -> Extension:
    clerk = world.member(*CLERK)
    return extensions.ask(permit.pk, ends_on=date(2027, 1, 10), reason="late cane", by=clerk, at=DURING)


def _move(visit: Visit, world: World, who: tuple[str, str], kind: str, record: Any, verb: str, **given: str) -> Any:
    address = reverse(f"portal:{kind}_move", args=[record.pk, verb])
    return visit(world.member(*who)).post(address, {f"{verb}-{name}": value for name, value in given.items()})


def test_an_extension_is_granted_on_its_page(season: World, filing: Filing, visit: Visit) -> None:
    [permit] = _short(season, filing)
    extension = _extension(season, permit)

    page = visit(season.member(*APPROVER)).get(reverse("portal:extension", args=[extension.pk]))
    granted = _move(visit, season, APPROVER, "extension", extension, "grant", comment="fine")

    permit.refresh_from_db()
    assert "the stay is lawful until" in page.content.decode()
    assert {offer.verb for offer in page.context["offers"]} == {"grant", "refuse"}
    assert (granted.status_code, str(permit.last_on)) == (302, "2027-01-10")


def test_an_extension_is_refused_with_a_reason_or_taken_back_by_who_asked(
    season: World, filing: Filing, visit: Visit
) -> None:
    asked = [_extension(season, permit) for permit in _short(season, filing, 2)]

    without = _move(visit, season, APPROVER, "extension", asked[0], "refuse")
    refused = _move(visit, season, APPROVER, "extension", asked[0], "refuse", comment="no bed")
    withdrawn = _move(visit, season, CLERK, "extension", asked[1], "withdraw")

    assert [one.status_code for one in (without, refused, withdrawn)] == [422, 302, 302]
    assert sorted(Extension.objects.values_list("status", flat=True)) == ["refused", "withdrawn"]


def test_what_the_worker_asked_for_is_not_the_intermediarys_to_take_back(
    season: World, filing: Filing, visit: Visit
) -> None:
    [permit] = _short(season, filing)
    worker = factories.as_worker(permit.worker)
    asked = extensions.ask(permit.pk, ends_on=date(2027, 1, 10), reason="late cane", by=worker, at=DURING)

    page = visit(season.member(*CLERK)).get(reverse("portal:extension", args=[asked.pk]))
    tried = _move(visit, season, CLERK, "extension", asked, "withdraw")

    assert page.context["offers"] == []
    assert tried.status_code == 404


def test_a_variation_waits_for_the_workers_own_yes(season: World, filing: Filing, visit: Visit) -> None:
    [permit] = steps.holding(season, filing)
    factories.port("shuolong")
    clerk = season.member(*CLERK)
    asked = variations.ask(
        permit.pk, effective_on=DURING.date(), reason="nearer", ports=["shuolong"], by=clerk, at=DURING
    )
    address = reverse("portal:variation", args=[asked.pk])

    before = {offer.verb for offer in visit(season.member(*APPROVER)).get(address).context["offers"]}
    early = _move(visit, season, APPROVER, "variation", asked, "grant")
    variations.agree(asked.pk, by=factories.as_worker(permit.worker), at=DURING)
    granted = _move(visit, season, APPROVER, "variation", asked, "grant")

    permit.refresh_from_db()
    assert before == {"refuse"}
    assert (early.status_code, granted.status_code, permit.ports) == (409, 302, ["shuolong"])
    assert Variation.objects.get().status == "granted"


def test_a_wish_to_end_is_answered_on_its_day_and_not_before(
    season: World, filing: Filing, visit: Visit, clock: Any
) -> None:
    [permit] = steps.holding(season, filing)
    signatory = season.member(*SIGNATORY)
    wish = end_requests.ask(permit.pk, ends_on=date(2026, 12, 2), reason="no cane", by=signatory, at=DURING)
    address = reverse("portal:end_request", args=[wish.pk])

    before = visit(season.member(*APPROVER)).get(address).context["offers"]
    early = _move(visit, season, APPROVER, "end_request", wish, "grant")
    clock.move_to(datetime.combine(wish.due_on, DURING.timetz()))
    granted = _move(visit, season, APPROVER, "end_request", wish, "grant")

    permit.refresh_from_db()
    assert before == []
    assert (early.status_code, granted.status_code, permit.status) == (409, 302, "surrendered")
    assert EndRequest.objects.get().status == "granted"


def test_proposed_revocations_are_listed_for_offices_only(season: World, filing: Filing, visit: Visit) -> None:
    [permit] = steps.holding(season, filing)
    reviewer = season.member("bureau", "reviewer")
    revocation = permits.propose_revocation(permit.pk, reason="x", legal_basis="EEL art. 43", by=reviewer, at=DURING)
    address = reverse("portal:revocation", args=[revocation.pk])

    def listed(who: tuple[str, str], **asked: str) -> list[Any]:
        page = visit(season.member(*who)).get(reverse("portal:revocations"), asked).context["page"]
        return [one.pk for one in page.rows]

    assert listed(APPROVER, turn="mine") == listed(("bureau", "reviewer"), turn="others") == [revocation.pk]
    assert listed(CLERK) == listed(SIGNATORY) == []
    assert visit(season.member(*APPROVER)).get(address).status_code == 200
    assert visit(season.member(*CLERK)).get(address).status_code == 404


def test_renewals_are_confirmed_many_at_once_and_those_that_cannot_are_named(
    season: World, filing: Filing, visit: Visit
) -> None:
    held = _short(season, filing, 3)
    renewals.propose_due(at=DURING)
    held[1].worker.papers.update(void_from=DURING.date())
    proposed = list(Renewal.objects.order_by("pk"))
    browser = visit(season.member(*APPROVER))
    address = reverse("portal:renewals_each", args=["confirm"])

    refused = browser.post(address, {"chosen": [str(one.pk) for one in proposed]})
    page = refused.content.decode()
    standing = [one for one in proposed if f'id="tick-{one.pk}" checked' in page]
    confirmed = browser.post(address, {"chosen": [str(one.pk) for one in standing]})

    assert (refused.status_code, confirmed.status_code) == (422, 302)
    assert "The paper is lost, replaced or withdrawn" in page
    assert {one.permit_id for one in standing} == {held[0].pk, held[2].pk}
    assert Permit.objects.filter(succeeds__in=held).count() == 2


def test_one_renewal_shows_its_checks_and_is_declined(season: World, filing: Filing, visit: Visit) -> None:
    _short(season, filing)
    renewals.propose_due(at=DURING)
    renewal = Renewal.objects.get()

    page = visit(season.member(*APPROVER)).get(reverse("portal:renewal", args=[renewal.pk]))
    declined = _move(visit, season, APPROVER, "renewal", renewal, "decline")

    renewal.refresh_from_db()
    assert all(finding["rule"] in page.content.decode() for finding in renewal.findings)
    assert (declined.status_code, renewal.status) == (302, "declined")


def test_renewals_are_narrowed_by_the_address(season: World, filing: Filing, visit: Visit) -> None:
    held = _short(season, filing, 2)
    held[1].worker.papers.update(void_from=steps.AT.date())
    renewals.propose_due(at=DURING)
    browser = visit(season.member(*APPROVER))

    def listed(**asked: str) -> set[Any]:
        return {one.permit_id for one in browser.get(reverse("portal:renewals"), asked).context["page"].rows}

    assert listed(can="yes") == {held[0].pk}
    assert listed(can="no") == {held[1].pk}
    assert listed(first_until="14/12/2026") == set()
    assert listed(status="proposed", order="due") == {one.pk for one in held}


@pytest.mark.parametrize("kind", ["extension", "variation", "end_request", "renewal"])
def test_requests_of_another_world_are_not_there(season: World, filing: Filing, visit: Visit, kind: str) -> None:
    [permit] = _short(season, filing)
    clerk = season.member(*CLERK)
    factories.port("shuolong")
    made: dict[str, Any] = {"extension": _extension(season, permit)}
    made["variation"] = variations.ask(
        permit.pk, effective_on=DURING.date(), reason="x", ports=["shuolong"], by=clerk, at=DURING
    )
    made["end_request"] = end_requests.ask(permit.pk, ends_on=DURING.date(), reason="x", by=clerk, at=DURING)
    made["renewal"] = Renewal.objects.create(
        permit=permit, first_on=date(2026, 12, 15), last_on=date(2027, 1, 10), proposed_at=DURING
    )
    other = factories.world(factories.HEKOU)
    address = reverse(f"portal:{kind}", args=[made[kind].pk])

    ours, theirs = visit(season.member(*APPROVER)).get(address), visit(other.member(*APPROVER)).get(address)

    assert (ours.status_code, theirs.status_code) == (200, 404)


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("who", [APPROVER, CLERK, SIGNATORY], ids=lambda who: who[0])
def test_the_lists_cost_the_same_however_long_they_are(
    season: World, filing: Filing, visit: Visit, page: str, who: tuple[str, str]
) -> None:
    browser = visit(season.member(*who))
    costs = []
    for number in (1, 4):
        for _ in range(number):
            permit = factories.permitted(filing, season.intermediary)
            told = {"permit": permit, "reason": "x", "asked_at": DURING}
            Extension.objects.create(ends_on=date(2027, 5, 1), ended_before_on=permit.last_on, **told)
            Variation.objects.create(effective_on=DURING.date(), **told)
            EndRequest.objects.create(ends_on=DURING.date(), due_on=DURING.date(), **told)
            Renewal.objects.create(permit=permit, first_on=DURING.date(), last_on=DURING.date(), proposed_at=DURING)
            reviewer = season.member("bureau", "reviewer")
            permits.propose_revocation(permit.pk, reason="x", legal_basis="y", by=reviewer, at=DURING)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(f"portal:{page}")).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[1] <= 6
