"""The parameters of a rule set are read once, whole and judged; what does not do is named."""

import copy
from decimal import Decimal

import pytest

from scheme.rules.parameters import Parameters
from scheme.rules.reading import BadParameter
from tests.factories import parameters


def changed(path, value):
    given = copy.deepcopy(parameters())
    *above, last = path.split(".")
    place = given
    for name in above:
        place = place[name]
    place[last] = value
    return given


def test_the_scheme_s_own_rule_set_reads():
    found = Parameters.of(parameters())

    assert found.minimum_age == 18
    assert found.hours.hours_a_week == Decimal(44)
    assert found.permit_classes["short"].longest_stay_days == 30
    assert found.permit_classes["seasonal"].alerts.days_before == (30, 15, 7, 3, 1)
    assert found.fee_ceilings.employer_service_fee_a_worker_fen is None
    assert found.quota_thresholds_percent == (80, 95, 100)


def test_parameters_cannot_be_changed():
    found = Parameters.of(parameters())

    with pytest.raises(AttributeError):
        found.minimum_age = 16
    with pytest.raises(TypeError):
        found.permit_classes["short"] = None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("minimum_age", "18"),
        ("minimum_age", -1),
        ("minimum_age", True),
        ("minimum_age", 2**31),
        ("nationality", ""),
        ("nationality", "V\x00N"),
        ("counting", "per_year"),
        ("hours.hours_a_day", 8.0),
        ("hours.hours_a_day", "eight"),
        ("hours.hours_a_day", "NaN"),
        ("hours.hours_a_day", "-8"),
        ("hours.hours_a_day", "22"),
        ("removal_ban_years.least", 6),
        ("permit_classes.short.papers", "passport"),
        ("permit_classes.short.is_renewable", "yes"),
        ("permit_classes.short.stay_kind", "visit"),
        ("fee_ceilings.worker_fen", {"medical": 0}),
        ("quota_thresholds_percent", [95, 80]),
        ("quota_thresholds_percent", [80, 101]),
        ("yearly_cap.days", 90),
        ("yearly_cap.window_days", 365),
        ("max_posts_per_filing", 0),
        ("wage.floor_basis", ["hourly"]),
    ],
)
def test_a_parameter_that_does_not_do_is_named(path, value):
    with pytest.raises(BadParameter) as refused:
        Parameters.of(changed(path, value))

    assert refused.value.path.startswith(path)
    assert refused.value.wanted


def test_the_place_in_a_list_is_named():
    with pytest.raises(BadParameter) as refused:
        Parameters.of(changed("licence_alert_days", [60, "30"]))

    assert refused.value.path == "licence_alert_days[1]"


def test_a_missing_parameter_is_named():
    given = parameters()
    del given["minimum_age"]

    with pytest.raises(BadParameter, match="minimum_age: is missing"):
        Parameters.of(given)


def test_an_unknown_parameter_is_named():
    with pytest.raises(BadParameter, match=r"wage\.bonus: is not known"):
        Parameters.of(changed("wage.bonus", 1))


@pytest.mark.parametrize("given", [None, [], "text", 5])
def test_what_is_no_object_is_refused(given):
    with pytest.raises(BadParameter):
        Parameters.of(given)
