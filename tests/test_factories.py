"""The factories make worlds that the database accepts."""

import pytest

from accounts.enums import Kind
from accounts.models import Member
from employers.enums import EmployerKind, FilingStatus, LicenceStatus
from tests import factories

pytestmark = pytest.mark.django_db


def test_three_worlds_hold_three_organisations_of_every_kind_with_every_role():
    worlds = factories.worlds()

    kinds = [world.organisations[kind].kind for world in worlds for kind in Kind]
    assert all(kinds.count(kind) == 3 for kind in Kind)
    assert {world.organisations["department"].province.name_en for world in worlds} == {"Lang Son", "Lao Cai"}
    reviewer, approver = (worlds[0].member("bureau", role) for role in ("reviewer", "approver"))
    assert reviewer.unit_id != approver.unit_id
    assert reviewer.login != approver.login
    assert (worlds[0].member("bureau", "reviewer").area, worlds[2].member("bureau", "reviewer").area) == (
        "451422",
        "532532",
    )


def test_a_world_takes_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        factories.world()

    assert Member.objects.count() > 20


@pytest.mark.parametrize("status", FilingStatus)
def test_a_filing_can_stand_anywhere(status):
    filing = factories.filing(status=status)

    filing.refresh_from_db()
    assert filing.status == status
    assert filing.reference.startswith("DF-2627-")


def test_employers_licences_and_many_filings_of_every_kind_are_accepted():
    mandate = factories.mandate()

    assert len(factories.filings(20, mandate, status=FilingStatus.SUBMITTED)) == 20
    assert {factories.employer(kind).kind for kind in EmployerKind} == set(EmployerKind)
    for status in LicenceStatus:
        factories.licence(status=status)


def test_a_quota_branch_gets_its_ceilings_by_the_ledger():
    leaf, *_, root = factories.quotas(ceiling=50)
    other, *_, same_root = factories.quotas(factories.HEKOU, ceiling=70)

    assert (leaf.ceiling, leaf.depth, root.depth, root.area_id) == (50, 4, 0, None)
    assert (other.ceiling, same_root.pk, same_root.ceiling) == (70, root.pk, 50)
