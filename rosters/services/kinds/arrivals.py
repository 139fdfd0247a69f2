"""Rosters of arrivals: the employer's two days, on which workers came and the police registered where they sleep."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.errors import Problem
from core.permissions import Permission
from employers.models import Lodging
from permits.models import Arrival, Permit
from permits.rules.numbers import BadNumber, read_permit_number
from permits.services.follow_up import arrivals
from permits.services.follow_up.arrivals import Came, Registered
from rosters.rules.cells import day
from rosters.rules.tables import Column, Table
from rosters.services.kinds.base import Kind, Setting, Values, Verdict, rehearsed, told_of
from rosters.services.kinds.columns import PERSON_NUMBER
from rosters.services.persons import found_each
from workers.rules.names import folded
from workers.services.identity.checks import refuse

TABLE: Final = Table(
    (
        Column("permit_number", ("Permit number", "许可编号", "Số giấy phép"), "WP-2627-000123-J", field="permit"),
        PERSON_NUMBER,
        Column("arrived_on", ("Day of arrival", "到岗日期", "Ngày đến nơi làm việc"), "2026-11-16", day),
        Column("lodging", ("Lodging", "住宿", "Chỗ ở"), ""),
        Column(
            "registered_on",
            ("Registered with the police on", "向公安机关登记日期", "Ngày đăng ký tạm trú"),
            "2026-11-16",
            day,
        ),
    )
)
NO_PERMIT = _("No permit of yours that runs has this number, or is this worker's: check it.")
NO_LODGING = _("Write the lodging as the filing names it, or leave the cell empty.")
NO_DAY = _("Give the day of arrival, or for who was reported before the day of the registration with the police.")


class Told(NamedTuple):
    """What a row says of a permit: both days, or the one that was not reported yet."""

    permit: UUID
    arrived_on: date | None
    lodging: UUID | None
    registered_on: date | None


def _same(values: Values) -> list[object]:
    return [values["permit_number"] or values["person_number"]]


def _tried(rows: Sequence[Values], setting: Setting) -> list[Verdict]:
    """Try rows by reporting and taking all of it back, so that no rule is judged in two places."""
    found, known = _found(rows, setting)
    verdicts = [Verdict([] if isinstance(one, Told) else one) for one in found]
    open_: dict[int, Told] = {}
    for place, one in enumerate(found):
        if isinstance(one, Told) and (one.arrived_on or one.registered_on):
            open_[place] = one
        elif isinstance(one, Told):
            verdicts[place].known = known[one.permit]
    while open_ and (refusal := rehearsed(lambda: _report(open_.values(), setting))):
        for place, problem in told_of(refusal, {place: one.permit for place, one in open_.items()}):
            verdicts[place].problems.append(problem)
            open_.pop(place, None)
    return verdicts


def _wrong(rows: Sequence[Values], setting: Setting) -> list[list[Problem]]:
    found, _known = _found(rows, setting)
    return [[] if isinstance(one, Told) else one for one in found]


def _found(rows: Sequence[Values], setting: Setting) -> tuple[list[Told | list[Problem]], dict[UUID, UUID]]:
    """What rows say that was not reported yet, and the arrivals there are by their permits."""
    permits = _permits(rows, setting)
    ids = [one.pk for one in permits if isinstance(one, Permit)]
    seen = Arrival.objects.visible_to(setting.by).filter(permit__any=ids) if ids else []
    there = {one.permit_id: one for one in seen}
    lodgings = _lodgings([one for one in permits if isinstance(one, Permit)])
    found = [
        [one] if isinstance(one, Problem) else _told(values, one, there.get(one.pk), lodgings)
        for values, one in zip(rows, permits, strict=True)
    ]
    return found, {permit: one.pk for permit, one in there.items()}


def _told(
    values: Values, permit: Permit, there: Arrival | None, lodgings: Mapping[tuple[UUID, str], UUID]
) -> Told | list[Problem]:
    """What a row adds to what is reported; a day that says the same again adds nothing."""
    arrived_on, registered_on = values["arrived_on"], values["registered_on"]
    lodging = lodgings.get((permit.filing_id, folded(values["lodging"])))
    problems = []
    if values["lodging"] and lodging is None:
        problems.append(Problem("no_such_lodging", NO_LODGING, "lodging"))
    if there is None and arrived_on is None:
        problems.append(Problem("arrived_on_missing", NO_DAY, "arrived_on"))
    if problems:
        return problems
    if there is not None and arrived_on == there.arrived_on:
        arrived_on = None
    if there is not None and registered_on == there.lodging_registered_on:
        registered_on = None
    return Told(permit.pk, arrived_on, lodging, registered_on)


def _permits(rows: Sequence[Values], setting: Setting) -> list[Permit | Problem]:
    """Of each row the permit it names, or else the worker's that runs."""
    named = [_read(values["permit_number"]) for values in rows]
    people = found_each([_whom(values) for values in rows], by=setting.by)
    seen: Any = Permit.objects.visible_to(setting.by).select_related("season")
    numbers = {one[1] for one in named if one}
    by_number = {(one.season.code, one.number): one for one in (seen.filter(number__in=numbers) if numbers else [])}
    workers = [one for one in people if isinstance(one, UUID)]
    held = seen.open().filter(worker__any=workers).order_by("pk") if workers else []
    by_worker = {one.worker_id: one for one in held}
    found: list[Permit | Problem] = []
    for values, number, person in zip(rows, named, people, strict=True):
        if values["permit_number"]:
            permit = by_number.get(number) if number else None
            found.append(permit or Problem("no_such_permit", NO_PERMIT, "permit"))
        elif isinstance(person, Problem):
            found.append(person)
        else:
            found.append(by_worker.get(person) or Problem("no_such_permit", NO_PERMIT, "person_number"))
    return found


def _whom(values: Values) -> dict[str, str]:
    return {"person_number": "" if values["permit_number"] else values["person_number"], "paper_number": ""}


def _read(number: str) -> tuple[str, int] | None:
    with suppress(BadNumber):
        season, serial = read_permit_number(number)
        return (season, serial) if serial < 2**63 else None
    return None


def _lodgings(permits: Sequence[Permit]) -> dict[tuple[UUID, str], UUID]:
    rows = Lodging.objects.filter(filing__in={one.filing_id for one in permits}) if permits else []
    return {(one.filing_id, folded(one.address)): one.pk for one in rows}


def _report(rows: Collection[Told], setting: Setting) -> None:
    came = [Came(one.permit, one.arrived_on, one.lodging) for one in rows if one.arrived_on]
    housed = [Registered(one.permit, one.registered_on) for one in rows if one.registered_on]
    if came:
        arrivals.report_each(came, by=setting.by, at=setting.at)
    if housed:
        arrivals.register_lodging_each(housed, by=setting.by, at=setting.at)


def _applied(rows: Sequence[Values], setting: Setting) -> list[UUID]:
    found, _known = _found(rows, setting)
    refuse([[] if isinstance(one, Told) else one for one in found])
    told = [one for one in found if isinstance(one, Told)]
    _report(told, setting)
    made = dict(Arrival.objects.filter(permit__any=[one.permit for one in told]).values_list("permit", "pk"))
    return [made[one.permit] for one in told]


ARRIVALS: Final = Kind(TABLE, Permission.REPORT_ARRIVAL, _same, _tried, _wrong, _applied)
