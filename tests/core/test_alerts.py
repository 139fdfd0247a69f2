"""Alerts: once per kind, subject and stage; closed when the cause is gone, opened again when it is back."""

from datetime import timedelta

import pytest
from django.db.models import CharField, F, Value
from django.db.models.functions import JSONObject

from core.alerts.models import Alert
from core.alerts.services import Cause, close_gone, raise_each, raise_from, settle_from
from employers.models import Licence
from tests import factories

AT = factories.AT
LATER = AT + timedelta(days=1)

pytestmark = pytest.mark.django_db


def ending(stage="30"):
    """The licences that end in 2027, as alerts are raised from a query."""
    return (
        Licence.objects.filter(valid_until__year=2027)
        .annotate(
            stage=Value(stage, output_field=CharField()),
            place=Value("", output_field=CharField()),
            said=JSONObject(until=F("valid_until")),
        )
        .values_list("pk", "stage", "intermediary_id", "place", "said")
    )


def kept():
    return {(a.subject_id, a.stage, a.closed_at is None) for a in Alert.objects.all()}


def test_an_alert_exists_once_however_often_it_is_raised():
    causes = [Cause("a", "30"), Cause("a", "7"), Cause("b", "30", params={"left": 3}, area="4514")]

    first = raise_each("licence_ending", "employers.licence", causes, at=AT)
    second = raise_each("licence_ending", "employers.licence", causes, at=LATER)

    assert (sorted(first), second) == ([("a", "30"), ("a", "7"), ("b", "30")], [])
    assert kept() == {("a", "30", True), ("a", "7", True), ("b", "30", True)}
    alert = Alert.objects.get(subject_id="b")
    assert (alert.raised_at, alert.params, alert.area) == (AT, {"left": 3}, "4514")


def test_it_closes_when_its_cause_is_gone_and_opens_when_it_is_back():
    raise_each("quota", "scheme.quota", [Cause("a", "80"), Cause("a", "95"), Cause("b", "80")], at=AT)

    closed = close_gone("quota", "scheme.quota", [("a", "80")], at=LATER)
    again = raise_each("quota", "scheme.quota", [Cause("b", "80", params={"left": 1})], at=LATER)

    assert (closed, again) == (2, [("b", "80")])
    assert kept() == {("a", "80", True), ("a", "95", False), ("b", "80", True)}
    back = Alert.objects.get(subject_id="b")
    assert (back.raised_at, back.params) == (LATER, {"left": 1})


def test_closing_one_kind_leaves_others_open():
    raise_each("quota", "scheme.quota", [Cause("a")], at=AT)
    raise_each("licence_ending", "employers.licence", [Cause("a")], at=AT)

    assert close_gone("quota", "scheme.quota", [], at=LATER) == 1
    assert Alert.objects.open().get().kind == "licence_ending"


def test_a_query_raises_and_settles_them():
    one, other = factories.licence(), factories.licence()

    assert len(raise_from("licence_ending", "employers.licence", ending(), at=AT)) == 2
    Licence.objects.filter(pk=one.pk).update(valid_until="2029-12-31")
    assert settle_from("licence_ending", "employers.licence", ending(), at=LATER) == []

    alert = Alert.objects.open().get()
    assert (alert.subject_id, alert.organisation_id) == (str(other.pk), other.intermediary_id)
    assert alert.params == {"until": "2027-12-31"}


def test_the_next_step_of_the_ladder_replaces_the_one_before():
    licence = factories.licence()
    settle_from("licence_ending", "employers.licence", ending("30"), at=AT)

    assert settle_from("licence_ending", "employers.licence", ending("7"), at=LATER) == [(str(licence.pk), "7")]
    assert kept() == {(str(licence.pk), "30", False), (str(licence.pk), "7", True)}


def test_a_query_that_can_find_nothing_closes_all():
    factories.licence()
    raise_from("licence_ending", "employers.licence", ending(), at=AT)

    assert settle_from("licence_ending", "employers.licence", ending().none(), at=LATER) == []
    assert not Alert.objects.open().exists()


@pytest.mark.parametrize("number", [1, 50])
def test_however_many_take_one_statement_each(number, django_assert_num_queries):
    causes = [Cause(place, "80") for place in range(number)]

    with django_assert_num_queries(2):
        raise_each("quota", "scheme.quota", causes, at=AT)
        close_gone("quota", "scheme.quota", [], at=AT)


def test_an_organisation_sees_its_own_and_a_bureau_its_area(two_worlds):
    here, there = two_worlds
    raise_each(
        "quota",
        "scheme.quota",
        [
            Cause("mine", organisation_id=here.intermediary.pk),
            Cause("county", area="451422"),
            Cause("prefecture", area="4514"),
            Cause("elsewhere", area="532532"),
        ],
        at=AT,
    )

    seen = {
        who: sorted(Alert.objects.visible_to(actor).values_list("subject_id", flat=True))
        for who, actor in [
            ("intermediary", here.member("intermediary", "clerk")),
            ("bureau", here.member("bureau", "reviewer")),
            ("other bureau", there.member("bureau", "reviewer")),
            ("other intermediary", there.member("intermediary", "clerk")),
        ]
    }
    assert seen == {
        "intermediary": ["mine"],
        "bureau": ["county"],
        "other bureau": ["elsewhere"],
        "other intermediary": [],
    }
