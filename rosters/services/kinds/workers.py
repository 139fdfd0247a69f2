"""Rosters of workers: entered as persons, and registered for the season of the roster."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.dates import day_of
from core.errors import Conflict, NotFound, Problem
from core.permissions import Permission
from rosters.rules.cells import day, one_of
from rosters.rules.tables import Column, Table
from rosters.services.kinds.base import Kind, Setting, Values, Verdict
from rosters.services.kinds.columns import PAPER_KIND, PAPER_NUMBER
from scheme.models import Province
from workers.enums import PaperKind, RegistrationStatus, Sex
from workers.models import Evidence, Offer, Registration
from workers.rules.names import folded
from workers.services.identity.details import NewPaper, NewWorker
from workers.services.registration import registrations

SEXES: Final[dict[str, tuple[str, ...]]] = {
    Sex.FEMALE: ("F", "female", "女", "nữ"),
    Sex.MALE: ("M", "male", "男", "nam"),
    Sex.UNSTATED: ("X", "not stated", "未注明", "không ghi"),
}
YES_OR_NO: Final = {"yes": ("yes", "是", "có", "1"), "no": ("no", "否", "không", "0")}
TABLE: Final = Table(
    (
        Column("name", ("Name", "姓名", "Họ và tên"), "Nông Văn Mẫu", is_needed=True),
        Column("name_zh", ("Name in Chinese", "中文姓名", "Tên tiếng Trung"), ""),
        Column("sex", ("Sex", "性别", "Giới tính"), "M", one_of(SEXES)),
        Column("birth_date", ("Date of birth", "出生日期", "Ngày sinh"), "1998-05-17", day, is_needed=True),
        Column("province", ("Province", "省份", "Tỉnh, thành phố"), "20", is_needed=True),
        Column("commune", ("Commune", "乡镇", "Xã, phường"), ""),
        Column("is_border_resident", ("Border resident", "边民", "Cư dân biên giới"), "yes", one_of(YES_OR_NO)),
        Column("personal_number", ("Personal number", "个人身份号码", "Số định danh cá nhân"), ""),
        Column("phone", ("Telephone", "电话", "Điện thoại"), "+84 912 345 678"),
        PAPER_KIND,
        PAPER_NUMBER,
        Column(
            "issued_on",
            ("Paper issued on", "证件签发日期", "Ngày cấp giấy tờ"),
            "2024-01-15",
            day,
            field="papers.0.issued_on",
        ),
        Column(
            "expires_on",
            ("Paper valid until", "证件有效期至", "Giấy tờ có giá trị đến"),
            "2034-01-14",
            day,
            field="papers.0.expires_on",
        ),
        Column(
            "agreed_abroad",
            ("Agreed that data goes abroad", "同意个人信息出境", "Đồng ý chuyển dữ liệu ra nước ngoài"),
            "yes",
            one_of(YES_OR_NO),
        ),
        Column("mrz", ("Machine-readable zone", "机读区", "Vùng đọc máy"), "", field="papers.0.mrz"),
    )
)
BUILT_ON = _(
    "Something was built on rows of it by now: decided by the department %(decided)s, offered a post %(offered)s, with "
    "evidence %(shown)s. Take single registrations back."
)


def _same(values: Values) -> list[object]:
    numbers = (values.get("paper_number"), values.get("personal_number"))
    return [(name, number) for name, number in zip(("paper", "person"), numbers, strict=True) if number]


def _row(values: Values, codes: dict[str, str]) -> NewWorker:
    papers: tuple[NewPaper, ...] = ()
    if any(values[name] for name in ("paper_kind", "paper_number", "mrz")):
        kind = values["paper_kind"] or PaperKind.PASSPORT
        days = {name: values[name] for name in ("issued_on", "expires_on")}
        papers = (NewPaper(kind=kind, number=values["paper_number"], mrz=values["mrz"], **days),)
    same = ("name", "name_zh", "sex", "birth_date", "commune", "personal_number", "phone")
    return NewWorker(
        **{name: values[name] for name in same},
        province=codes[values["province"]],
        is_border_resident=values["is_border_resident"] == "yes",
        papers=papers,
        source="roster",
    )


def _codes(rows: Sequence[Values], setting: Setting) -> dict[str, str]:
    """The codes of the provinces that rows name, by what they say: their names in any language."""
    found = Province.objects.valid_on(day_of(setting.at)).values_list("code", "name_en", "name_zh", "name_vi")
    named = {folded(name): code for code, *names in found for name in names}
    return {said: named.get(folded(said), said) for said in {values["province"] for values in rows}}


def _tried(rows: Sequence[Values], setting: Setting) -> list[Verdict]:
    codes = _codes(rows, setting)
    judged = registrations.judge_each(
        [_row(values, codes) for values in rows],
        season=_season(setting),
        partner=setting.partner,
        by=setting.by,
        at=setting.at,
        agreed_abroad=_agreed(rows),
    )
    workers = {worker for _problems, worker in judged if worker}
    ours = Registration.objects.visible_to(setting.by).running().filter(worker__any=workers, season=setting.season)
    held = dict(ours.filter(intermediary=setting.by.organisation_id).values_list("worker", "pk")) if workers else {}
    return [_verdict(problems, held.get(worker) if worker else None) for problems, worker in judged]


def _wrong(rows: Sequence[Values], setting: Setting) -> list[list[Problem]]:
    return [verdict.problems for verdict in _tried(rows, setting)]


def _agreed(rows: Sequence[Values]) -> frozenset[int]:
    """The places of those who were asked apart and agreed that their data goes abroad."""
    return frozenset(place for place, values in enumerate(rows) if values["agreed_abroad"] == "yes")


def _verdict(problems: list[Problem], held: UUID | None) -> Verdict:
    if held and {problem.code for problem in problems} <= {"registration_one_per_season"}:
        return Verdict(known=held)
    return Verdict(problems)


def _applied(rows: Sequence[Values], setting: Setting) -> list[UUID]:
    codes = _codes(rows, setting)
    made = registrations.register_each(
        [_row(values, codes) for values in rows],
        season=_season(setting),
        partner=setting.partner,
        by=setting.by,
        at=setting.at,
        agreed_abroad=_agreed(rows),
    )
    return [one.pk for one in made]


def _free(ids: Sequence[UUID], setting: Setting) -> None:
    held = Registration.objects.visible_to(setting.by).filter(pk__any=ids).order_by("pk")
    rows = list(held.select_for_update(of=("self",)).values_list("pk", "worker", "status", "registered_at"))
    decided = {pk for pk, _worker, status, _at in rows if status != RegistrationStatus.REGISTERED}
    offered = set(Offer.objects.filter(registration__any=ids).values_list("registration", flat=True))
    since = min((at for *_row, at in rows), default=setting.at)
    later = Evidence.objects.filter(worker__any=[row[1] for row in rows], withdrawn_at=None, recorded_at__gte=since)
    proven = set(later.values_list("worker", flat=True))
    shown = {pk for pk, worker, _status, _at in rows if worker in proven}
    if touched := decided | offered | shown:
        counts: dict[str, Any] = {"decided": len(decided), "offered": len(offered), "shown": len(shown)}
        raise Conflict("built_on", BUILT_ON, records=sorted(map(str, touched)), **counts)


def _undone(ids: Sequence[UUID], setting: Setting) -> None:
    registrations.withdraw_each(ids, by=setting.by, at=setting.at)


def _season(setting: Setting) -> UUID:
    if setting.season is None:
        raise NotFound(field="season")
    return setting.season


WORKERS: Final = Kind(
    TABLE,
    Permission.REGISTER_WORKER,
    _same,
    _tried,
    _wrong,
    _applied,
    _undone,
    _free,
    needs_season=True,
)
