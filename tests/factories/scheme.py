"""The agreement's data: places, seasons, industries, rule sets and quotas."""

import json
from datetime import date
from typing import Any

from core.db import new_id
from scheme.enums import EntryKind
from scheme.models import (
    Area,
    Industry,
    Occupation,
    Port,
    Province,
    Quota,
    QuotaEntry,
    RuleSet,
    Season,
    WageClass,
    WageFloor,
)
from tests.factories.common import (
    CANE,
    DATA,
    FARM_HAND,
    FIRST,
    NINGMING,
    TODAY,
    names,
    names_in,
    reference_rows,
)


def areas(*codes: str) -> list[Area]:
    """Counties with the prefectures and provinces above them, two statements for all."""
    wanted = {part for code in codes for part in (code, code[:4] + "00", code[:2] + "0000")}
    rows = [row for row in reference_rows("areas") if row["code"] in wanted]
    Area.objects.bulk_create(
        [
            Area(
                code=row["code"],
                level=row["level"],
                parent_id=row["parent"] or None,
                is_border=row["is_border"] == "yes",
                border_order=int(row["border_order"]) if row["border_order"] else None,
                faces=row["faces"].split(),
                valid_from=date.fromisoformat(row["valid_from"]),
                **names_in(row),
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
    found = Area.objects.in_bulk(list(codes))
    return [found[code] for code in codes]


def area(code: str = NINGMING) -> Area:
    """One county, prefecture or province, with those above it."""
    return areas(code)[0]


def season(code: str = "2026-27", **given: Any) -> Season:
    """A season: filing from July to February, work from mid-October to May."""
    year = int(code[:4])
    values = {
        "filing_from": date(year, 7, 1),
        "filing_until": date(year + 1, 2, 28),
        "work_from": date(year, 10, 15),
        "work_until": date(year + 1, 5, 31),
        **names(f"{code}作业季", f"Mùa vụ {code}", f"Season {code}"),
    }
    return Season.objects.get_or_create(code=code, defaults=values | given)[0]


def province(code: str = "20", on: date = TODAY) -> Province:
    """A province of Viet Nam as it is on that day."""
    [row] = [
        row
        for row in reference_rows("provinces")
        if row["code"] == code and row["valid_from"] <= on.isoformat() <= (row["valid_until"] or "9999")
    ]
    return Province.objects.get_or_create(
        code=code,
        valid_from=date.fromisoformat(row["valid_from"]),
        defaults={
            "personal_number_prefixes": row["personal_number_prefixes"].split(),
            "valid_until": date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            **names_in(row),
        },
    )[0]


def port(code: str = "aidian") -> Port:
    """A pair of border gates."""
    [row] = [row for row in reference_rows("ports") if row["code"] == code]
    area(row["county"])
    return Port.objects.get_or_create(
        code=code,
        defaults={
            "county_id": row["county"],
            "province_code": row["province"],
            "kind": row["kind"],
            "confidence": row["confidence"],
            "valid_from": FIRST,
            **names_in(row),
        },
    )[0]


def industry(code: str = CANE) -> Industry:
    """An industry."""
    [row] = [row for row in reference_rows("industries") if row["code"] == code]
    months = {name: int(row[name]) if row[name] else None for name in ("season_from_month", "season_until_month")}
    return Industry.objects.get_or_create(code=code, defaults={"valid_from": FIRST, **months, **names_in(row)})[0]


def occupation(code: str = FARM_HAND) -> Occupation:
    """An occupation."""
    [row] = [row for row in reference_rows("occupations") if row["code"] == code]
    return Occupation.objects.get_or_create(code=code, defaults={"valid_from": FIRST, **names_in(row)})[0]


def parameters(**given: Any) -> dict[str, Any]:
    """The parameters of the scheme's own rule set, some of them as given."""
    [whole] = json.loads((DATA / "rule_sets.json").read_text(encoding="utf-8"))
    return whole["parameters"] | given


def rule_set(code: str = "scheme", *, version: int = 1, changed: dict[str, Any] | None = None, **given: Any) -> RuleSet:
    """A rule set with the scheme's default parameters, those `changed` that a test is about."""
    values = {"legal_basis": "Labour Law art. 36-41", "valid_from": FIRST, **names("规则", "Bộ quy tắc", "Rules")}
    return RuleSet.objects.get_or_create(
        code=code, version=version, defaults=values | given | {"parameters": parameters(**(changed or {}))}
    )[0]


def wage_floors(county: str = NINGMING, wage_class: int = 3) -> None:
    """The wage class of a county and the floors of its province, as the reference data have them."""
    WageClass.objects.create(county=area(county), wage_class=wage_class, valid_from=FIRST, confidence="unverified")
    WageFloor.objects.bulk_create(
        WageFloor(
            province_id=row["area"],
            wage_class=int(row["class"]),
            monthly_fen=int(row["monthly_fen"]),
            hourly_fen=int(row["hourly_fen"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            confidence=row["confidence"],
        )
        for row in reference_rows("wage_floors")
        if row["area"] == county[:2] + "0000"
    )


def quotas(
    county: str = NINGMING, *, trade: str | None = CANE, ceiling: int = 1000, of: Season | None = None
) -> list[Quota]:
    """One branch of the quota tree, leaf first; each new quota gets its ceiling by an entry of the ledger."""
    of = of or season()
    area(county)
    places: list[tuple[str | None, str | None]] = [
        (None, None),
        (county[:2] + "0000", None),
        (county[:4] + "00", None),
        (county, None),
    ]
    if trade is not None:
        places.append((county, industry(trade).code))
    there = {(quota.area_id, quota.industry_id): quota for quota in Quota.objects.filter(season=of)}
    made: list[Quota] = []
    parent: Quota | None = None
    for depth, place in enumerate(places):
        quota = there.get(place)
        if quota is None:
            quota = Quota(season=of, area_id=place[0], industry_id=place[1], parent=parent, depth=depth)
            made.append(quota)
        parent = quota
    Quota.objects.bulk_create(made)
    QuotaEntry.objects.bulk_create(
        QuotaEntry(quota=quota, kind=EntryKind.ADJUST, ceiling_change=ceiling, cause=new_id(), login="factory")
        for quota in made
    )
    return list(Quota.objects.holding_for(season=of.pk, county=county, industry=trade or ""))
