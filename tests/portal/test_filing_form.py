"""The intermediary writes a filing: everything wrong is told at once, and nothing typed is lost."""

import pytest
from django.urls import reverse, reverse_lazy

from accounts.models import Unfinished
from employers.enums import CostHead
from employers.models import Filing
from tests import factories
from tests.factories import World
from tests.portal.conftest import Visit

NEW, LOOK = reverse_lazy("portal:filing_new"), "?step=look"


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
    said |= {"do": "save"} | {f"costs.{row}.payer": "employer" for row in range(len(CostHead.values))}
    return said | changed


def test_a_draft_is_saved_as_it_was_written(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(f"{NEW}{LOOK}", _given(demand))

    filing = Filing.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("portal:filing", args=[filing.pk])
    assert (filing.posts, filing.wage_fen, filing.status) == (20, 16_000, "draft")
    assert filing.local_search["channels"] == ["县就业网", "村广播"]


def test_the_last_page_tells_everything_at_once_and_the_quota_left(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    wrong = _given(demand, **{"wage_fen": "30", "lodgings.0.capacity": "3", "costs.0.payer": "worker"}, do="look")
    browser.post(NEW, wrong)

    page = browser.get(f"{NEW}{LOOK}").content.decode()

    assert 'href="?step=pay&amp;judged=1#id_wage_fen"' in page
    assert 'href="?step=places&amp;judged=1#id_lodgings.0.address"' in page
    assert 'href="?step=costs&amp;judged=1#id_costs.0.payer"' in page
    assert "Posts left in the quota: 300." in page
    assert not Filing.objects.exists()


def test_a_sound_filing_is_said_to_be_complete(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    browser.post(NEW, _given(demand, do="look"))

    answer = browser.get(f"{NEW}{LOOK}")

    assert answer.context["found"].wrong == 0
    assert "甘蔗砍收工" in answer.content.decode()
    assert not Filing.objects.exists()


def test_each_page_is_kept_and_only_its_own_faults_are_told(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    work = {"season": "2026-27", "employer": str(demand.employer.pk), "county": demand.county, "job_title": "砍蔗"}

    refused = browser.post(f"{NEW}?step=work", work | {"do": "on"})
    work |= {"industry": factories.CANE, "occupation": factories.FARM_HAND, "groups.0.posts": "7"}
    work |= {"groups.0.starts_on": "2026-11-15", "groups.0.ends_on": "2027-04-15"}
    passed = browser.post(f"{NEW}?step=work", work | {"do": "on"})
    later = browser.post(f"{NEW}?step=pay", {"wage_fen": "16x", "do": "later"})

    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"industry", "occupation", "groups.0.posts"}
    assert passed["Location"] == f"{NEW}?step=pay"
    assert later.status_code == 302
    assert 'value="砍蔗"' in browser.get(NEW).content.decode()
    assert 'value="16x"' in browser.get(f"{NEW}?step=pay").content.decode()
    assert "govuk-error-message" not in browser.get(f"{NEW}?step=pay").content.decode()
    assert "govuk-error-message" in browser.get(f"{NEW}?step=pay&judged=1").content.decode()


def test_what_one_clerk_has_begun_is_not_anothers_and_is_gone_once_sent_or_let_go(demand: World, visit: Visit) -> None:
    clerk, other = demand.member("intermediary", "clerk"), factories.member(demand.intermediary.organisation, "clerk")
    visit(clerk).post(f"{NEW}?step=work", {"job_title": "砍蔗", "do": "later"})

    begun, none = (list(visit(one).get("/filings/").context["begun"]) for one in (clerk, other))
    seen = visit(other).get(NEW).content.decode()
    visit(clerk).post(NEW, {"do": "let_go"})

    assert ([one.address for one in begun], none) == ([NEW], [])
    assert "砍蔗" not in seen
    assert not Unfinished.objects.exists()
    visit(clerk).post(f"{NEW}{LOOK}", _given(demand))
    assert Filing.objects.count() == 1
    assert not Unfinished.objects.exists()


def test_a_script_asks_how_far_it_has_come_and_what_was_typed_is_kept(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(f"{NEW}?step=pay", {"wage_fen": "160", "do": "check"})

    assert "<html" not in answer.content.decode()
    assert 'id="standing"' in answer.content.decode()
    assert bytes(Unfinished.objects.get().fields).find(b"160") == -1
    assert 'value="160"' in browser.get(f"{NEW}?step=pay").content.decode()


def test_a_part_grows_by_a_row_as_often_as_one_is_filled(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    browser.post(f"{NEW}?step=places", {f"worksites.{n}.name": f"第{n}蔗区" for n in range(2)} | {"do": "more"})

    assert 'id="id_worksites.2.name"' in browser.get(f"{NEW}?step=places").content.decode()


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

    answer = browser.post(f"{NEW}{LOOK}", _given(demand, **changed))

    assert answer.status_code == 422
    assert f'#id_{field}"' in answer.content.decode()
    assert not Filing.objects.exists()


def test_a_check_names_the_row_that_was_meant(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    moved = {f"groups.0.{name}": "" for name in ("posts", "starts_on", "ends_on")}
    moved |= {"groups.2.posts": "20", "groups.2.starts_on": "2026-11-15", "groups.2.ends_on": "2027-08-15"}

    browser.post(NEW, _given(demand, **moved, do="look"))

    assert "judged=1#id_groups.2." in browser.get(f"{NEW}{LOOK}").content.decode()


def test_a_draft_is_changed_and_keeps_its_rows(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    browser.post(f"{NEW}{LOOK}", _given(demand))
    filing = Filing.objects.get()
    address = reverse("portal:filing_change", args=[filing.pk, "edit"])

    shown = browser.get(address)
    answer = browser.post(f"{address}{LOOK}", _given(demand, **{"groups.0.posts": "15"}))

    filing.refresh_from_db()
    assert 'value="20"' in shown.content.decode()
    assert answer.status_code == 302
    assert filing.posts == 15


def test_a_filing_is_cloned_into_the_season_that_takes_filings(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    browser.post(f"{NEW}{LOOK}", _given(demand))
    filing = Filing.objects.get()

    answer = browser.post(reverse("portal:filing_clone", args=[filing.pk]))

    copy = Filing.objects.exclude(pk=filing.pk).get()
    assert answer["Location"] == reverse("portal:filing_change", args=[copy.pk, "edit"])
    assert copy.posts == filing.posts


def test_a_bureau_files_nothing(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))

    answers = [browser.get(NEW), browser.post(f"{NEW}{LOOK}", _given(demand))]

    assert [answer.status_code for answer in answers] == [403, 403]
