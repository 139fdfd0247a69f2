"""Roles as fixtures: members of every kind of organisation, each logged in; and worlds that must not meet."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from accounts.models import Member
from tests import factories
from tests.factories import World

# A machine shared with others stands still now and then; where time is promised, the processor's is asserted.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

DATABASE = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(trylast=True)  # after what -k leaves out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the owner's database made wherever the application's connection is asked for: it is the same one."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker or DATABASE & set(getattr(item, "fixturenames", ())):
            given = dict(marker.kwargs) if marker else {}
            databases = {"default", "owner", *given.pop("databases", ())}
            args = marker.args if marker else ()
            item.add_marker(pytest.mark.django_db(*args, databases=sorted(databases), **given), append=False)
            return


@pytest.fixture
def world(db: None) -> World:
    """One organisation of every kind in Ningming (Guangxi), with a member for every role."""
    return factories.world()


@pytest.fixture
def two_worlds(world: World) -> tuple[World, World]:
    """Two worlds that share no area, no organisation and no mandate: Ningming (Guangxi) and Hekou (Yunnan)."""
    return world, factories.world(factories.HEKOU)


def _role(kind: str, role: str) -> object:
    def member(world: World) -> Member:
        return world.member(kind, role)

    return pytest.fixture(member)


# Of the bureau; the approver sits in another unit than everybody else.
registrar = _role("bureau", "clerk")
reviewer = _role("bureau", "reviewer")
approver = _role("bureau", "approver")
bureau_administrator = _role("bureau", "administrator")

# Of the parties.
employer_signatory = _role("employer", "signatory")
employer_clerk = _role("employer", "clerk")
employer_administrator = _role("employer", "administrator")
intermediary_clerk = _role("intermediary", "clerk")
intermediary_signatory = _role("intermediary", "signatory")
intermediary_administrator = _role("intermediary", "administrator")
partner_clerk = _role("partner", "clerk")

# Of Viet Nam's side, the border, and those who watch and run.
department_officer = _role("department", "officer")
post_officer = _role("post", "officer")
licensing_clerk = _role("licensing", "clerk")
licensing_reviewer = _role("licensing", "reviewer")
licensing_approver = _role("licensing", "approver")
protection_officer = _role("protection", "officer")
auditor = _role("oversight", "auditor")
operator_administrator = _role("operator", "administrator")
operator_officer = _role("operator", "officer")


# --- Fixtures of other parts, each in a section of its own below -------------------------------------------


# The demand side: a world in which a filing can go all the way.
@pytest.fixture
def demand(world: World) -> World:
    """A world with rules, wage floors, a season, an industry and a quota of a thousand posts."""
    factories.rule_set()
    factories.wage_floors()
    factories.occupation()
    factories.quotas()
    return world


# Pages: a client's requests leave their language behind in the thread; every test begins and ends in English.


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The language of the test itself, whatever its readers ask for."""
    with translation.override("en"):
        yield
