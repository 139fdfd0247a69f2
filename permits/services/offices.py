"""The offices on both sides that answer for a permit: the bureau of its county, the department of its worker."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from accounts.enums import Kind
from accounts.models import Organisation
from permits.models import Permit
from scheme.rules.choice import chain


def of_each(permits: Iterable[Permit]) -> dict[UUID, list[UUID]]:
    """By permit: the bureaus of its county, or those next above where it has none, and its sending department."""
    given = list(permits)
    places = {one.county_id: list(reversed(chain(one.county_id))) for one in given}
    bureaus = Organisation.objects.filter(
        kind=Kind.BUREAU, area__in={code for codes in places.values() for code in codes}
    )
    homes = Organisation.objects.filter(kind=Kind.DEPARTMENT, province__in={one.province_id for one in given})
    in_area: dict[str | None, list[UUID]] = defaultdict(list)
    in_province: dict[UUID | None, list[UUID]] = defaultdict(list)
    for pk, area in bureaus.order_by("pk").values_list("pk", "area"):
        in_area[area].append(pk)
    for pk, province in homes.order_by("pk").values_list("pk", "province"):
        in_province[province].append(pk)
    nearest = {county: next((in_area[code] for code in codes if in_area[code]), []) for county, codes in places.items()}
    return {one.pk: nearest[one.county_id] + in_province[one.province_id] for one in given}
