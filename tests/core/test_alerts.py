"""Alerts: once per kind, subject and stage; closed when the cause is gone, opened again when it is back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import CharField, F, Value
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext

from core.alerts.models import Alert
from core.alerts.services import settle_from
from employers.models import Licence
from tests import factories

AT = factories.AT
LATER = AT + timedelta(days=1)

pytestmark = pytest.mark.django_db


def ending(stage="30", **those):
    """The licences that end in 2027, as alerts are raised from a query."""
    return (
        Licence.objects.filter(valid_until__year=2027, **those)
        .annotate(
            stage=Value(stage, output_field=CharField()),
            place=Value("4514", output_field=CharField()),
            said=JSONObject(until=F("valid_until")),
        )
        .values_list("pk", "stage", "intermediary_id", "place", "said")
    )


def settle(found, *, kind="licence_ending", at=AT):
    raised = []
    number = settle_from(kind, "employers.licence", found, at=at, also=raised.extend)
    assert number == len(raised)
    return sorted(raised)


def kept():
    return {(a.subject_id, a.stage, a.closed_at is None) for a in Alert.objects.all()}


def test_an_alert_exists_once_however_often_it_is_raised():
    one, other = sorted([factories.licence(), factories.licence()], key=lambda licence: str(licence.pk))

    first = settle(ending().union(ending("7", pk=one.pk), all=True))
    second = settle(ending().union(ending("7", pk=one.pk), all=True), at=LATER)

    assert (first, second) == ([(str(one.pk), "30"), (str(one.pk), "7"), (str(other.pk), "30")], [])
    assert kept() == {(str(one.pk), "30", True), (str(one.pk), "7", True), (str(other.pk), "30", True)}
    alert = Alert.objects.get(subject_id=str(other.pk))
    assert (alert.raised_at, alert.params, alert.area) == (AT, {"until": "2027-12-31"}, "4514")


def test_it_closes_when_its_cause_is_gone_and_opens_when_it_is_back():
    one, other = factories.licence(), factories.licence()
    settle(ending())

    gone = settle(ending(pk=one.pk), at=LATER)
    closed = kept()
    Licence.objects.filter(pk=other.pk).update(valid_until="2027-06-30")
    again = settle(ending(), at=LATER)

    assert (gone, again) == ([], [(str(other.pk), "30")])
    assert closed == {(str(one.pk), "30", True), (str(other.pk), "30", False)}
    assert kept() == {(str(one.pk), "30", True), (str(other.pk), "30", True)}
    back = Alert.objects.get(subject_id=str(other.pk))
    assert (back.raised_at, back.params) == (LATER, {"until": "2027-06-30"})


def test_closing_one_kind_leaves_others_open():
    factories.licence()
    settle(ending(), kind="bond_missing")
    settle(ending())

    settle(ending().none(), kind="bond_missing", at=LATER)

    assert Alert.objects.open().get().kind == "licence_ending"


def test_it_goes_to_the_organisation_that_the_query_names():
    one, other = factories.licence(), factories.licence()
    settle(ending())

    Licence.objects.filter(pk=one.pk).update(valid_until="2029-12-31")
    settle(ending(), at=LATER)

    alert = Alert.objects.open().get()
    assert (alert.subject_id, alert.organisation_id) == (str(other.pk), other.intermediary_id)


def test_the_next_step_of_the_ladder_replaces_the_one_before():
    licence = factories.licence()
    settle(ending("30"))

    assert settle(ending("7"), at=LATER) == [(str(licence.pk), "7")]
    assert kept() == {(str(licence.pk), "30", False), (str(licence.pk), "7", True)}


def test_a_query_that_can_find_nothing_closes_all():
    factories.licence()
    settle(ending())

    assert settle(ending().none(), at=LATER) == []
    assert not Alert.objects.open().exists()


def test_however_many_take_one_statement_each():
    def statements(number):
        for _ in range(number):
            factories.licence()
        with CaptureQueriesContext(connection) as queries:
            assert len(settle(ending())) == number
        return len(queries)

    assert statements(1) == statements(30)


def test_an_organisation_sees_its_own_and_a_bureau_its_area(two_worlds):
    here, there = two_worlds
    for name, concerned in {
        "mine": {"organisation_id": here.intermediary.pk},
        "county": {"area": "451422"},
        "prefecture": {"area": "4514"},
        "elsewhere": {"area": "532532"},
    }.items():
        Alert.objects.create(kind="quota", subject_type="scheme.quota", subject_id=name, raised_at=AT, **concerned)

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
