"""The offices of a replay: bureaus, sending departments and border posts, each with its people, made once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from accounts.enums import Kind, Role
from accounts.models import Member, Organisation
from accounts.services.members import Person
from accounts.services.organisations import Names
from permits.management.people import OPERATOR, Office, Post, set_up, signing
from permits.management.replay.parties import DOMAIN
from permits.management.replay.profile import Profile

UNITS = (Names("受理科", "Phòng Tiếp nhận", "Intake"), Names("审批科", "Phòng Phê duyệt", "Approvals"))
Staff = dict[str, Member]
"""The members of an office by their role."""


def bureaus(provinces: Iterable[str], profile: Profile, *, at: datetime) -> dict[str, Staff]:
    """The replay's bureau of each province of China (the first two digits of its code), with two units."""
    posts = (
        ("administrator", Role.ADMINISTRATOR, None),
        ("clerk", Role.CLERK, 0),
        ("reviewer", Role.REVIEWER, 0),
        ("approver", Role.APPROVER, 1),
    )
    words = ("回放人社厅", "Sở Lao động phát lại", "Replay bureau")
    return {
        code: _staff(replace(_office(Kind.BUREAU, words, code, posts, profile), area=f"{code}0000", units=UNITS), at=at)
        for code in provinces
    }


def departments(provinces: Iterable[str], profile: Profile, *, at: datetime) -> dict[str, Staff]:
    """The replay's sending department of each province of Viet Nam."""
    posts = (("administrator", Role.ADMINISTRATOR, None), ("officer", Role.OFFICER, None))
    words = ("回放派出部门", "Sở Nội vụ phát lại", "Replay department")
    return {
        code: _staff(replace(_office(Kind.DEPARTMENT, words, code, posts, profile), province=code), at=at)
        for code in provinces
    }


def posts(ports: Iterable[str], profile: Profile, *, at: datetime) -> dict[str, Staff]:
    """The replay's border post at each port."""
    people = (("administrator", Role.ADMINISTRATOR, None), ("officer", Role.OFFICER, None))
    words = ("回放边检站", "Trạm kiểm soát phát lại", "Replay post")
    return {code: _staff(replace(_office(Kind.POST, words, code, people, profile), port=code), at=at) for code in ports}


def _staff(office: Office, *, at: datetime) -> Staff:
    known = Organisation.objects.visible_to(OPERATOR).filter(kind=office.kind, name_en=office.names.en).first()
    if known is None:
        _body, members = set_up(office, at=at)
    else:
        seen = Member.objects.visible_to(OPERATOR).filter(organisation=known).select_related("organisation")
        members = [signing(member) for member in seen]
    return {role: member for member in members for role in member.roles}


def _office(
    kind: str, words: Sequence[str], place: str, posts: Iterable[tuple[str, str, int | None]], profile: Profile
) -> Office:
    people = tuple(
        Post(Person(f"{name}.{kind}.{place}.{profile.label or 'first'}@{DOMAIN}", f"Replay {name}"), [role], unit)
        for name, role, unit in posts
    )
    return Office(kind=kind, names=Names(*(f"{word} {place} {profile.source}" for word in words)), posts=people)
