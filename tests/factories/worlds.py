"""Whole worlds: one organisation of every kind in one border county, with everybody in it."""

from dataclasses import dataclass, field

from accounts.enums import Kind, Language
from accounts.models import Member, Organisation
from employers.models import Employer, Intermediary, Mandate
from tests.factories.accounts import new_organisation, staff
from tests.factories.common import (
    HEKOU,
    NINGMING,
    PINGXIANG,
)
from tests.factories.parties import credit_code, employer, licence, mandate, tax_code
from tests.factories.scheme import area, areas


@dataclass
class World:
    """One organisation of every kind in one border county, each with a member for every role.

    `world.member("bureau", "approver")`; an intermediary of either side, both licensed, `mandate` from the employer
    to the Chinese one.
    """

    county: str
    organisations: dict[str, Organisation]
    members: dict[tuple[str, str], Member] = field(repr=False)
    employer: Employer
    intermediary: Intermediary
    partner: Intermediary
    mandate: Mandate

    def member(self, kind: str, role: str) -> Member:
        """The member of the organisation of that kind who holds that role; kind `partner` is Viet Nam's side."""
        return self.members[kind, role]


PLACES = {NINGMING: ("20", "aidian"), PINGXIANG: ("20", "youyiguan"), HEKOU: ("15", "hekou")}


def world(county: str = NINGMING) -> World:
    """A world of its own in that county."""
    home, gate = PLACES[county]
    area(county)
    bodies = {kind.value: new_organisation(kind, county=county, home=home, gate=gate) for kind in Kind}
    bodies["partner"] = new_organisation(Kind.INTERMEDIARY, home=home, language=Language.VIETNAMESE)
    Organisation.objects.bulk_create(bodies.values())
    people = staff(*bodies.values())
    boss = employer(county=county, organisation=bodies["employer"])
    agents = [
        Intermediary(organisation=bodies["intermediary"], side="CN", credit_code=credit_code()),
        Intermediary(organisation=bodies["partner"], side="VN", tax_code=tax_code()),
    ]
    Intermediary.objects.bulk_create(agents)
    for agent in agents:
        licence(agent)
    return World(
        county=county,
        organisations=bodies,
        members={(kind, role): one for kind, of in bodies.items() for role, one in people[of.pk].items()},
        employer=boss,
        intermediary=agents[0],
        partner=agents[1],
        mandate=mandate(boss, agents[0]),
    )


def worlds() -> list[World]:
    """Three worlds: two counties of one prefecture in Guangxi, and one in Yunnan."""
    areas(NINGMING, PINGXIANG, HEKOU)
    return [world(county) for county in (NINGMING, PINGXIANG, HEKOU)]
