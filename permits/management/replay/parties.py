"""The parties that cases name: employers, firms and desks, each once, with codes that can be no real body's."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from employers.rules.identifiers import CREDIT_CODE_ALPHABET, credit_code_check
from permits.management.replay.cases import Case
from permits.management.replay.profile import Profile

NOWHERE = "990000"
"""An area that GB/T 2260 does not know, so that no real body's credit code has it."""

ENTERPRISE = "91"
DOMAIN = "replay.invalid"
"""A domain that can never be reached (RFC 2606), so that no letter of a replay leaves the house."""

LONGEST_NAME = 120
CREW_TAKES = timedelta(30)
"""Days from a decision until its crew has its permits, at the most."""


@dataclass(frozen=True, slots=True)
class Party:
    """A body named in the files: what it is known by here, its name, and the county it is registered in."""

    credit_code: str
    name: str
    county: str

    @property
    def email(self) -> str:
        """The address of its one account."""
        return f"{self.credit_code.lower()}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Pair:
    """An employer and who acts for it: from the first case until the last crew has its permits, for how many posts."""

    employer: Party
    intermediary: Party
    first: date
    last: date
    posts: int


def credit_code(key: str) -> str:
    """A credit code with a valid check character that no real body can have, always the same for one key."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    signs = []
    for _place in range(9):
        number, sign = divmod(number, len(CREDIT_CODE_ALPHABET))
        signs.append(CREDIT_CODE_ALPHABET[sign])
    stem = ENTERPRISE + NOWHERE + "".join(signs)
    return stem + credit_code_check(stem)


def folded(name: str) -> str:
    """A name as it is told apart: without case and signs."""
    return re.sub(r"[\W_]+", " ", name.upper()).strip() or name


def employer_of(name: str, state: str, profile: Profile) -> Party:
    """An employer: a name in a state."""
    return _party(f"{profile.source}/employer/{folded(name)}/{state}", name, profile.counties[state])


def employer(case: Case, profile: Profile) -> Party:
    """The employer of a case."""
    return employer_of(case.employer, case.employer_state, profile)


def partners(case: Case, profile: Profile) -> dict[Party, int]:
    """The other employers of a joint case and the posts their rows name, each once."""
    found: dict[Party, int] = {}
    for partner in case.partners:
        state = partner.state.upper()
        other = employer_of(partner.employer, state if state in profile.counties else case.state, profile)
        if other != employer(case, profile):
            found[other] = found.get(other, 0) + partner.posts
    return found


def intermediary(case: Case, profile: Profile) -> Party:
    """Who files a case: its firm, or the filing desk of its state where the employer filed alone."""
    if case.firm:
        return _party(f"{profile.source}/firm/{folded(case.firm)}", case.firm, profile.counties[case.state])
    name = f"Filing desk {case.state}"
    return _party(f"{profile.source}/desk/{case.state}", name, profile.counties[case.state])


def pairs(cases: Iterable[Case], profile: Profile) -> list[Pair]:
    """Every employer and intermediary that meet in the cases, in the order they do."""
    found: dict[tuple[str, str], Pair] = {}
    for case in cases:
        boss, agent = employer(case, profile), intermediary(case, profile)
        key, last = (boss.credit_code, agent.credit_code), case.decided + CREW_TAKES
        known = found.get(key)
        if known is None:
            found[key] = Pair(boss, agent, case.received, last, case.posts)
        else:
            first = min(known.first, case.received)
            found[key] = Pair(
                known.employer, known.intermediary, first, max(known.last, last), known.posts + case.posts
            )
    return list(found.values())


def _party(key: str, name: str, county: str) -> Party:
    return Party(credit_code(key), name[:LONGEST_NAME], county)
