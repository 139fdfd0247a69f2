"""What the database promises in words; and many rows in one statement."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection

from accounts.models import Organisation
from core.db import constraint, insert_rows, new_id, update_rows
from core.errors import Invalid
from employers.models import Filing, Mandate
from scheme.models import Area
from tests import factories
from workers.models import Worker

AS_TEXT = ("hours_a_day", "days_a_week", "overtime_a_day", "overtime_a_month")
"""Numbers that are kept with all their places."""


def test_a_new_id_grows_with_time():
    ids = [new_id() for _ in range(1000)]

    assert ids == sorted(ids)
    assert {one.version for one in ids} == {7}


@pytest.mark.django_db
def test_a_broken_constraint_speaks_its_own_words_and_spoils_nothing():
    organisation = factories.organisation("bureau")
    organisation.area = None

    with pytest.raises(Invalid) as refusal, constraint(Organisation, "organisation_has_its_place", field="area"):
        organisation.save()

    [problem] = refusal.value.problems
    assert (problem.code, problem.field) == ("organisation_has_its_place", "area")
    assert "need an area" in str(problem)
    assert Organisation.objects.filter(pk=organisation.pk, area__isnull=False).exists()


@pytest.mark.django_db
def test_another_constraint_than_the_named_one_is_no_refusal():
    mandate = factories.mandate()
    mandate.cap = 0

    with pytest.raises(IntegrityError), constraint(Mandate, "mandate_days_in_order"):
        mandate.save()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 50])
def test_many_rows_take_one_statement(number, django_assert_num_queries):
    first = factories.mandate()
    rest = [
        Mandate(
            employer=first.employer,
            intermediary=first.intermediary,
            cap=5,
            starts_on=first.starts_on,
            ends_on=first.ends_on,
        )
        for _ in range(number - 1)
    ]
    mandates = [first, *Mandate.objects.bulk_create(rest)]
    for place, mandate in enumerate(mandates):
        mandate.reason, mandate.ends_on, mandate.cap = f"“{place}”, 'ok'\n\\", date(2027, 5, 1), 7 + place

    with django_assert_num_queries(1):
        update_rows(mandates, ["reason", "ends_on", "cap"])

    kept = {one.pk: (one.reason, one.ends_on, one.cap) for one in Mandate.objects.all()}
    assert kept == {one.pk: (one.reason, one.ends_on, one.cap) for one in mandates}


@pytest.mark.django_db
def test_relations_dates_json_lists_and_nothing_are_written_as_they_are():
    one, other = factories.filing(parts=False), factories.filing(parts=False)
    area = factories.area(factories.PINGXIANG)
    one.county, one.costs, one.held_until, one.pieces_a_day, one.filed_at = area, [{"a": "“"}], None, None, None
    other.costs, other.held_until, other.pieces_a_day, other.filed_at = [], factories.TODAY, D("7.25"), factories.AT
    fields = ["county", "costs", "held_until", "pieces_a_day", "filed_at"]

    update_rows([one, other], fields)

    for filing in (one, other):
        given = [getattr(filing, name) for name in fields]
        filing.refresh_from_db()
        assert [getattr(filing, name) for name in fields] == given


@pytest.mark.django_db
def test_rows_with_lists_of_different_length_are_written_each_its_own():
    one, other = factories.mandate(), factories.mandate()
    one.industries, other.industries = ["A0133", "A0141"], []

    update_rows([one, other], ["industries"])

    kept = dict(Mandate.objects.values_list("pk", "industries"))
    assert kept == {one.pk: ["A0133", "A0141"], other.pk: []}


@pytest.mark.django_db
def test_many_new_rows_take_one_statement_and_learn_what_the_database_drew(django_assert_num_queries):
    pattern = factories.filing(parts=False)
    made = [factories.new_filing(pattern.mandate, season=pattern.season, note=f"“{n}” \\'") for n in range(20)]
    made[0].deductions = [{"each": "month", "what": "“rent”", "amount_fen": 100}]

    with django_assert_num_queries(1):
        insert_rows(made)

    for filing in made:
        kept = Filing.objects.get(pk=filing.pk)
        names = [field.attname for field in Filing._meta.concrete_fields]
        for name in names:
            given, found = getattr(filing, name), getattr(kept, name)
            assert given == found or str(given) == str(found) or name in AS_TEXT
    assert len({filing.number for filing in made}) == 20
    assert {filing.prefecture_code for filing in made} == {factories.NINGMING[:4]}
    assert not any(filing._state.adding for filing in made)


@pytest.mark.django_db
def test_no_rows_take_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        update_rows([], ["cap"])
        insert_rows([])
        update_rows([Area(code="450000")], [])


@pytest.mark.django_db
def test_new_rows_learn_their_numbers(django_assert_num_queries):
    home = factories.province()
    given = {"name": "Lê Văn Mẫu", "folded": "le van mau", "tokens": "le mau van", "sex": "M", "province": home}
    people = [Worker(birth_date=date(1990, 1, day), entered_at=factories.AT, **given) for day in (1, 2, 3)]

    with django_assert_num_queries(1):
        insert_rows(people)

    assert {one.pk: one.number for one in people} == dict(Worker.objects.values_list("pk", "number"))
    people[0].commune = "Mẫu Sơn"
    people[0].save()
    assert Worker.objects.filter(commune="Mẫu Sơn").count() == 1


@pytest.mark.django_db
def test_any_of_many_keys_travel_as_one_value(world):
    [chosen, other] = list(Organisation.objects.order_by("pk")[:2])
    bodies = Organisation.objects.filter(pk__any={chosen.pk, new_id()})

    assert list(bodies) == [chosen]
    assert len(bodies.query.sql_with_params()[1]) == 1
    assert list(Organisation.objects.filter(kind=other.kind, area__any=[])) == []
    assert other in Organisation.objects.filter(kind__any=[other.kind])


BEGUN_BY_ANOTHER = """
SELECT shorter.indexrelid::regclass::text FROM pg_index shorter JOIN pg_index longer USING (indrelid)
    JOIN pg_class one ON one.oid = shorter.indexrelid JOIN pg_class other ON other.oid = longer.indexrelid
WHERE one.relam = other.relam AND one.relnamespace = 'public'::regnamespace AND NOT shorter.indisunique
    AND shorter.indpred IS NULL AND longer.indpred IS NULL AND shorter.indexprs IS NULL
    AND shorter.indnatts = shorter.indnkeyatts AND shorter.indexrelid <> longer.indexrelid
    AND longer.indkey[0 : shorter.indnatts - 1] = shorter.indkey[0 : shorter.indnatts - 1]
    AND longer.indclass[0 : shorter.indnatts - 1] = shorter.indclass[0 : shorter.indnatts - 1]
    AND (longer.indnatts > shorter.indnatts OR longer.indisunique OR longer.indexrelid > shorter.indexrelid)
ORDER BY 1
"""


@pytest.mark.django_db
def test_no_index_is_kept_that_another_begins_with() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BEGUN_BY_ANOTHER)
        found = [name for (name,) in cursor.fetchall() if not name.startswith(("auth_", "django_"))]

    assert found == []
