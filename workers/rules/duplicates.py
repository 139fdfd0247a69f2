"""Whether two records may be one person: points for what agrees, fewer for what disagrees, with the reasons.

A machine never decides: among 150,000 people of the border provinces 777 shared name and birth date with another,
so likeness only puts two records before a person, who is shown why.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final, TypeAlias

from rapidfuzz import fuzz

Block: TypeAlias = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a person; what is empty is not known. Numbers are here only as digests."""

    key: Hashable
    tokens: str
    birth_date: date | None = None
    sex: str = ""
    province: str = ""
    personal_number_digest: bytes = b""
    phone_digest: bytes = b""
    paper_digests: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Weights:
    """The points of each agreement and disagreement, with the threshold from which a person is asked.

    A number of state outweighs all else together. Name and birth date reach the threshold only with a sex that
    agrees, and a common name also needs the province. Different personal numbers mean different people unless
    something stronger than a name speaks against it, such as the telephone.
    """

    threshold: int = 20
    personal_number_same: int = 80
    personal_number_other: int = -10
    paper_same: int = 60
    phone_same: int = 8
    phone_shared: int = 0
    name_same: int = 12
    name_same_common: int = 9
    name_near: int = 9
    name_part: int = 8
    name_other: int = -8
    birth_date_same: int = 9
    birth_date_swapped: int = 6
    birth_date_digit: int = 5
    birth_date_new_year: int = 3
    birth_date_other: int = -10
    sex_same: int = 1
    sex_other: int = -6
    province_same: int = 2
    province_other: int = -2


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are: the points, and what gave or took them."""

    score: int
    reasons: tuple[tuple[str, int], ...]


WEIGHTS: Final = Weights()
NEAR: Final = 88  # of 100: a slip or two of the pen in a name of three words
COMMON: Final = 30  # so many bearers make a name common
SHARED: Final = 5  # more bearers than this, and a telephone is a household's or an agent's


def compare(
    one: Known,
    other: Known,
    *,
    common: Collection[str] = (),
    shared: Collection[bytes] = (),
    weights: Weights = WEIGHTS,
) -> Likeness:
    """Weigh what two records say of a person.

    `common` are names, as tokens, that many people bear; `shared` are telephones that many people gave, by digest:
    they are named among the reasons and count for nothing.
    """
    kinds = (
        _stated("personal_number", one.personal_number_digest, other.personal_number_digest),
        "paper_same" if not one.paper_digests.isdisjoint(other.paper_digests) else None,
        _phones(one.phone_digest, other.phone_digest, shared),
        _names(one.tokens, other.tokens, common),
        _birth_dates(one.birth_date, other.birth_date),
        _stated("sex", one.sex.strip("X"), other.sex.strip("X")),
        _stated("province", one.province, other.province),
    )
    reasons = tuple((kind, getattr(weights, kind)) for kind in kinds if kind)
    return Likeness(sum(points for _, points in reasons), reasons)


def common_names(people: Iterable[Known], *, bearers: int = COMMON) -> frozenset[str]:
    """The names, as tokens, that so many people bear that sharing one says little."""
    counted = Counter(person.tokens for person in people)
    return frozenset(name for name, count in counted.items() if count >= bearers)


def blocks(person: Known) -> Iterator[Block]:
    """The groups within which a person is compared; two who share none cannot reach the threshold."""
    if person.personal_number_digest:
        yield "personal_number", person.personal_number_digest
    for digest in sorted(person.paper_digests):
        yield "paper", digest
    if person.phone_digest:
        yield "phone", person.phone_digest
    if born := person.birth_date:
        yield "birth_date", born
        yield "name_and_year", person.tokens, born.year
        yield "name_and_day", person.tokens, born.month, born.day


def candidates(people: Iterable[Known]) -> Iterator[tuple[Known, Known]]:
    """Each pair worth comparing, once: those who share a block."""
    groups: dict[Block, list[tuple[Known, tuple[Block, ...]]]] = defaultdict(list)
    for person in people:
        own = tuple(blocks(person))
        for block in own:
            groups[block].append((person, own))
    for block, members in groups.items():
        for (one, ones), (other, others) in combinations(members, 2):
            if next(shared for shared in ones if shared in others) == block:
                yield one, other


def likely(people: Collection[Known], *, weights: Weights = WEIGHTS) -> Iterator[tuple[Known, Known, Likeness]]:
    """The pairs that reach the threshold, for a person to look at."""
    common = common_names(people)
    for one, other in candidates(people):
        likeness = compare(one, other, common=common, weights=weights)
        if likeness.score >= weights.threshold:
            yield one, other, likeness


def _stated(what: str, one: str | bytes, other: str | bytes) -> str | None:
    if not one or not other:
        return None
    return f"{what}_same" if one == other else f"{what}_other"


def names_alike(one: str, other: str) -> bool:
    """Whether two names, as tokens, may be those of one person: the same, a slip of the pen apart, or one cut."""
    return _names(one, other, ()) not in (None, "name_other")


def _phones(one: bytes, other: bytes, shared: Collection[bytes]) -> str | None:
    if not one or one != other:
        return None
    return "phone_shared" if one in shared else "phone_same"


def _names(one: str, other: str, common: Collection[str]) -> str | None:
    if not one or not other:
        return None
    if one == other:
        return "name_same_common" if one in common else "name_same"
    if fuzz.ratio(one, other, score_cutoff=NEAR):
        return "name_near"
    words = sorted((set(one.split()), set(other.split())), key=len)
    return "name_part" if len(words[0]) > 1 and words[0] < words[1] else "name_other"


def _birth_dates(one: date | None, other: date | None) -> str | None:
    if one is None or other is None:
        return None
    if one == other:
        return "birth_date_same"
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return "birth_date_swapped"
    if sum(a != b for a, b in zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)) == 1:
        return "birth_date_digit"
    # Who knows only the year of birth is often written down as born on 1 January.
    if one.year == other.year and (1, 1) in ((one.month, one.day), (other.month, other.day)):
        return "birth_date_new_year"
    return "birth_date_other"
