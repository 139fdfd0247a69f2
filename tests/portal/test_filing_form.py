"""The intermediary writes a filing: everything wrong is told at once, and nothing typed is lost."""

import pytest
from django.urls import reverse

from employers.enums import CostHead
from employers.models import Filing
from tests import factories
from tests.factories import World
from tests.portal.conftest import Visit


def _given(world: World, **changed: str) -> dict[str, str]:
    said = {
        "season": "2026-27",
        "employer": str(world.employer.pk),
        "county": world.county,
        "industry": factories.CANE,
        "occupation": factories.FARM_HAND,
        "job_title": "甘蔗砍收工",
        "groups.0.posts": "20",
        "groups.0.starts_on": "2026-11-15",
        "groups.0.ends_on": "2027-04-15",
        "pay_kind": "time",
        "wage_fen": "160",
        "wage_unit": "day",
        "hours_a_day": "8",
        "days_a_week": "5.5",
        "meals": "provided",
        "worksites.0.name": "一号蔗区",
        "lodgings.0.address": "职工宿舍",
        "lodgings.0.capacity": "20",
        "local_search.from_on": "2026-07-05",
        "local_search.until_on": "2026-08-05",
        "local_search.channels": "县就业网，村广播",
        "local_search.applied": "2",
        "local_search.hired": "1",
    }
    said |= {f"costs.{row}.payer": "employer" for row in range(len(CostHead.values))}
    return said | changed


def test_a_draft_is_saved_as_it_was_written(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(reverse("portal:filing_new"), _given(demand))

    filing = Filing.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("portal:filing", args=[filing.pk])
    assert (filing.posts, filing.wage_fen, filing.status) == (20, 16_000, "draft")
    assert filing.local_search["channels"] == ["县就业网", "村广播"]


def test_a_check_tells_everything_at_once_and_the_quota_left(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    wrong = _given(demand, **{"wage_fen": "30", "lodgings.0.capacity": "3", "costs.0.payer": "worker"}, do="check")

    answer = browser.post(reverse("portal:filing_new"), wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_wage_fen"' in page
    assert 'href="#id_lodgings.0.address"' in page
    assert 'href="#id_costs.0.payer"' in page
    assert "300" in page
    assert 'value="30"' in page
    assert not Filing.objects.exists()


def test_a_check_of_a_sound_filing_finds_nothing_and_keeps_nothing(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(reverse("portal:filing_new"), _given(demand, do="check"))

    assert answer.status_code == 200
    assert answer.context["summary"] == []
    assert not Filing.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"groups.0.starts_on": "32/13/2026"}, "groups.0.starts_on"),
        ({"groups.0.posts": "0"}, "groups.0.posts"),
        ({"groups.0.posts": "1000000000"}, "groups.0.posts"),
        ({"groups.0.posts": "", "groups.0.starts_on": "", "groups.0.ends_on": ""}, "groups.0.posts"),
        ({"groups.1.posts": "5"}, "groups.1.starts_on"),
        ({"groups.0.ends_on": "2026-11-01"}, "groups.0.posts"),
        ({"wage_fen": "-4"}, "wage_fen"),
        ({"county": "000000"}, "county"),
        ({"employer": "not-one"}, "employer"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(
    demand: World, visit: Visit, changed: dict[str, str], field: str
) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(reverse("portal:filing_new"), _given(demand, **changed))

    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not Filing.objects.exists()


def test_a_check_names_the_row_that_was_meant(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    moved = {f"groups.0.{name}": "" for name in ("posts", "starts_on", "ends_on")}
    moved |= {"groups.2.posts": "20", "groups.2.starts_on": "2026-11-15", "groups.2.ends_on": "2027-08-15"}

    answer = browser.post(reverse("portal:filing_new"), _given(demand, **moved, do="check"))

    assert 'href="#id_groups.2.' in answer.content.decode()


def test_a_draft_is_changed_and_keeps_its_rows(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    browser.post(reverse("portal:filing_new"), _given(demand))
    filing = Filing.objects.get()
    address = reverse("portal:filing_change", args=[filing.pk, "edit"])

    shown = browser.get(address)
    answer = browser.post(address, _given(demand, **{"groups.0.posts": "15"}))

    filing.refresh_from_db()
    assert 'value="20"' in shown.content.decode()
    assert answer.status_code == 302
    assert filing.posts == 15


def test_a_filing_is_cloned_into_the_season_that_takes_filings(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    browser.post(reverse("portal:filing_new"), _given(demand))
    filing = Filing.objects.get()

    answer = browser.post(reverse("portal:filing_clone", args=[filing.pk]))

    copy = Filing.objects.exclude(pk=filing.pk).get()
    assert answer["Location"] == reverse("portal:filing_change", args=[copy.pk, "edit"])
    assert copy.posts == filing.posts


def test_a_bureau_files_nothing(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))

    answers = [browser.get(reverse("portal:filing_new")), browser.post(reverse("portal:filing_new"), _given(demand))]

    assert [answer.status_code for answer in answers] == [403, 403]
