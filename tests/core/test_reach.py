"""Saying who asks: to one transaction only, no further than the asker reaches, and back again after a look beyond."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Organisation
from core.audit.services import act
from core.db import lock_one, one_of
from core.errors import NotFound
from core.reach import EVERYTHING, NOTHING, Beyond, Reach, as_asked, beyond, reach_of, reaching
from employers.models import Filing, Mandate
from tests import factories
from tests.factories import World

SAID = "SELECT current_setting('app.sees', true), current_setting('app.keys', true)"


def said() -> tuple[str, str]:
    """What the database has been told, asked of it beside the connection's own way of saying it."""
    rows = connection.connection.execute(SAID).fetchall()
    connection.connection.rollback() if connection.get_autocommit() else None
    return rows[0]


def seen() -> set[object]:
    return set(Mandate.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_what_was_said_to_a_transaction_is_gone_with_it(two_worlds: tuple[World, World]) -> None:
    here, _there = two_worlds
    clerk = here.member("employer", "clerk")

    with reaching(reach_of(clerk)):
        assert seen() == {here.mandate.pk}
        assert said()[0] in (None, "")
        with transaction.atomic():
            assert seen() == {here.mandate.pk}
            assert said()[0] == "employer"

    assert said()[0] in (None, "")
    with reaching(NOTHING):
        assert seen() == set()


@pytest.mark.django_db(transaction=True)
def test_what_is_read_at_once_is_one_transaction_begun_by_the_first_question(world: World) -> None:
    with reaching(reach_of(world.member("employer", "clerk"))), connection.one_transaction():
        assert connection.get_autocommit()
        assert seen() == {world.mandate.pk}
        assert not connection.get_autocommit()
        assert said()[0] == "employer"

    assert connection.get_autocommit()


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_its_own_reaches_nothing_of_another_s(world: World) -> None:
    found: list[Reach] = []

    with reaching(reach_of(world.member("employer", "clerk"))):
        asking = threading.Thread(target=lambda: found.append(_current()))
        asking.start()
        asking.join()

    assert found == [EVERYTHING]  # what tests have by default, and not the clerk's


def _current() -> Reach:
    from core.reach import current

    return current()


@pytest.mark.django_db
def test_a_part_of_a_transaction_that_is_undone_takes_back_what_was_said_in_it(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds

    with transaction.atomic():
        with transaction.atomic(), reaching(reach_of(here.member("employer", "clerk"))):
            assert seen() == {here.mandate.pk}
            transaction.set_rollback(True)
        assert seen() == {here.mandate.pk, there.mandate.pk}
        with reaching(reach_of(there.member("employer", "clerk"))):
            assert seen() == {there.mandate.pk}


@pytest.mark.django_db
def test_nobody_adds_or_gives_away_a_row_that_is_not_their_own(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    asking = reach_of(here.member("intermediary", "clerk"))
    ours, theirs = factories.filing(here.mandate), factories.filing(there.mandate)

    with reaching(asking):
        assert Filing.objects.filter(pk=theirs.pk).update(note="x") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Mandate.objects.filter(pk=here.mandate.pk).update(
                employer=there.employer.pk, intermediary=there.intermediary.pk
            )
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            factories.filing(there.mandate)
        assert Filing.objects.filter(pk=ours.pk).update(note="x") == 1


@pytest.mark.django_db
def test_an_act_compares_with_all_rows_but_is_about_one_that_the_asker_reaches(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    clerk = here.member("intermediary", "clerk")

    with reaching(reach_of(clerk)), act("try", by=clerk):
        assert seen() == {here.mandate.pk, there.mandate.pk}
        assert one_of(Mandate.objects.all(), here.mandate.pk) == here.mandate
        with pytest.raises(NotFound):
            lock_one(Mandate.objects.all(), there.mandate.pk)
        with as_asked():
            assert seen() == {here.mandate.pk}
        assert seen() == {here.mandate.pk, there.mandate.pk}


@pytest.mark.django_db
def test_who_looks_beyond_says_why_and_reaches_their_own_again_afterwards(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds

    with reaching(reach_of(here.member("employer", "clerk"))):
        with beyond(Beyond.COUNTING):
            assert seen() == {here.mandate.pk, there.mandate.pk}
        assert seen() == {here.mandate.pk}


@pytest.mark.django_db
def test_a_set_that_looks_beyond_does_so_whenever_it_is_asked_and_lets_no_other_do_so(
    two_worlds: tuple[World, World],
) -> None:
    here, there = two_worlds
    both = {factories.filing(one.mandate).pk for one in (here, there)}

    with reaching(reach_of(here.member("employer", "clerk"))):
        told = Filing.objects.beyond(Beyond.PUBLISHING).order_by("pk")
        assert {one.pk for one in told.filter(note="")} == both
        assert (told.count(), told.exists(), len(told.values_list("pk"))) == (2, True, 2)
        assert Filing.objects.count() == 1


@pytest.mark.django_db
def test_an_event_of_a_record_joins_its_chain_however_little_of_it_one_sees(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    named = Organisation.objects.filter(pk=there.employer.pk)

    with reaching(reach_of(here.member("employer", "clerk"))):
        named.update(name_en="Other")
        named.update(name_en="Another")

    from core.audit.models import Event

    chain = Event.objects.of(named.get()).values_list("seq", flat=True)
    assert list(chain) == list(range(1, len(chain) + 1))


@pytest.mark.parametrize("given", [Reach("o'r"), Reach("bureau", (), "45'; --")])
def test_what_is_no_word_is_not_said(given: Reach) -> None:
    with pytest.raises(ValueError, match="one word"):
        _ = given.statement
