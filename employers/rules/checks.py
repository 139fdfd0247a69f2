"""Checks on who files, what for, where and when."""

from collections.abc import Iterator

from employers.rules.findings import Facts, Finding, failed, passed


def codes_known(facts: Facts) -> Iterator[Finding]:
    """County, industry and occupation belong to the scheme on that day."""
    unknown = [name for name, known in facts.known.items() if not known]
    for name in unknown:
        yield failed("codes", f"{name}_unknown", name, value=getattr(facts.content, name), on=facts.on)
    if not unknown:
        yield passed("codes")


def filing_window(facts: Facts) -> Iterator[Finding]:
    """A season takes filings only inside its window."""
    first, last = facts.season["filing_from"], facts.season["filing_until"]
    if facts.moment == "filed" and not first <= facts.on <= last:
        yield failed("filing_window", "filing_window_closed", "season", first=first, last=last)
    else:
        yield passed("filing_window", first=first, last=last)


def work_window(facts: Facts) -> Iterator[Finding]:
    """The work lies inside one season."""
    first, last = facts.season["work_from"], facts.season["work_until"]
    outside = [
        number
        for number, group in enumerate(facts.content.groups)
        if str(group.starts_on) < first or str(group.ends_on) > last
    ]
    for number in outside:
        yield failed("work_window", "season_crossed", f"groups.{number}", first=first, last=last)
    if not outside:
        yield passed("work_window", first=first, last=last)


def days_in_order(facts: Facts) -> Iterator[Finding]:
    """Each group ends after it starts, starts in the future, and lasts no longer than any permit may."""
    longest = facts.rules["longest_stay_days"]
    wrong = False
    for number, group in enumerate(facts.content.groups):
        field = f"groups.{number}"
        if group.ends_on < group.starts_on:
            wrong = True
            yield failed("days", "end_before_start", f"{field}.ends_on")
        elif (group.ends_on - group.starts_on).days > longest:
            wrong = True
            yield failed("days", "longer_than_a_stay", f"{field}.ends_on", longest=longest)
        if not facts.rules["start_may_be_past"] and group.starts_on < facts.day(facts.on):
            wrong = True
            yield failed("days", "start_in_the_past", f"{field}.starts_on", on=facts.on)
    if not wrong:
        yield passed("days", longest=longest)


def posts_in_reason(facts: Facts) -> Iterator[Finding]:
    """Posts are a number a bureau can believe, and joint employers share no more than there are."""
    posts, most = facts.content.posts, facts.rules["max_posts_per_filing"]
    shared = sum(share.posts for share in facts.content.joint_employers)
    if posts > most:
        yield failed("posts", "too_many_posts", "groups", most=most, posts=posts)
    elif facts.content.joint_employers and shared >= posts:
        yield failed("posts", "joint_share_too_large", "joint_employers", posts=posts, shared=shared)
    elif any(share.employer == facts.content.employer for share in facts.content.joint_employers):
        yield failed("posts", "joint_with_itself", "joint_employers")
    else:
        yield passed("posts", most=most, posts=posts)


def worksites_in_county(facts: Facts) -> Iterator[Finding]:
    """There is a worksite, and each lies in the county the posts are counted in (Exit-Entry Law art. 43)."""
    sites = facts.content.worksites
    outside = [number for number, site in enumerate(sites) if site.county != facts.content.county]
    if not sites:
        yield failed("worksites", "worksite_missing", "worksites")
    for number in outside:
        yield failed("worksites", "worksite_outside_county", f"worksites.{number}.county", county=facts.content.county)
    if sites and not outside:
        yield passed("worksites")


def lodging_for_all(facts: Facts) -> Iterator[Finding]:
    """There is a bed for each person at work on the fullest day; commuters aside, all sleep near the work."""
    room, needed = sum(house.capacity for house in facts.content.lodgings), facts.content.most_at_a_time
    if not facts.content.lodgings:
        yield failed("lodging", "lodging_missing", "lodgings", needed=needed)
    elif room < needed:
        yield failed("lodging", "lodging_too_small", "lodgings", needed=needed, room=room)
    else:
        yield passed("lodging", needed=needed, room=room)


def licence_covers(facts: Facts) -> Iterator[Finding]:
    """The intermediary's licence runs today and until the work ends."""
    until, last = facts.licence_until, str(facts.content.ends_on)
    if until is None:
        yield failed("licence", "licence_missing", "intermediary")
    elif until < last:
        yield failed("licence", "licence_ends_inside", "groups", until=until)
    else:
        yield passed("licence", until=until)


def mandate_covers(facts: Facts) -> Iterator[Finding]:
    """The employer's mandate runs, covers the industry, and reaches for the posts."""
    mandate = facts.mandate
    if mandate is None:
        yield failed("mandate", "mandate_missing", "employer")
    elif mandate["industries"] and facts.content.industry not in mandate["industries"]:
        yield failed("mandate", "mandate_other_industry", "industry", industries=", ".join(mandate["industries"]))
    elif facts.moment == "filed" and facts.content.posts > mandate["left"]:
        yield failed("mandate", "mandate_too_small", "groups", left=mandate["left"])
    else:
        yield passed("mandate", left=mandate["left"])
