"""What the checks of an application look at, as values that are kept with the decision and read again."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import orjson

from employers.rules.findings import Finding
from scheme.rules.parameters import Parameters


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    """Who applies: `age` in full years on the permit's first day, and until when a ban keeps the person out."""

    nationality: str
    age: int
    is_border_resident: bool
    ban_until: date | None = None


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The paper the person travels on; a void one was lost, replaced or withdrawn."""

    kind: str
    expires_on: date | None
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """The filing the post belongs to, with the days of its work and of its season's.

    `posts_left` counts posts without a permit; `room_left` beds without a sleeper, nothing where it is not known;
    `is_opposite_border_area`: whether the county faces the worker's province, nothing where it is not known.
    """

    status: str
    is_confirmed: bool
    starts_on: date
    ends_on: date
    season_from: date
    season_until: date
    posts_left: int
    room_left: int | None
    is_opposite_border_area: bool | None
    licence_until: date | None
    mandate_until: date | None


@dataclass(frozen=True, slots=True)
class ClassRules:
    """What the rule set says of the class applied for."""

    longest_stay_days: int
    papers: tuple[str, ...]
    is_opposite_border_area_only: bool


@dataclass(frozen=True, slots=True)
class ApplicationRules:
    """What the rule set asks of an application; `permit_class` is nothing where the class is not known to it."""

    nationality: str
    minimum_age: int
    paper_margin_days: int
    border_pass_areas: str
    permit_class: ClassRules | None

    @classmethod
    def of(cls, parameters: Parameters, permit_class: str) -> Self:
        """Take from a rule set what concerns one class."""
        terms = parameters.permit_classes.get(permit_class)
        return cls(
            nationality=parameters.nationality,
            minimum_age=parameters.minimum_age,
            paper_margin_days=parameters.paper_margin_days,
            border_pass_areas=parameters.border_pass_areas,
            permit_class=None
            if terms is None
            else ClassRules(terms.longest_stay_days, terms.papers, terms.is_opposite_border_area_only),
        )


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """All that the checks look at, as plain values: nothing else decides, and nobody is named.

    `consent` is the digest of the terms the worker said yes to, `terms` that of the present ones; `ports` says of
    each port by its code whether it is open; `other_permits` are the days of the worker's other open permits;
    `needs_post` is false for a permit that goes on with another's post; `offer_from` and `offer_until` are the days the
    worker said yes to.
    """

    on: date
    permit_class: str
    first_on: date
    last_on: date
    worker: WorkerFacts
    paper: PaperFacts | None
    filing: FilingFacts
    rules: ApplicationRules
    consent: str | None
    terms: str
    clearance: str
    evidence: tuple[Finding, ...] = ()
    other_permits: tuple[tuple[date, date], ...] = ()
    ports: tuple[tuple[str, bool], ...] = ()
    needs_post: bool = True
    offer_from: date | None = None
    offer_until: date | None = None

    def written(self) -> dict[str, Any]:
        """The facts as they are kept with the application."""
        kept: dict[str, Any] = orjson.loads(orjson.dumps(self))
        return kept

    @classmethod
    def read(cls, written: dict[str, Any]) -> Self:
        """The facts of a kept application."""
        given = written | _days(written, "on", "first_on", "last_on", "offer_from", "offer_until")
        rules = given["rules"]
        terms = rules["permit_class"]
        return cls(
            **given
            | {
                "worker": WorkerFacts(**given["worker"] | _days(given["worker"], "ban_until")),
                "paper": given["paper"] and PaperFacts(**given["paper"] | _days(given["paper"], "expires_on")),
                "filing": FilingFacts(**given["filing"] | _days(given["filing"], *FILING_DAYS)),
                "rules": ApplicationRules(
                    **rules | {"permit_class": terms and ClassRules(**terms | {"papers": tuple(terms["papers"])})}
                ),
                "evidence": tuple(Finding(**finding) for finding in given["evidence"]),
                "other_permits": tuple(
                    (date.fromisoformat(first), date.fromisoformat(last)) for first, last in given["other_permits"]
                ),
                "ports": tuple((port, is_open) for port, is_open in given["ports"]),
            }
        )


# Asked of every part of every fact, so the commonest first.
FILING_DAYS = ("starts_on", "ends_on", "season_from", "season_until", "licence_until", "mandate_until")


def age_on(birth_date: date, day: date) -> int:
    """Count the full years of a person; who was born on 29 February is a year older on 1 March of a common year."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _days(written: dict[str, Any], *names: str) -> dict[str, date | None]:
    return {name: date.fromisoformat(written[name]) if written[name] else None for name in names}
