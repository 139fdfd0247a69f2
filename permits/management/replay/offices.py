"""The offices of a replay: one bureau per province, with a clerk, an approver and two units, made once."""

from collections.abc import Iterable
from datetime import datetime

from accounts.enums import Kind, Role
from accounts.models import Member, Organisation
from accounts.services.members import Person
from accounts.services.organisations import Names
from permits.management.people import OPERATOR, Office, Post, set_up, signing
from permits.management.replay.parties import DOMAIN
from permits.management.replay.profile import Profile

UNITS = (Names("受理科", "Phòng Tiếp nhận", "Intake"), Names("审批科", "Phòng Phê duyệt", "Approvals"))
Bureau = dict[str, Member]
"""The members of a bureau by their role."""


def bureaus(provinces: Iterable[str], profile: Profile, *, at: datetime) -> dict[str, Bureau]:
    """The replay's bureau of each province (the first two digits of its code)."""
    found = {}
    for province in provinces:
        names = _names(province, profile)
        known = Organisation.objects.visible_to(OPERATOR).filter(kind=Kind.BUREAU, name_en=names.en).first()
        if known is None:
            _body, members = set_up(_office(province, names, profile), at=at)
        else:
            seen = Member.objects.visible_to(OPERATOR).filter(organisation=known).select_related("organisation")
            members = [signing(member) for member in seen]
        found[province] = {role: member for member in members for role in member.roles}
    return found


def _names(province: str, profile: Profile) -> Names:
    return Names(
        f"回放人社厅 {province} {profile.source}",
        f"Sở Lao động phát lại {province} {profile.source}",
        f"Replay bureau {province} {profile.source}",
    )


def _office(province: str, names: Names, profile: Profile) -> Office:
    def person(role: str) -> Person:
        return Person(f"{role}.{province}.{profile.label or 'first'}@{DOMAIN}", f"Replay {role}")

    return Office(
        kind=Kind.BUREAU,
        names=names,
        area=f"{province}0000",
        units=UNITS,
        posts=(
            Post(person("administrator"), [Role.ADMINISTRATOR]),
            Post(person("clerk"), [Role.CLERK], 0),
            Post(person("approver"), [Role.APPROVER], 1),
        ),
    )
