"""Reserving, using and giving back posts: all by entries of the ledger, which move the counters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.db import broken_constraint
from core.errors import Invalid
from scheme.enums import EntryKind
from scheme.models import Quota
from scheme.rules.quotas import Node, Wanted, fits, left_of, tightest

MOST = 100_000  # posts in one want: the database counts them in whole numbers of four bytes

RESERVE = """
WITH node AS (
    SELECT quota.id, quota.depth, want.cause, want.posts
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::int[])
        AS want(cause, season_id, county, industry, posts)
    JOIN scheme_quota AS quota ON quota.season_id = want.season_id
        AND (quota.area_id IS NULL
             OR quota.area_id IN (left(want.county, 2) || '0000', left(want.county, 4) || '00', want.county))
        AND (quota.industry_id IS NULL OR quota.industry_id = want.industry)
), added AS (
    INSERT INTO scheme_quotaentry
        (quota_id, kind, ceiling_change, reserved_change, used_change, cause, actor_id, unit_id, login, at)
    SELECT id, 'reserve', 0, posts, 0, cause, %s::uuid, %s::uuid, %s, %s FROM node
)
SELECT count(*) FILTER (WHERE depth = 3) FROM node
"""
MOVE = """
INSERT INTO scheme_quotaentry
    (quota_id, kind, ceiling_change, reserved_change, used_change, cause, actor_id, unit_id, login, at)
SELECT held.quota_id, %s, 0, -least(held.posts, want.posts), %s * least(held.posts, want.posts), want.cause,
       %s, %s, %s, %s
FROM unnest(%s::uuid[], %s::int[]) AS want(cause, posts)
JOIN (SELECT quota_id, cause, sum(reserved_change)::int AS posts FROM scheme_quotaentry
      WHERE cause = ANY(%s::uuid[]) GROUP BY quota_id, cause) AS held ON held.cause = want.cause
WHERE held.posts > 0
RETURNING cause, -reserved_change
"""

PUT_BACK = """
INSERT INTO scheme_quotaentry
    (quota_id, kind, ceiling_change, reserved_change, used_change, cause, actor_id, unit_id, login, at)
SELECT taken.quota_id, %s, 0, want.posts, -want.posts, want.cause, %s, %s, %s, %s
FROM unnest(%s::uuid[], %s::int[]) AS want(cause, posts)
JOIN (SELECT quota_id, cause FROM scheme_quotaentry WHERE cause = ANY(%s::uuid[]) GROUP BY quota_id, cause
      HAVING sum(used_change) > 0) AS taken ON taken.cause = want.cause
"""


@dataclass(frozen=True, slots=True)
class Want:
    """Posts wanted for a cause (a filing) in a season, a county and an industry."""

    cause: UUID
    season_id: UUID
    county: str
    industry: str
    posts: int


class Share(Protocol):
    """So many posts of what a cause holds; a `Want` is one."""

    @property
    def cause(self) -> UUID: ...
    @property
    def posts(self) -> int: ...


def reserve(wants: Sequence[Want], *, by: Actor, at: datetime) -> None:
    """Reserve the posts of all wants in every quota above them, or of none.

    One statement locks the quotas, leaves before the root, until the transaction ends: call it once, as the last
    statement of the granting transaction. Raises `Invalid` "quota_full", naming the tightest quota and what is left
    there, or "no_quota" for a county that has none.
    """
    if not wants:
        return
    _demand_posts(wants)
    columns = zip(*((w.cause, w.season_id, w.county, w.industry, w.posts) for w in wants), strict=True)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(RESERVE, [*map(list, columns), by.actor_id, by.unit_id, by.login, at])
            if cursor.fetchone() != (len(wants),):
                raise _no_quota(wants)
    except DatabaseError as error:
        if not _is_oversold(error):
            raise
        raise _full(wants) from error


def release(shares: Sequence[Share], *, by: Actor, at: datetime) -> None:
    """Give posts that causes hold in reserve back to the pool, all or none; raises `Invalid` where one holds fewer."""
    _move(EntryKind.RELEASE, 0, shares, by=by, at=at)


def use(shares: Sequence[Share], *, by: Actor, at: datetime) -> None:
    """Turn posts that causes hold in reserve into used ones, all or none; raises `Invalid` where one holds fewer."""
    _move(EntryKind.USE, 1, shares, by=by, at=at)


def put_back(shares: Sequence[Share], *, by: Actor, at: datetime) -> None:
    """Turn used posts of causes, each named once, back into reserved ones: who had them goes on with another cause's.

    That no cause puts back more than it used, the ledger demands.
    """
    causes, posts = [share.cause for share in shares], [share.posts for share in shares]
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, [EntryKind.RESERVE, by.actor_id, by.unit_id, by.login, at, causes, posts, causes])


def left_for(*, season: UUID, county: str, industry: str) -> int | None:
    """The posts that can still be granted there; None where the county has no quota."""
    nodes = _nodes([Wanted(season, county, industry, 0)])
    return left_of(nodes, Wanted(season, county, industry, 0))


def fitting(wants: Sequence[Want]) -> list[bool]:
    """Which of the wants would fit, were they reserved in this order now, each that does not being left out.

    A forecast for batches, in one query: only `reserve` decides.
    """
    wanted = [Wanted(w.season_id, w.county, w.industry, w.posts) for w in wants]
    return fits(_nodes(wanted), wanted)


def held_by(causes: Sequence[UUID]) -> dict[UUID, int]:
    """The posts that each cause holds in reserve."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cause, sum(reserved_change)::int FROM scheme_quotaentry AS entry"
            " JOIN scheme_quota AS quota ON quota.id = entry.quota_id AND quota.depth = 0"
            " WHERE cause = ANY(%s::uuid[]) GROUP BY cause",
            [list(causes)],
        )
        return dict.fromkeys(causes, 0) | dict(cursor.fetchall())


def _move(kind: str, used: int, shares: Sequence[Share], *, by: Actor, at: datetime) -> None:
    if not shares:
        return
    _demand_posts(shares)
    wanted: dict[UUID, int] = {}
    for share in shares:
        wanted[share.cause] = wanted.get(share.cause, 0) + share.posts
    causes = list(wanted)
    moved = dict.fromkeys(causes, 0)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            who = [by.actor_id, by.unit_id, by.login, at]
            cursor.execute(MOVE, [kind, used, *who, causes, list(wanted.values()), causes])
            for cause, posts in cursor.fetchall():
                moved[cause] = max(moved[cause], posts)
            if moved != wanted:
                raise _too_few(wanted, moved)
    except IntegrityError as error:
        # Another gave back the same posts first: the quota, or the cause in it, would hold less than nothing.
        if broken_constraint(error) not in {"quotaentry_cause_holds_enough", "quota_never_oversold"}:
            raise
        raise _too_few(wanted, held_by(causes)) from error


def _too_few(wanted: Mapping[UUID, int], held: Mapping[UUID, int]) -> Invalid:
    short = [cause for cause in wanted if held[cause] < wanted[cause]] or list(wanted)
    return Invalid(
        "holds_fewer_posts",
        _("Only %(held)s posts are held in reserve: give a smaller number."),
        field="posts",
        held=held[short[0]],
        causes=[str(cause) for cause in short],
    )


def _demand_posts(shares: Sequence[Share]) -> None:
    if any(not 1 <= share.posts <= MOST for share in shares):
        words = _("Give the number of posts as a whole number from 1 to %(most)s.")
        raise Invalid("posts_out_of_range", words, field="posts", most=MOST)


def _no_quota(wants: Sequence[Want]) -> Invalid:
    known = {(quota.season_id, quota.area_id) for quota in Quota.objects.filter(depth=3)}
    [first, *_rest] = [want.county for want in wants if (want.season_id, want.county) not in known]
    words = _("%(county)s has no quota in this season: ask its bureau to have one opened.")
    return Invalid("no_quota", words, field="county", county=first)


def _full(wants: Sequence[Want]) -> Invalid:
    wanted = [Wanted(w.season_id, w.county, w.industry, w.posts) for w in wants]
    node, asked = tightest(_nodes(wanted), wanted)
    return Invalid(
        "quota_full",
        _("Only %(left)s posts are left in the quota of %(place)s, and %(asked)s are asked for: ask for fewer."),
        field="posts",
        left=node.left,
        asked=asked,
        place=node.place or _("the whole season"),
        quota=str(node.key),
    )


def _nodes(wanted: Sequence[Wanted]) -> list[Node]:
    quotas = (
        Quota.objects.filter(season__in={w.season_id for w in wanted})
        .select_related("area", "industry")
        .order_by("-depth", "id")
    )
    if len(wanted) == 1:
        quotas = quotas.holding_for(season=wanted[0].season_id, county=wanted[0].county, industry=wanted[0].industry)
    return [Node(q.pk, q.season_id, q.area_id, q.industry_id, q.place, q.left) for q in quotas]


def _is_oversold(error: DatabaseError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return broken_constraint(error) == "quota_never_oversold" or state == "22003"
