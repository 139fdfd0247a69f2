"""What a case asks for, in the words of a filing; what the file does not say is synthetic and says so."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import ROUND_UP, Decimal
from uuid import UUID

from employers.enums import CostHead, Meals, Payer, PayKind
from employers.rules.content import Cost, FilingContent, Group, House, LocalSearch, Share, Site
from permits.management.replay import parties
from permits.management.replay.cases import Case
from permits.management.replay.profile import Profile

SEARCHED_DAYS = 30
COSTS = tuple(Cost(head.value, Payer.EMPLOYER.value) for head in CostHead)


def content(case: Case, profile: Profile, ids: Mapping[str, UUID]) -> FilingContent:
    """The filing's content; `ids` are the employers' by their credit codes."""
    made_up = profile.given["synthetic"]
    county = profile.counties[case.state]
    fen, unit = profile.wage(case.rate, case.rate_unit)
    days = profile.days_a_week(case.hours)
    title = case.job_title or "not stated"
    return FilingContent(
        season=profile.season_of(case.decided).code,
        employer=ids[parties.employer(case, profile).credit_code],
        county=county,
        industry=profile.industry(case.crop, case.naics, case.job_title),
        occupation=profile.occupation(case.soc_code),
        job_title=title[:120],
        groups=(Group(case.posts, case.starts_on, case.ends_on),),
        pay_kind=PayKind.TIME.value,
        wage_fen=fen,
        wage_unit=unit,
        hours_a_day=(case.hours / days).quantize(Decimal("0.01"), ROUND_UP),
        days_a_week=Decimal(days),
        meals=Meals.NONE.value,
        worksites=(Site((case.place or case.state)[:120], county, f"{case.state} ({made_up})"),),
        lodgings=(House(made_up, case.posts),),
        joint_employers=tuple(Share(ids[code], posts) for code, posts in shares(case, profile).items()),
        costs=COSTS,
        local_search=LocalSearch(
            case.received - timedelta(days=SEARCHED_DAYS + 1), case.received - timedelta(days=1), (made_up,), 0, 0
        ),
        note=f"{case.file}, {case.number}: {made_up} are confirmation, lodging, local search and costs.",
    )


def shares(case: Case, profile: Profile) -> dict[str, int]:
    """The posts of each further employer, by its credit code: as its row says, else evenly; those too many have none.

    At least one post stays with the case's own employer.
    """
    others = list(parties.partners(case, profile).items())[: case.posts - 1]
    named = {other.credit_code: posts for other, posts in others}
    if all(named.values()) and sum(named.values()) < case.posts:
        return named
    return dict.fromkeys(named, case.posts // (len(named) + 1))
