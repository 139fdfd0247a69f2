"""What the database itself holds of the agreement and its quotas."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from scheme.models import Area, Holiday, Industry, PortStatus, Province, Quota, QuotaEntry, RuleSet, Season, WageFloor
from tests import factories
from tests.factories import CANE, NINGMING

pytestmark = pytest.mark.django_db
DAY, BEFORE = date(2026, 1, 1), date(2025, 1, 1)
NAMES = {"name_zh": "名", "name_vi": "Tên", "name_en": "Name"}


def refused(name, make):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make()
    assert refusal.value.__cause__.diag.constraint_name == name


def test_ranges_are_in_order():
    refused(
        "industry_days_in_order", lambda: Industry.objects.create(code="X", valid_from=DAY, valid_until=BEFORE, **NAMES)
    )
    refused(
        "season_windows_in_order",
        lambda: Season.objects.create(
            code="x", filing_from=DAY, filing_until=BEFORE, work_from=DAY, work_until=DAY, **NAMES
        ),
    )


def test_an_area_s_code_fits_its_level():
    factories.area()

    refused("area_code_below_parent", lambda: Area.objects.filter(pk=NINGMING).update(parent=None))
    refused("area_code_below_parent", lambda: Area.objects.filter(pk=NINGMING).update(level="prefecture"))


def test_a_code_means_one_province_a_day():
    Province.objects.create(code="15", valid_from=BEFORE, valid_until=date(2025, 6, 30), **NAMES)
    Province.objects.create(code="15", valid_from=date(2025, 7, 1), **NAMES)

    refused("province_one_meaning_a_day", lambda: Province.objects.create(code="15", valid_from=DAY, **NAMES))


def test_a_port_has_one_status_a_day():
    port = factories.port()
    PortStatus.objects.create(port=port, state="closed", valid_from=DAY)

    refused(
        "portstatus_one_a_day", lambda: PortStatus.objects.create(port=port, state="open_bilateral", valid_from=DAY)
    )


def test_a_season_of_months_is_whole():
    refused(
        "industry_season_in_months",
        lambda: Industry.objects.create(code="X", valid_from=DAY, season_from_month=11, **NAMES),
    )


def test_a_floor_is_above_nothing_and_alone():
    factories.wage_floors()
    values = {"province_id": "450000", "wage_class": 3, "valid_from": DAY, "monthly_fen": 1, "hourly_fen": 1}

    refused("wagefloor_one_a_day", lambda: WageFloor.objects.create(**values))
    refused("wagefloor_positive", lambda: WageFloor.objects.create(**values | {"wage_class": 5, "hourly_fen": 0}))


def test_a_day_is_in_a_calendar_once():
    day = {"country": "CN", "day": DAY, "kind": "holiday", "name_local": "元旦", "name_en": "New Year"}
    Holiday.objects.create(**day)

    refused("holiday_once_a_day", lambda: Holiday.objects.create(**day))


def test_an_area_has_one_rule_set_a_day():
    factories.rule_set()

    refused("ruleset_one_a_day", lambda: factories.rule_set("other"))
    refused(
        "ruleset_once_a_version",
        lambda: RuleSet.objects.create(
            code="scheme", version=1, valid_from=BEFORE, area=factories.area(), parameters={}, legal_basis="-", **NAMES
        ),
    )


@pytest.mark.parametrize("change", [{"parameters": {}}, {"legal_basis": "x"}, {"valid_from": BEFORE}, {"version": 9}])
def test_a_version_of_a_rule_set_is_never_edited(change):
    rule_set = factories.rule_set()

    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        RuleSet.objects.filter(pk=rule_set.pk).update(**change)
    RuleSet.objects.filter(pk=rule_set.pk).update(valid_until=DAY)


def entry(quota, **changes):
    QuotaEntry.objects.create(quota=quota, kind="reserve", cause=changes.pop("cause", uuid4()), login="test", **changes)


def test_a_quota_is_never_oversold():
    leaf = factories.quotas(ceiling=10)[0]
    entry(leaf, reserved_change=10)

    refused("quota_never_oversold", lambda: entry(leaf, reserved_change=1))
    refused("quota_never_oversold", lambda: entry(leaf, used_change=1))
    refused("quota_never_oversold", lambda: entry(leaf, ceiling_change=-1))


def test_no_cause_holds_less_than_nothing():
    leaf = factories.quotas(ceiling=10)[0]
    entry(leaf, reserved_change=5)

    refused("quotaentry_cause_holds_enough", lambda: entry(leaf, reserved_change=-1))


def test_an_entry_changes_something():
    refused("quotaentry_changes_something", lambda: entry(factories.quotas()[0]))


def test_a_place_has_one_quota_a_season_and_trades_divide_counties():
    leaf, county, *_ = factories.quotas()
    season = factories.season()

    refused("quota_once_per_place", lambda: Quota.objects.create(season=season, area_id=NINGMING, depth=3))
    refused(
        "quota_industry_below_county",
        lambda: Quota.objects.create(season=season, area_id="450000", industry_id=CANE, depth=1),
    )
    assert leaf.parent == county


def test_a_new_quota_starts_empty_whatever_is_written():
    Quota.objects.create(season=factories.season(), depth=0, ceiling=500, reserved=3, used=2)

    assert Quota.objects.values_list("ceiling", "reserved", "used").get() == (0, 0, 0)


@pytest.mark.parametrize("sql", ["UPDATE scheme_quotaentry SET login = 'x'", "DELETE FROM scheme_quotaentry"])
def test_the_ledger_may_only_grow(sql):
    factories.quotas()

    with pytest.raises(DatabaseError, match="denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", ["UPDATE scheme_quota SET reserved = 0", "DELETE FROM scheme_quota"])
def test_the_application_touches_no_counter(sql):
    factories.quotas()

    with pytest.raises(DatabaseError, match="denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
