"""The operator edits the agreement's data; every change is an event, and a refused one leaves nothing behind."""

from datetime import date

import pytest

from core.actors import CLOCK, PUBLIC
from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from scheme.models import Holiday, PortStatus, Requirement, RuleSet, WageFloor
from scheme.services.loading import load_reference
from scheme.services.reference import add, correct, end, remove
from tests.factories import DATA, parameters

pytestmark = pytest.mark.django_db
FLOOR = {
    "province": "450000",
    "wage_class": 3,
    "monthly_fen": 180_000,
    "hourly_fen": 1_800,
    "valid_from": "2027-01-01",
    "confidence": "source",
}
NAMES = {"name_zh": "规则", "name_vi": "Bộ quy tắc", "name_en": "Rules"}


@pytest.fixture(autouse=True)
def _data(db):
    load_reference(DATA)


def current_floor():
    return WageFloor.objects.get(province_id="450000", wage_class=3, valid_until=None)


def test_a_floor_takes_over_from_the_one_that_holds(operator_officer):
    earlier = current_floor()

    later = add("wage_floors", FLOOR, by=operator_officer, ends_earlier=True)

    earlier.refresh_from_db()
    assert earlier.valid_until == date(2026, 12, 31)
    assert WageFloor.objects.get(pk=later.pk).valid_from == date(2027, 1, 1)
    events = Event.objects.filter(verb="add_wage_floors").order_by("id")
    assert [event.subject_id for event in events] == [str(earlier.pk), str(later.pk)]
    assert {event.actor_id for event in events} == {operator_officer.actor_id}


def test_a_floor_beside_another_is_refused_in_the_constraint_s_words(operator_officer):
    with pytest.raises(Invalid, match="end it first") as refusal:
        add("wage_floors", FLOOR, by=operator_officer)

    assert (refusal.value.code, refusal.value.problems[0].field) == ("wagefloor_one_a_day", "valid_from")
    assert not Event.objects.filter(verb="add_wage_floors").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"province": "990000"}, "province"),
        ({"province": None}, "province"),
        ({"wage_class": "third"}, "wage_class"),
        ({"wage_class": 40_000}, "wage_class"),
        ({"monthly_fen": 10**12}, "monthly_fen"),
        ({"hourly_fen": 0}, "hourly_fen"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"valid_until": "2026-12-31"}, "valid_until"),
        ({"confidence": "certain"}, "confidence"),
        ({"confidence": "sour\x00ce"}, "confidence"),
        ({"bonus": 5}, "bonus"),
        ({"id": "00000000-0000-0000-0000-000000000001"}, "id"),
    ],
)
def test_a_bad_value_is_refused_by_its_field(operator_officer, change, field):
    before = WageFloor.objects.count()

    with pytest.raises(Invalid) as refusal:
        add("wage_floors", FLOOR | change, by=operator_officer, ends_earlier=True)

    assert field in {problem.field for problem in refusal.value.problems}
    assert all(str(problem) for problem in refusal.value.problems)
    assert WageFloor.objects.count() == before
    assert current_floor().valid_until is None


def test_all_that_is_missing_is_told_at_once(operator_officer):
    with pytest.raises(Invalid) as refusal:
        add("ports", {"code": "newport"}, by=operator_officer)

    assert {problem.field for problem in refusal.value.problems} >= {"name_zh", "county", "kind", "valid_from"}


def test_a_text_that_is_not_composed_is_refused(operator_officer):
    with pytest.raises(Invalid) as refusal:
        add(
            "occupations",
            {**NAMES, "code": "9331", "name_vi": "Bo\u0323", "valid_from": "2026-01-01"},
            by=operator_officer,
        )

    assert refusal.value.problems[0].field == "name_vi"


def test_a_port_closes_from_a_day_on(operator_officer):
    closed = {"port": "aidian", "state": "closed", "valid_from": date(2026, 11, 1), "confidence": "source"}

    add("port_statuses", closed, by=operator_officer, ends_earlier=True)

    on = PortStatus.objects.filter(port_id="aidian")
    assert on.valid_on(date(2026, 10, 31)).get().state == "open_bilateral"
    assert on.valid_on(date(2026, 11, 1)).get().state == "closed"


def test_a_row_is_ended_on_a_day_not_before_its_first(operator_officer):
    floor = current_floor()

    with pytest.raises(Invalid) as refusal:
        end("wage_floors", floor.pk, on=date(2020, 1, 1), by=operator_officer)
    end("wage_floors", floor.pk, on=date(2027, 6, 30), by=operator_officer)

    assert refusal.value.problems[0].field == "valid_until"
    floor.refresh_from_db()
    assert floor.valid_until == date(2027, 6, 30)


def test_what_has_no_last_day_cannot_be_ended(operator_officer):
    with pytest.raises(Invalid, match="Correct it"):
        end("holidays", Holiday.objects.first().pk, on=date(2027, 1, 1), by=operator_officer)


def test_a_correction_keeps_what_was_said_before_in_its_event(operator_officer):
    floor = current_floor()

    correct("wage_floors", floor.pk, {"hourly_fen": 1_750}, by=operator_officer)

    event = Event.objects.get(verb="correct_wage_floors")
    assert event.changes == {"hourly_fen": [1_700, 1_750]}


def test_the_code_of_a_row_stays(operator_officer):
    with pytest.raises(Invalid) as refusal:
        correct("occupations", "9211", {"code": "9999"}, by=operator_officer)

    assert refusal.value.problems[0].field == "code"


def test_a_holiday_is_added_once_and_removed(operator_officer):
    day = {"country": "VN", "day": date(2027, 2, 1), "kind": "day_off", "name_local": "Nghỉ bù", "name_en": "Day off"}

    made = add("holidays", day, by=operator_officer)
    with pytest.raises(Invalid) as refusal:
        add("holidays", day, by=operator_officer)
    remove("holidays", made.pk, by=operator_officer)

    assert refusal.value.code == "holiday_once_a_day"
    assert not Holiday.objects.filter(pk=made.pk).exists()
    assert Event.objects.get(verb="remove_holidays").subject_id == str(made.pk)


def test_other_rows_are_ended_never_removed(operator_officer):
    with pytest.raises(Conflict, match="last day"):
        remove("areas", "451422", by=operator_officer)


def test_an_area_s_code_fits_its_level(operator_officer):
    county = {**NAMES, "code": "45142", "level": "county", "parent": "451400", "valid_from": "2026-01-01"}

    with pytest.raises(Invalid) as refusal:
        add("areas", county, by=operator_officer)

    assert (refusal.value.code, refusal.value.problems[0].field) == ("area_code_below_parent", "code")


def version(**given):
    return {
        **NAMES,
        "code": "scheme",
        "legal_basis": "Labour Law art. 36",
        "valid_from": date(2027, 1, 1),
        "parameters": parameters(minimum_age=19),
    } | given


def test_a_new_version_ends_the_earlier_and_takes_over_its_requirements(operator_officer):
    earlier = RuleSet.objects.get()

    later = add("rule_sets", version(), by=operator_officer)

    earlier.refresh_from_db()
    assert (earlier.version, earlier.valid_until) == (1, date(2026, 12, 31))
    assert (later.version, later.valid_until) == (2, None)
    held = [
        set(Requirement.objects.filter(rule_set=one).values_list("permit_class", "code")) for one in (earlier, later)
    ]
    assert held[0] == held[1]


def test_a_rule_set_of_a_county_stands_beside_the_scheme_s(operator_officer):
    made = add("rule_sets", version(code="ningming", area="451422"), by=operator_officer)

    assert (made.version, made.area_id) == (1, "451422")
    assert RuleSet.objects.get(code="scheme").valid_until is None


def test_a_bad_parameter_is_named(operator_officer):
    with pytest.raises(Invalid, match="minimum_age") as refusal:
        add("rule_sets", version(parameters=parameters(minimum_age="18")), by=operator_officer)

    assert refusal.value.problems[0].field == "parameters.minimum_age"
    assert RuleSet.objects.get().valid_until is None


def test_a_version_is_never_corrected_but_may_be_ended(operator_officer):
    scheme = RuleSet.objects.get()

    with pytest.raises(Conflict, match="never edited"):
        correct("rule_sets", scheme.pk, {"legal_basis": "another"}, by=operator_officer)
    end("rule_sets", scheme.pk, on=date(2027, 5, 31), by=operator_officer)

    scheme.refresh_from_db()
    assert scheme.valid_until == date(2027, 5, 31)


@pytest.mark.parametrize("pk", ["00000000-0000-0000-0000-000000000000", "nonsense", 5, None])
def test_a_row_that_is_not_there_is_not_found(operator_officer, pk):
    with pytest.raises(NotFound):
        correct("wage_floors", pk, {"hourly_fen": 1}, by=operator_officer)


def test_a_kind_that_is_not_there_is_not_found(operator_officer):
    with pytest.raises(NotFound):
        add("quotas", {}, by=operator_officer)


@pytest.mark.parametrize(
    "act",
    [
        lambda by: add("wage_floors", FLOOR, by=by),
        lambda by: end("areas", "451422", on=date(2027, 1, 1), by=by),
        lambda by: correct("areas", "451422", {"is_pilot": False}, by=by),
        lambda by: remove("holidays", Holiday.objects.first().pk, by=by),
    ],
)
def test_only_who_keeps_the_reference_data_may_edit_them(world, act):
    others = [one for (kind, role), one in world.members.items() if (kind, role) != ("operator", "officer")]

    for by in [*others, CLOCK, PUBLIC]:
        with pytest.raises(Forbidden):
            act(by)
