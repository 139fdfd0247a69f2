"""The checks of a permit application: facts in, findings out; the same facts always give the same findings."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from employers.rules.findings import Finding, failed, not_known, passed
from permits.rules.facts import ApplicationFacts

BORDER_PASS: Final = "border_pass"  # noqa: S105 - a paper, no password
OPPOSITE_BORDER_AREA: Final = "opposite_border_area"
GRANTED: Final = "granted"
CLEARED: Final = "cleared"


def nationality(facts: ApplicationFacts) -> Iterator[Finding]:
    """The scheme is for nationals of Viet Nam."""
    wanted = facts.rules.nationality
    if facts.worker.nationality != wanted:
        yield failed("nationality", "nationality_other", "worker", wanted=wanted)
    else:
        yield passed("nationality", wanted=wanted)


def of_age(facts: ApplicationFacts) -> Iterator[Finding]:
    """The worker is of age on the first day."""
    least, first = facts.rules.minimum_age, str(facts.first_on)
    if facts.worker.age < least:
        yield failed("age", "underage", "first_on", least=least, first=first)
    else:
        yield passed("age", least=least, first=first)


def not_banned(facts: ApplicationFacts) -> Iterator[Finding]:
    """No ban after a removal runs on the first day (Exit-Entry Law art. 62 and 81)."""
    until = facts.worker.ban_until
    if until is not None and until >= facts.first_on:
        yield failed("removal_ban", "removal_ban_runs", "first_on", until=str(until))
    else:
        yield passed("removal_ban")


def days_in_class(facts: ApplicationFacts) -> Iterator[Finding]:
    """The class is known, and the permit lasts no longer than one stay; a commuter's is bounded by the filing alone."""
    terms = facts.rules.permit_class
    if terms is None:
        yield failed("permit_class", "permit_class_unknown", "permit_class", permit_class=facts.permit_class)
    elif facts.last_on < facts.first_on:
        yield failed("permit_class", "end_before_start", "last_on")
    elif 0 < terms.longest_stay_days < (facts.last_on - facts.first_on).days:
        latest = facts.first_on + timedelta(terms.longest_stay_days)
        yield failed("permit_class", "permit_too_long", "last_on", longest=terms.longest_stay_days, latest=str(latest))
    else:
        yield passed("permit_class", longest=terms.longest_stay_days)


def paper_of_kind(facts: ApplicationFacts) -> Iterator[Finding]:
    """The paper is in force, and of a kind that the class allows."""
    allowed = facts.rules.permit_class.papers if facts.rules.permit_class else ()
    if facts.paper is None:
        yield failed("paper", "paper_missing", "paper")
    elif facts.paper.is_void:
        yield failed("paper", "paper_void", "paper")
    elif facts.paper.kind not in allowed:
        yield failed("paper", "paper_of_other_kind", "paper", kind=facts.paper.kind, allowed=", ".join(allowed))
    else:
        yield passed("paper", kind=facts.paper.kind)


def border_pass_in_its_area(facts: ApplicationFacts) -> Iterator[Finding]:
    """A border pass is held by residents of border communes, and leads no farther than the opposite border area."""
    terms, faces = facts.rules.permit_class, facts.filing.is_opposite_border_area
    is_pass = facts.paper is not None and facts.paper.kind == BORDER_PASS
    by_pass = is_pass and facts.rules.border_pass_areas == OPPOSITE_BORDER_AREA
    if is_pass and not facts.worker.is_border_resident:
        yield failed("border_area", "not_border_resident", "paper")
    elif not (by_pass or (terms is not None and terms.is_opposite_border_area_only)):
        yield passed("border_area")
    elif faces is None:
        yield not_known("border_area", "opposite_border_area_not_known", "filing")
    elif not faces:
        yield failed("border_area", "not_opposite_border_area", "filing")
    else:
        yield passed("border_area")


def paper_outlives_stay(facts: ApplicationFacts) -> Iterator[Finding]:
    """The paper is good for some days beyond the last one."""
    margin = facts.rules.paper_margin_days
    needed = facts.last_on + timedelta(margin)
    expires_on = facts.paper.expires_on if facts.paper else None
    if expires_on is None:
        yield not_known("paper_margin", "paper_end_not_known", "paper", needed=str(needed))
    elif expires_on < needed:
        yield failed("paper_margin", "paper_ends_too_soon", "paper", needed=str(needed), margin=margin)
    else:
        yield passed("paper_margin", needed=str(needed), margin=margin)


def inside_filing(facts: ApplicationFacts) -> Iterator[Finding]:
    """The filing is granted and the employer's own, a post is left, and the days are its and its season's."""
    filing = facts.filing
    first, last = max(filing.starts_on, filing.season_from), min(filing.ends_on, filing.season_until)
    found = []
    if filing.status != GRANTED:
        found.append(failed("filing", "filing_not_granted", "filing", status=filing.status))
    if not filing.is_confirmed:
        found.append(failed("filing", "filing_not_confirmed", "filing"))
    if facts.needs_post and filing.posts_left < 1:
        found.append(failed("filing", "no_post_left", "filing"))
    if facts.first_on < first:
        found.append(failed("filing", "before_the_filing", "first_on", first=str(first), last=str(last)))
    if facts.last_on > last:
        found.append(failed("filing", "after_the_filing", "last_on", first=str(first), last=str(last)))
    yield from found or [passed("filing", first=str(first), last=str(last))]


def consent_to_terms(facts: ApplicationFacts) -> Iterator[Finding]:
    """The worker said yes, and to exactly the present terms."""
    if facts.consent is None:
        yield failed("consent", "consent_missing", "offer")
    elif facts.consent != facts.terms:
        yield failed("consent", "consent_to_other_terms", "offer")
    else:
        yield passed("consent")


def inside_offer(facts: ApplicationFacts) -> Iterator[Finding]:
    """The days are among those the worker said yes to."""
    first, last = facts.offer_from, facts.offer_until
    if first is not None and facts.first_on < first:
        yield failed("offer", "before_the_offer", "first_on", first=str(first), last=str(last))
    elif last is not None and facts.last_on > last:
        yield failed("offer", "after_the_offer", "last_on", first=str(first), last=str(last))
    else:
        yield passed("offer")


def cleared(facts: ApplicationFacts) -> Iterator[Finding]:
    """The sending department let the worker go."""
    if facts.clearance != CLEARED:
        yield failed("clearance", "not_cleared", "registration", status=facts.clearance)
    else:
        yield passed("clearance")


def evidence(facts: ApplicationFacts) -> Iterator[Finding]:
    """Health, insurance and training are as the requirements ask: the findings on each, as they came out."""
    yield from facts.evidence or [passed("evidence")]


def one_permit(facts: ApplicationFacts) -> Iterator[Finding]:
    """The worker holds no other permit on any of the days."""
    found = [
        failed("one_permit", "other_permit_held", "first_on", first=str(first), last=str(last))
        for first, last in facts.other_permits
        if first <= facts.last_on and facts.first_on <= last
    ]
    yield from found or [passed("one_permit")]


def ports_open(facts: ApplicationFacts) -> Iterator[Finding]:
    """There is a port to come through, and each is open."""
    found = [failed("ports", "port_not_open", "ports", port=port) for port, is_open in facts.ports if not is_open]
    if not facts.ports:
        found.append(failed("ports", "port_missing", "ports"))
    yield from found or [passed("ports")]


def licence_runs(facts: ApplicationFacts) -> Iterator[Finding]:
    """The intermediary's licence runs until the last day."""
    until = facts.filing.licence_until
    if until is None:
        yield failed("licence", "licence_missing", "filing")
    elif until < facts.last_on:
        yield failed("licence", "licence_ends_inside", "last_on", until=str(until))
    else:
        yield passed("licence", until=str(until))


def mandate_runs(facts: ApplicationFacts) -> Iterator[Finding]:
    """The employer's mandate to the intermediary runs on the day the permit is asked for."""
    until = facts.filing.mandate_until
    if until is None:
        yield failed("mandate", "mandate_missing", "filing")
    elif until < facts.on:
        yield failed("mandate", "mandate_ended", "filing", until=str(until))
    else:
        yield passed("mandate", until=str(until))


def lodging(facts: ApplicationFacts) -> Iterator[Finding]:
    """A bed is free for who stays overnight."""
    terms, room = facts.rules.permit_class, facts.filing.room_left
    if (terms is not None and terms.longest_stay_days == 0) or not facts.needs_post:
        yield passed("lodging")
    elif room is None:
        yield not_known("lodging", "lodging_not_known", "filing")
    elif room < 1:
        yield failed("lodging", "lodging_full", "filing")
    else:
        yield passed("lodging", room=room)


CHECKS: tuple[Callable[[ApplicationFacts], Iterator[Finding]], ...] = (
    nationality,
    of_age,
    not_banned,
    days_in_class,
    paper_of_kind,
    border_pass_in_its_area,
    paper_outlives_stay,
    inside_filing,
    consent_to_terms,
    inside_offer,
    cleared,
    evidence,
    one_permit,
    ports_open,
    licence_runs,
    mandate_runs,
    lodging,
)


def assess(facts: ApplicationFacts) -> list[Finding]:
    """Run every check, so that everything wrong is told at once; each rule says at least one thing."""
    return [finding for check in CHECKS for finding in check(facts)]
