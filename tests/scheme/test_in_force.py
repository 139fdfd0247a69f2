"""What holds in a county on a day: one call, a number of queries that never grows."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from core.errors import Invalid
from scheme.models import Area, PortStatus, RuleSet, Season, WageClass, WageFloor
from scheme.services.in_force import in_force, in_force_each, read_agreement
from scheme.services.loading import load_reference
from scheme.services.reference import add
from tests.factories import DATA, HEKOU, NINGMING, PINGXIANG, TODAY, parameters

pytestmark = pytest.mark.django_db
READING, KNOWN = 11, 1


@pytest.fixture(autouse=True)
def _data(db):
    load_reference(DATA)


def a_rule_set(code, **given):
    values = {"name_zh": "规则", "name_vi": "Quy tắc", "name_en": "Rules", "legal_basis": "-", "version": 1}
    return RuleSet.objects.create(
        **values | {"code": code, "valid_from": date(2026, 1, 1), "parameters": parameters()} | given
    )


def test_one_call_tells_all_that_holds(django_assert_num_queries):
    with django_assert_num_queries(READING):
        held = in_force(NINGMING, TODAY)

    assert (held.area.pk, held.prefecture.pk, held.province.pk) == (NINGMING, "451400", "450000")
    assert (held.rule_set.code, held.rule_set.version, held.parameters.minimum_age) == ("scheme", 1, 18)
    assert (held.wage_floor.wage_class, held.wage_floor.hourly_fen) == (3, 1700)
    assert [(gate.port.pk, gate.state) for gate in held.gates] == [("aidian", "open_bilateral")]
    assert {row.code for row in held.required_for("commuter")} >= {"border_pass", "work_injury_insurance"}
    assert not held.calendar.is_working_day(date(2026, 10, 1))


def test_a_batch_takes_as_many_queries_as_one(django_assert_num_queries):
    pairs = {(county, None) for county in (NINGMING, PINGXIANG, HEKOU)}

    with django_assert_num_queries(READING):
        held = in_force_each(pairs, TODAY)

    assert {county: one.area.pk for (county, _season), one in held.items()} == {
        county: county for county, _season in pairs
    }
    assert held[HEKOU, None].province.pk == "530000"


def test_many_days_are_asked_of_one_reading(django_assert_num_queries):
    agreement = read_agreement()

    with django_assert_num_queries(0):
        floors = [agreement.in_force(NINGMING, date(2025, month, 1)).wage_floor for month in range(1, 13)]

    assert {floor.monthly_fen for floor in floors} == {169_000}


def test_what_has_not_changed_is_not_read_again(django_assert_num_queries):
    before = in_force(NINGMING, TODAY)

    with django_assert_num_queries(KNOWN):
        again = in_force(NINGMING, TODAY)

    assert again == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE scheme_wageclass SET wage_class = 4 - wage_class",
        "UPDATE scheme_area SET name_en = 'Elsewhere'",
        "UPDATE scheme_ruleset SET valid_until = '2030-12-31'",
        "DELETE FROM scheme_portstatus",
        "DELETE FROM scheme_requirement",
        "DELETE FROM scheme_wagefloor",
        "DELETE FROM scheme_holiday",
        "UPDATE scheme_port SET name_en = 'Elsewhere'",
        "UPDATE scheme_industry SET valid_until = '2030-12-31'",
        "UPDATE scheme_occupation SET valid_until = '2030-12-31'",
    ],
)
def test_whatever_changes_is_read_anew_and_what_is_taken_back_again(change, django_assert_num_queries):
    before = read_agreement()
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(change)
        changed = read_agreement()
        transaction.set_rollback(True)

    after = read_agreement()

    assert changed is not before
    assert after is not changed
    assert after == before


def test_the_application_draws_no_edition_itself():
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE scheme_edition SET edition = gen_random_uuid()")


@pytest.mark.parametrize("county", ["999999", "451400", "450000", "", "4514", "宁明县", "45\x0022", "４５１４２２"])
def test_what_is_no_county_of_the_scheme_is_refused(county):
    with pytest.raises(Invalid) as refusal:
        in_force(county, TODAY)

    assert (refusal.value.code, refusal.value.problems[0].field) == ("county_not_in_scheme", "county")


def test_a_county_that_has_left_the_scheme_is_refused_from_the_next_day():
    Area.objects.filter(pk=NINGMING).update(valid_until=TODAY)

    assert in_force(NINGMING, TODAY).area.pk == NINGMING
    with pytest.raises(Invalid, match="not a county"):
        in_force(NINGMING, date(2026, 9, 2))


def test_a_county_leaves_with_its_province():
    Area.objects.filter(pk="450000").update(valid_until=date(2026, 8, 31))

    with pytest.raises(Invalid, match="not a county"):
        in_force(NINGMING, TODAY)


def test_in_a_batch_a_county_that_is_not_there_has_no_area():
    held = in_force_each({("999999", None), (NINGMING, None)}, TODAY)

    assert held["999999", None].area is None
    assert held["999999", None].parameters.minimum_age == 18
    assert held["999999", None].wage_floor is None


def test_before_the_first_rule_set_nothing_is_in_force():
    with pytest.raises(Invalid) as refusal:
        in_force(NINGMING, date(2024, 12, 31))

    assert refusal.value.code == "no_rules_in_force"


def test_the_narrowest_rule_set_holds():
    a_rule_set("guangxi", area_id="450000")
    a_rule_set("chongzuo", area_id="451400")
    a_rule_set("hekou", area_id=HEKOU)

    assert in_force(NINGMING, TODAY).rule_set.code == "chongzuo"
    assert in_force(HEKOU, TODAY).rule_set.code == "hekou"
    assert in_force("450681", TODAY).rule_set.code == "guangxi"


def test_a_season_s_own_rule_set_holds_in_that_season():
    season = Season.objects.get(code="2026-27")
    a_rule_set("season", season=season)

    assert in_force(NINGMING, TODAY, season=season.pk).rule_set.code == "season"
    assert in_force(NINGMING, TODAY).rule_set.code == "scheme"


def test_a_new_version_holds_from_its_day(operator_officer):
    values = {
        "code": "scheme",
        "legal_basis": "-",
        "valid_from": date(2027, 1, 1),
        "parameters": parameters(minimum_age=19),
    }
    add("rule_sets", values | {"name_zh": "规则", "name_vi": "Quy tắc", "name_en": "Rules"}, by=operator_officer)

    assert in_force(NINGMING, date(2026, 12, 31)).parameters.minimum_age == 18
    later = in_force(NINGMING, date(2027, 1, 1))
    assert later.parameters.minimum_age == 19
    assert later.required_for("short")


def test_the_floor_is_no_surer_than_class_and_figure():
    WageFloor.objects.filter(province_id="450000").update(confidence="source")

    assert in_force(NINGMING, TODAY).wage_floor.confidence == "unverified"
    WageClass.objects.update(confidence="to_check")
    assert in_force(NINGMING, TODAY).wage_floor.confidence == "to_check"


def test_a_floor_that_is_not_there_is_not_known():
    WageFloor.objects.filter(province_id="450000", valid_until=None).update(valid_until=date(2026, 8, 31))

    assert in_force(NINGMING, TODAY).wage_floor is None


def test_a_port_without_a_row_is_not_known():
    PortStatus.objects.filter(port_id="aidian").update(valid_until=date(2026, 8, 31))

    [gate] = in_force(NINGMING, TODAY).gates
    assert (gate.state, gate.confidence) == (None, "to_check")


def test_a_requirement_of_a_narrower_area_takes_the_place_of_the_scheme_s(operator_officer):
    own = in_force(NINGMING, TODAY).required_for("short")
    health = next(row for row in own if row.code == "health_certificate")
    values = {
        "rule_set": health.rule_set_id,
        "permit_class": "short",
        "kind": "health",
        "code": "health_certificate",
        "due": "entry",
        "area": "451400",
        "valid_months": 3,
        "valid_from": date(2026, 1, 1),
        "name_zh": "健康证明",
        "name_vi": "Giấy khám",
        "name_en": "Health certificate",
        "confidence": "source",
    }
    add("requirements", values, by=operator_officer)

    found = {row.code: row for row in in_force(NINGMING, TODAY).required_for("short")}
    assert (found["health_certificate"].valid_months, len(found)) == (3, len(own))
    elsewhere = {row.code: row for row in in_force(HEKOU, TODAY).required_for("short")}
    assert elsewhere["health_certificate"].valid_months == health.valid_months
