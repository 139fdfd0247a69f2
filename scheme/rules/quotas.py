"""Which wants fit into which quotas, and which quota is the tightest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from scheme.rules.choice import chain


@dataclass(frozen=True, slots=True)
class Wanted:
    """Posts wanted in a season, a county and an industry."""

    season_id: UUID
    county: str
    industry: str
    posts: int


@dataclass(frozen=True, slots=True)
class Node:
    """A quota of the tree, its name for people and what is left of it."""

    key: UUID
    season_id: UUID
    area_id: str | None
    industry_id: str | None
    place: str
    left: int

    def holds(self, want: Wanted) -> bool:
        """Whether a want's posts are counted in this quota."""
        is_here = self.area_id is None or self.area_id in chain(want.county)
        return self.season_id == want.season_id and is_here and self.industry_id in (None, want.industry)


def branch(nodes: Iterable[Node], want: Wanted) -> list[Node]:
    """The quotas that a want is counted in; none where the county has no quota."""
    found = [node for node in nodes if node.holds(want)]
    return found if any(node.area_id == want.county for node in found) else []


def left_of(nodes: Iterable[Node], want: Wanted) -> int | None:
    """The posts left for a want: those of its tightest quota."""
    return min((node.left for node in branch(nodes, want)), default=None)


def tightest(nodes: Sequence[Node], wants: Sequence[Wanted]) -> tuple[Node, int]:
    """The quota that lacks the most for all wants together, and how many they ask of it."""
    sums = {node: sum(want.posts for want in wants if node.holds(want)) for node in nodes}
    asked = {node: posts for node, posts in sums.items() if posts}
    node = min(asked, key=lambda one: (one.left - asked[one], one.left))
    return node, asked[node]


def fits(nodes: Sequence[Node], wants: Sequence[Wanted]) -> list[bool]:
    """Which wants fit one after the other, those that do not being left out."""
    left = {node.key: node.left for node in nodes}
    branches: dict[tuple[UUID, str, str], list[UUID]] = {}
    answers = []
    for want in wants:
        place = (want.season_id, want.county, want.industry)
        if place not in branches:
            branches[place] = [node.key for node in branch(nodes, want)]
        keys = branches[place]
        does = bool(keys) and all(left[key] >= want.posts for key in keys)
        answers.append(does)
        if does:
            for key in keys:
                left[key] -= want.posts
    return answers
