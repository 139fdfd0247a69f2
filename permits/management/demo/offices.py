"""The demo's offices: bureaus of three levels, border posts, departments, and those who watch and run."""

from collections.abc import Iterator
from datetime import date, datetime

from accounts.enums import Kind, Language, Role
from accounts.models import Member
from accounts.services.members import Person
from accounts.services.organisations import Names
from permits.management.demo.tables import person, slug
from permits.management.people import OPERATOR, Office, Post, set_up
from scheme.enums import AreaLevel
from scheme.models import Area, Port, Province

DOMAIN = "demo.example"
"""A domain that is nobody's (RFC 2606)."""

INTAKE = Names("受理科", "Phòng Tiếp nhận", "Intake")
APPROVALS = Names("审批科", "Phòng Phê duyệt", "Approvals")
Staff = dict[tuple[str, str], Member]
"""Members by the key of their office and their role; a bureau's key is its area, a post's its port."""


def set_up_all(*, at: datetime) -> Staff:
    """Set up every office of the demo and give its members."""
    found: Staff = {}
    for key, office in _all(at.date()):
        _body, members = set_up(office, at=at)
        found |= {(key, role): member for member in members for role in member.roles}
    return found


def _all(on: date) -> Iterator[tuple[str, Office]]:
    yield (
        "operator",
        _watching(Kind.OPERATOR, "operator", ("边贸劳务平台运维中心", "Trung tâm vận hành hệ thống", "Operations")),
    )
    number = 0
    for area in Area.objects.visible_to(OPERATOR).valid_on(on).order_by("code"):
        yield area.code, _bureau(area, number)
        number += 4
    for port in Port.objects.visible_to(OPERATOR).valid_on(on).order_by("code"):
        yield port.code, _post(port, number)
        number += 1
    provinces = Province.objects.visible_to(OPERATOR).valid_on(on).filter(is_border=True).order_by("code")
    for province in provinces:
        yield province.code, _department(province, number)
        number += 2
    yield "licensing", _licensing()
    for code in ("451400", "450600"):
        yield f"protection-{code}", _protection(code, number)
        number += 1
    yield (
        "oversight",
        _watching(Kind.OVERSIGHT, "oversight", ("联合监督办公室", "Văn phòng giám sát chung", "Joint oversight")),
    )


def _post_of(role: str, where: str, name: str, unit: int | None = None, language: str = "") -> Post:
    return Post(Person(f"{role}.{where}@{DOMAIN}", name, language=language), [role], unit)


def _bureau(area: Area, number: int) -> Office:
    where = slug(area.name_en.removesuffix(" Zhuang Autonomous Region"))
    suffix = {AreaLevel.PROVINCE: "人力资源和社会保障厅"}.get(AreaLevel(area.level), "人力资源和社会保障局")
    return Office(
        kind=Kind.BUREAU,
        names=Names(f"{area.name_zh}{suffix}", f"Cơ quan lao động {area.name_vi}", f"Labour bureau of {area.name_en}"),
        area=area.code,
        units=(INTAKE, APPROVALS),
        posts=(
            _post_of(Role.ADMINISTRATOR, where, person(number)),
            _post_of(Role.CLERK, where, person(number + 1), 0),
            _post_of(Role.REVIEWER, where, person(number + 2), 0),
            _post_of(Role.APPROVER, where, person(number + 3), 1),
        ),
    )


def _post(port: Port, number: int) -> Office:
    where = f"port-{port.code}"
    return Office(
        kind=Kind.POST,
        names=Names(f"{port.name_zh}边检站", f"Trạm kiểm tra cửa khẩu {port.name_vi}", f"Border post {port.name_en}"),
        port=port.code,
        posts=(_post_of(Role.ADMINISTRATOR, where, person(number)), _post_of(Role.OFFICER, where, person(number + 5))),
    )


def _department(province: Province, number: int) -> Office:
    where, vi = slug(province.name_en), Language.VIETNAMESE.value
    return Office(
        kind=Kind.DEPARTMENT,
        names=Names(f"{province.name_zh}内务厅", f"Sở Nội vụ {province.name_vi}", f"Home affairs, {province.name_en}"),
        province=province.code,
        language=vi,
        posts=(
            _post_of(Role.ADMINISTRATOR, where, person(number, vietnamese=True), language=vi),
            _post_of(Role.OFFICER, where, person(number + 1, vietnamese=True), language=vi),
        ),
    )


def _licensing() -> Office:
    vi = Language.VIETNAMESE.value
    roles = (Role.ADMINISTRATOR, Role.CLERK, Role.REVIEWER, Role.APPROVER)
    names = [person(number, vietnamese=True) for number in range(3, 7)]
    return Office(
        kind=Kind.LICENSING,
        names=Names("越南海外劳务管理局", "Cục Quản lý lao động ngoài nước", "Overseas labour authority of Viet Nam"),
        province="01",
        language=vi,
        units=(
            Names("许可处", "Phòng Cấp phép", "Licences"),
            Names("监察处", "Phòng Thanh tra", "Inspection"),
        ),
        posts=tuple(
            _post_of(role, "licensing", name, None if unit is None else unit, vi)
            for role, name, unit in zip(roles, names, (None, 0, 0, 1), strict=True)
        ),
    )


def _protection(area: str, number: int) -> Office:
    where = {"451400": "chongzuo-rights", "450600": "fangchenggang-rights"}[area]
    place = {"451400": ("崇左市", "Sùng Tả", "Chongzuo"), "450600": ("防城港市", "Phòng Thành Cảng", "Fangchenggang")}[
        area
    ]
    return Office(
        kind=Kind.PROTECTION,
        names=Names(
            f"{place[0]}务工权益保护窗口", f"Bộ phận bảo vệ quyền lợi {place[1]}", f"Protection desk {place[2]}"
        ),
        area=area,
        posts=(_post_of(Role.ADMINISTRATOR, where, person(number)), _post_of(Role.OFFICER, where, person(number + 7))),
    )


def _watching(kind: str, where: str, names: tuple[str, str, str]) -> Office:
    second = Role.OFFICER if kind == Kind.OPERATOR else Role.AUDITOR
    return Office(
        kind=kind,
        names=Names(*names),
        posts=(_post_of(Role.ADMINISTRATOR, where, person(8)), _post_of(second, where, person(9))),
    )
