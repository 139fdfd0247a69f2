"""Organisations, units, members and tokens."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password

from accounts.enums import Kind, Language, Role
from accounts.models import Member, Organisation, Token, Unit
from accounts.rules import GRANTS
from tests.factories.common import (
    AT,
    NINGMING,
    names,
    numbers,
)
from tests.factories.scheme import area, port, province

NAMES = {
    Kind.BUREAU: ("人力资源和社会保障局", "Cục Lao động", "Labour Bureau"),
    Kind.EMPLOYER: ("甘蔗种植场", "Trang trại mía", "Cane Farm"),
    Kind.INTERMEDIARY: ("劳务公司", "Công ty Lao động", "Labour Services"),
    Kind.DEPARTMENT: ("内务厅", "Sở Nội vụ", "Department of Home Affairs"),
    Kind.POST: ("边检站", "Đồn Biên phòng", "Border Post"),
    Kind.LICENSING: ("海外劳务管理局", "Cục Quản lý lao động ngoài nước", "Licensing Authority"),
    Kind.PROTECTION: ("劳动监察", "Thanh tra lao động", "Protection Desk"),
    Kind.OVERSIGHT: ("审计处", "Kiểm toán", "Audit Office"),
    Kind.OPERATOR: ("运行中心", "Trung tâm vận hành", "Operations"),
}
APPOINTED = {
    "approver_proposed_by": UUID(int=1),
    "approver_proposed_login": "session:first",
    "approver_confirmed_by": UUID(int=2),
    "approver_confirmed_login": "session:second",
}
"""Two administrators, who made an approver."""
VIETNAMESE = {Kind.DEPARTMENT, Kind.LICENSING}


def new_organisation(kind: str, *, county: str = NINGMING, home: str = "20", gate: str = "", **given: Any) -> Any:
    """An organisation of that kind, not yet saved; its place must exist."""
    number = next(numbers)
    zh, vi, en = NAMES[Kind(kind)]
    places: dict[str, Any] = {}
    if kind in (Kind.BUREAU, Kind.EMPLOYER, Kind.PROTECTION):
        places = {"area_id": county}
    elif kind == Kind.DEPARTMENT:
        places = {"province": province(home)}
    elif kind == Kind.POST:
        places = {"port": port(gate or "aidian")}
    elif kind == Kind.INTERMEDIARY:
        is_vietnamese = given.get("language") == Language.VIETNAMESE
        places = {"province": province(home)} if is_vietnamese else {"area_id": county}
    language = Language.VIETNAMESE if kind in VIETNAMESE else Language.CHINESE
    values = names(f"{zh}{number}", f"{vi} {number}", f"{en} {number}") | {"language": language} | places | given
    return Organisation(kind=kind, **values)


def organisation(kind: str = Kind.EMPLOYER, *, county: str = NINGMING, **given: Any) -> Organisation:
    """An organisation of that kind, in its place."""
    area(county)
    made = new_organisation(kind, county=county, **given)
    made.save(force_insert=True)
    return made


def unit(of: Organisation, **given: Any) -> Unit:
    """A unit of an organisation."""
    return Unit.objects.create(organisation=of, **(names("科室", "Phòng", "Unit") | given))


def new_member(of: Organisation, *roles: str, within: Unit | None = None, **given: Any) -> Member:
    """A member with those roles, logged in, not yet saved."""
    number = next(numbers)
    if Role.APPROVER in roles:
        given = APPOINTED | given
    member = Member(
        **{
            "organisation": of,
            "unit": within,
            "email": f"member{number}@example.org",
            "name": f"成员{number}",
            "roles": list(roles),
            "language": of.language,
            "password": "!",
            "made_at": AT,
        }
        | given
    )
    member.login = f"session:{number:08d}"
    return member


def member(of: Organisation, *roles: str, password: str = "", **given: Any) -> Member:
    """A member with those roles, logged in; with `password`, able to log in again."""
    if password:
        given["password"] = make_password(password)
    made = new_member(of, *roles, **given)
    made.save(force_insert=True)
    return made


def staff(*organisations: Organisation) -> dict[UUID, dict[str, Member]]:
    """One member for each role of each organisation; approvers sit in another unit than everybody else."""
    units, members = [], []
    for of in organisations:
        first = Unit(organisation=of, **names("受理科", "Phòng Tiếp nhận", "Intake"))
        second = Unit(organisation=of, **names("审批科", "Phòng Phê duyệt", "Approvals"))
        units += [first, second]
        members += [new_member(of, role, within=second if role == Role.APPROVER else first) for role in GRANTS[of.kind]]
    Unit.objects.bulk_create(units)
    Member.objects.bulk_create(members)
    found: dict[UUID, dict[str, Member]] = {of.pk: {} for of in organisations}
    for one in members:
        found[one.organisation_id][one.roles[0]] = one
    return found


def token(of: Organisation | Member, *, scopes: Iterable[str] = (), roles: Iterable[str] = (), **given: Any) -> Token:
    """A token of a member, or of an organisation with roles of its own; nobody knows its key."""
    number = next(numbers)
    holder = (
        {"member": of, "organisation": of.organisation, "unit": of.unit}
        if isinstance(of, Member)
        else {"organisation": of, "roles": list(roles)}
    )
    values: dict[str, Any] = {
        "name": f"token {number}",
        "hint": f"{number:08d}"[-8:],
        "digest": number.to_bytes(32, "big"),
        "scopes": list(scopes),
        "made_at": AT,
        "expires_at": AT + timedelta(days=90),
    }
    return Token.objects.create(**(holder | values | given))
