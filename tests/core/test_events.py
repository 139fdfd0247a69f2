"""Events: written by the database for every change, by whatever statement; counted, chained, unchangeable."""

import hashlib
import json
from contextlib import suppress
from datetime import date

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from accounts.models import Member, Organisation
from core.actors import CLOCK, Standing
from core.audit.models import Event
from core.audit.services import act, note, record
from employers.models import Employer
from scheme.models import Industry, Quota, QuotaEntry
from tests import factories
from tests.core.races import race


class Number(str):
    """A number as PostgreSQL wrote it."""


def text_of(value):
    """Write a value as PostgreSQL writes jsonb: keys by length, then by bytes."""
    if isinstance(value, Number):
        return value
    if isinstance(value, list):
        return "[" + ", ".join(map(text_of, value)) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return "{" + ", ".join(f"{text_of(key)}: {text_of(value[key])}" for key in keys) + "}"
    return json.dumps(value, ensure_ascii=False)


def check_chain(subject_type, subject_id):
    """Recompute every hash of one record's events from what the table holds; give how many there are."""
    columns = "seq, verb, changes::text, details::text, actor_id, organisation_id, unit_id, login, database_role"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, at, algorithm, previous, hash FROM audit_event"
            " WHERE subject_type = %s AND subject_id = %s ORDER BY seq",
            [subject_type, str(subject_id)],
        )
        rows = cursor.fetchall()
    before = None
    for place, row in enumerate(rows, start=1):
        seq, verb, changes, details, actor, organisation, unit, login, role, at, algorithm, previous, sealed = row
        keep = {"parse_int": Number, "parse_float": Number}
        parts = [algorithm, subject_type, str(subject_id), Number(seq), verb]
        parts += [json.loads(changes, **keep), json.loads(details, **keep)]
        parts += [str(one) if one else None for one in (actor, organisation, unit)]
        parts += [login, role, at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), previous and bytes(previous).hex()]
        assert seq == place
        assert (previous and bytes(previous)) == before
        assert bytes(sealed) == hashlib.sha256(text_of(parts).encode()).digest()
        before = bytes(sealed)
    return len(rows)


def industries(number):
    return [
        Industry(code=f"Z{place:04d}", valid_from=date(2026, 1, 1), **factories.names("行业", "Ngành", "Trade"))
        for place in range(number)
    ]


def of(subject_type):
    return Event.objects.filter(subject_type=subject_type)


@pytest.mark.django_db
def test_every_change_of_a_record_is_counted_and_chained():
    organisation = factories.organisation(name_zh="宁明“第一”农场\n\t\\", name_vi="Nông trại số 1 ở Ninh Minh")
    for name in ("Đổi tên", "改名", "Renamed ✓"):
        with act("rename", by=CLOCK, why={"of": name, "zz": 1.50, "b": [1, None, True]}):
            Organisation.objects.filter(pk=organisation.pk).update(name_en=name)

    assert check_chain("accounts.organisation", organisation.pk) == 4


@pytest.mark.django_db
def test_numbers_with_trailing_zeros_are_chained_as_they_are_kept():
    filing = factories.filing(parts=False, hours_a_day="7.50", pieces_a_day="120.00")

    filing.posts = 12
    filing.save()

    assert check_chain("employers.filing", filing.pk) == 2


@pytest.mark.django_db
def test_an_event_says_who_where_why_and_what():
    organisation = factories.organisation("bureau")
    clerk = factories.member(organisation, "clerk")
    by = Standing(
        login="session:1", kind="bureau", actor_id=clerk.pk, organisation_id=organisation.pk, unit_id=clerk.pk
    )

    with act("rename", by=by, reason="moved"):
        Organisation.objects.filter(pk=organisation.pk).update(name_en="New")

    event = Event.objects.of(organisation).last()
    assert (event.verb, event.details, event.login) == ("rename", {"reason": "moved"}, "session:1")
    assert (event.actor_id, event.organisation_id, event.unit_id) == (clerk.pk, organisation.pk, clerk.pk)
    assert event.changes == {"name_en": [organisation.name_en, "New"]}
    assert event.database_role


@pytest.mark.django_db
def test_a_change_outside_any_act_is_recorded_too_as_nobodys():
    factories.area()

    event = of("scheme.area").first()
    assert (event.verb, event.login, event.actor_id) == ("insert", "", None)


@pytest.mark.django_db
def test_an_act_inside_an_act_speaks_for_itself_and_the_outer_goes_on():
    outer = Standing(login="outer", kind="bureau")
    inner = Standing(login="inner", kind="bureau")

    with act("open", by=outer):
        first = factories.organisation()
        with act("inside", by=inner):
            second = factories.organisation()
        third = factories.organisation()
    fourth = factories.organisation()

    told = [Event.objects.of(one).get() for one in (first, second, third, fourth)]
    assert [(event.verb, event.login) for event in told] == [
        ("open", "outer"),
        ("inside", "inner"),
        ("open", "outer"),
        ("insert", ""),
    ]


@pytest.mark.django_db
def test_an_inner_act_that_fails_cannot_be_passed_over_the_outer_fails_with_it():
    before = Event.objects.count()

    def pass_over():
        with act("open", by=CLOCK):
            with suppress(ZeroDivisionError), act("inside", by=CLOCK):
                factories.organisation()
                _ = 1 / 0
            factories.organisation()

    with pytest.raises(TransactionManagementError):
        pass_over()

    assert Event.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_who_acts_is_said_to_one_transaction_only():
    with act("open", by=Standing(login="first", kind="bureau")):
        factories.organisation()
    later = factories.organisation()

    assert Event.objects.of(later).get().login == ""


@pytest.mark.django_db
def test_bulk_insert_update_of_a_set_raw_sql_and_copy_are_all_recorded():
    Industry.objects.bulk_create(industries(3))
    Industry.objects.filter(code__startswith="Z").update(is_hazardous=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE scheme_industry SET season_until_month = 4, season_from_month = 11 WHERE code IN ('Z0000','Z0001')"
        )
        columns = "code, name_zh, name_vi, name_en, valid_from, confidence, is_hazardous"
        with cursor.cursor.copy(f"COPY scheme_industry ({columns}) FROM STDIN") as copy:
            copy.write_row(["Z0009", "复制", "Sao", "Copied", "2026-01-01", "source", "f"])
        cursor.execute("DELETE FROM scheme_industry WHERE code = 'Z0002'")

    told = {code: list(of("scheme.industry").filter(subject_id=code).order_by("seq")) for code in ("Z0000", "Z0002")}
    assert [event.verb for event in told["Z0000"]] == ["insert", "update", "update"]
    assert [event.changes for event in told["Z0000"]][1:] == [
        {"is_hazardous": [False, True]},
        {"season_from_month": [None, 11], "season_until_month": [None, 4]},
    ]
    assert [event.verb for event in told["Z0002"]] == ["insert", "update", "delete"]
    assert of("scheme.industry").get(subject_id="Z0009").changes["name_en"] == "Copied"
    assert all(check_chain("scheme.industry", f"Z000{place}") == 3 for place in range(3))


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 60])
def test_recording_costs_the_writer_no_statement(number, django_assert_num_queries):
    with django_assert_num_queries(1):
        Industry.objects.bulk_create(industries(number))

    assert of("scheme.industry").count() == number


@pytest.mark.django_db
def test_personal_values_never_appear():
    organisation = factories.organisation("employer")
    number = factories.resident_number()
    employer = factories.employer(
        "household", organisation=organisation, resident_number=number, address="那堪镇某屯7号", phone="+86771000001"
    )
    member = factories.member(
        organisation,
        "signatory",
        password="a-long-secret-1",
        email="li.hua@example.org",
        name="李华",
        phone="+861380000",
    )
    Member.objects.filter(pk=member.pk).update(email="hua.li@example.org", name="华李", phone="+86139")
    Employer.objects.filter(pk=employer.pk).update(address="另一处", phone="+86771000002")
    member.delete()

    kept = " ".join(json.dumps(event.changes, ensure_ascii=False) for event in Event.objects.all())
    member_events = [event.changes for event in of("accounts.member")]
    hidden = [
        number,
        number[-4:] + '"',
        "某屯",
        "另一处",
        "+867710000",
        "example.org",
        "李华",
        "华李",
        "13800",
        "13900",
        "md5",
    ]
    assert [value for value in hidden if value in kept] == []
    assert {"email": ["•", "•"], "name": ["•", "•"], "phone": ["•", "•"]} in member_events


@pytest.mark.django_db
def test_what_changes_no_row_is_added_by_hand_in_its_place():
    organisation = factories.organisation()

    record("open_record", organisation, by=CLOCK, purpose="review")

    event = Event.objects.of(organisation).last()
    assert (event.seq, event.verb, event.details) == (2, "open_record", {"purpose": "review"})
    assert check_chain("accounts.organisation", organisation.pk) == 2


@pytest.mark.django_db
def test_a_key_never_changes():
    Industry.objects.bulk_create(industries(1))

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Industry.objects.filter(code="Z0000").update(code="Z9999")


@pytest.mark.django_db(transaction=True)
def test_events_of_one_record_written_at_once_make_one_chain():
    organisation = factories.organisation()

    def rename_often(name):
        for turn in range(15):
            with act("rename", by=CLOCK):
                Organisation.objects.filter(pk=organisation.pk).update(name_en=f"{name} {turn}")
        return "done"

    def open_often():
        for _turn in range(15):
            record("open_record", organisation, by=CLOCK)
        return "done"

    outcomes = race(lambda: rename_often("a"), lambda: rename_often("b"), open_often)

    assert outcomes == ["done"] * 3
    assert check_chain("accounts.organisation", organisation.pk) == 46


@pytest.mark.django_db(transaction=True)
def test_notes_about_what_has_no_row_written_at_once_make_one_chain():
    def fail_often():
        for _turn in range(15):
            note("log_in_failed", "accounts.login", "abc", by=CLOCK)
        return "done"

    assert race(fail_often, fail_often, fail_often) == ["done"] * 3
    assert check_chain("accounts.login", "abc") == 45


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET verb = 'other'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "ALTER TABLE scheme_area DISABLE TRIGGER captured_update",
        "DROP TRIGGER captured_insert ON accounts_member",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "UPDATE scheme_quota SET reserved = 0",
        "UPDATE scheme_quota SET ceiling = ceiling + 1",
        "DELETE FROM scheme_quota",
        "UPDATE scheme_quotaentry SET ceiling_change = 9",
        "DELETE FROM scheme_quotaentry",
        "TRUNCATE scheme_quotaentry",
        "UPDATE employers_bondentry SET amount_fen = 1",
        "DELETE FROM employers_assessment",
    ],
)
def test_the_application_cannot(statement):
    factories.quotas()

    denied = pytest.raises(DatabaseError, match=r"permission denied|must be owner")
    with denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_what_only_grows_refuses_the_owner_too():
    factories.quotas()
    factories.licence().bond_entries.create(kind="paid", amount_fen=100, on=factories.TODAY)
    rules = factories.rule_set()
    factories.filing(parts=False).assessments.create(
        moment="filed", rule_set=rules, inputs={}, findings=[], on=factories.TODAY
    )

    for table in ("audit_event", "scheme_quotaentry", "employers_bondentry", "employers_assessment"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="may only grow"), connections["owner"].cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.django_db
def test_a_quotas_counters_move_by_its_ledger_and_a_new_one_starts_empty():
    season, area = factories.season(), factories.area()
    quota = Quota.objects.create(season=season, area=area, depth=3, ceiling=500, reserved=400, used=50)
    quota.refresh_from_db()
    assert (quota.ceiling, quota.reserved, quota.used) == (0, 0, 0)

    changes = [("adjust", 10, 0, 0), ("reserve", 0, 6, 0), ("use", 0, -2, 2), ("release", 0, -1, 0)]
    QuotaEntry.objects.bulk_create(
        QuotaEntry(
            quota=quota, kind=kind, ceiling_change=up, reserved_change=held, used_change=used, cause=quota.pk, login="x"
        )
        for kind, up, held, used in changes
    )

    quota.refresh_from_db()
    assert (quota.ceiling, quota.reserved, quota.used, quota.left) == (10, 3, 2, 5)


@pytest.mark.django_db
def test_no_entry_oversells_a_quota():
    leaf, *_ = factories.quotas(ceiling=5)

    with pytest.raises(DatabaseError, match="quota_never_oversold"), transaction.atomic():
        QuotaEntry.objects.create(quota=leaf, kind="reserve", reserved_change=6, cause=leaf.pk, login="x")


@pytest.mark.django_db
def test_events_are_read_by_oversight_and_by_the_organisation_that_acted(two_worlds):
    here, there = two_worlds
    mine, theirs = here.member("bureau", "reviewer"), there.member("bureau", "reviewer")
    with act("rename", by=mine):
        Organisation.objects.filter(pk=here.employer.pk).update(name_en="New")

    seen = {
        who: Event.objects.visible_to(actor).filter(verb="rename").count()
        for who, actor in [
            ("actor", mine),
            ("stranger", theirs),
            ("oversight", here.member("oversight", "auditor")),
            ("nobody", CLOCK),
        ]
    }
    assert seen == {"actor": 1, "stranger": 0, "oversight": 1, "nobody": 0}
