"""The parameters of a rule set as one frozen value, read and judged once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scheme.rules.reading import BadParameter, read


class Counting(StrEnum):
    """How days of stay are counted."""

    PER_ENTRY = "per_entry"
    CUMULATIVE = "cumulative"


class CapKind(StrEnum):
    """Over what a yearly cap of days is counted."""

    NONE = "none"
    CALENDAR_YEAR = "calendar_year"
    ROLLING_WINDOW = "rolling_window"


class Basis(StrEnum):
    """Which figure of a minimum wage is asked."""

    HOURLY = "hourly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class BanYears:
    """For how many years a removal keeps a person out."""

    least: int
    most: int
    deportation: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """On which days before and after the last day an alert is due; 0 is the last day itself."""

    days_before: tuple[int, ...]
    days_after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PermitClass:
    """The terms of one class of permit; `stay_kind` names the lead time of its extension."""

    longest_stay_days: int
    is_renewable: bool
    papers: tuple[str, ...]
    is_opposite_border_area_only: bool
    stay_kind: str
    alerts: Ladder


@dataclass(frozen=True, slots=True)
class YearlyCap:
    """The most days of stay in a year, if there is such a cap."""

    kind: CapKind
    days: int | None
    window_days: int | None


@dataclass(frozen=True, slots=True)
class HourLimits:
    """The most hours and days of work (Labour Law art. 36, 38 and 41)."""

    hours_a_day: Decimal
    hours_a_week: Decimal
    days_a_week: Decimal
    overtime_a_day: Decimal
    overtime_a_month: Decimal


@dataclass(frozen=True, slots=True)
class WageTerms:
    """The normal working month, and which floor a wage of each unit is held against."""

    currency: str
    month_days: Decimal
    month_hours_a_day: Decimal
    month_days_a_week: Decimal
    floor_basis: Mapping[str, Basis]


@dataclass(frozen=True, slots=True)
class ReferenceWage:
    """What a job pays locally for one hour, so that a filing does not undercut it."""

    hourly_fen: int


@dataclass(frozen=True, slots=True)
class FeeCeilings:
    """The most that may be asked of a worker by head of cost, and of an employer; None: no ceiling is set."""

    currency: str
    worker_fen: Mapping[str, int]
    employer_service_fee_a_worker_fen: int | None
    permit_fee_fen: int | None
    renewal_fee_fen: int | None


@dataclass(frozen=True, slots=True)
class Cost:
    """An amount in minor units of a currency."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class InjuryClaim:
    """Within how many days an injury is claimed, by whom."""

    employer: int
    worker: int


@dataclass(frozen=True, slots=True)
class RetentionDays:
    """For how many days personal data is kept from the event that a term begins with (`core.privacy.Term`)."""

    record: int
    contact: int
    log_ins: int
    letters: int
    members: int
    parties: int


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of the rules, as one version of a rule set gives them."""

    nationality: str
    minimum_age: int
    removal_ban_years: BanYears
    permit_classes: Mapping[str, PermitClass]
    border_pass_areas: str
    counting: Counting
    yearly_cap: YearlyCap
    paper_margin_days: int
    extension_lead_days: Mapping[str, int]
    hours: HourLimits
    wage: WageTerms
    reference_wages: Mapping[str, ReferenceWage]
    worker_cost_share_fen: int
    cost_heads: tuple[str, ...]
    fee_ceilings: FeeCeilings
    irregular_route_cost: Cost
    exchange_rates_per_usd: Mapping[str, Decimal]
    complaint_working_days: int
    lodging_registration_hours: int
    employer_report_working_days: int
    absence_answer_days: int
    overstay_answer_days: int
    end_request_working_days: int
    injury_claim_days: InjuryClaim
    two_persons_above_posts: int
    two_persons_for: tuple[str, ...]
    drawn_from_officers: int
    decision_working_days: int
    max_posts_per_filing: int
    start_may_be_past: bool
    reservation_days: int
    quota_thresholds_percent: tuple[int, ...]
    licence_alert_days: tuple[int, ...]
    mandate_alert_days: tuple[int, ...]
    evidence_alert_days: tuple[int, ...]
    arrival_alert_days: tuple[int, ...]
    smallest_published_count: int
    workers_per_phone: int
    force_majeure_days: int
    retention_days: RetentionDays

    @classmethod
    def of(cls, given: object) -> "Parameters":
        """Read the parameters of a rule set; raises `BadParameter`, which names the first that does not do."""
        parameters = read(cls, given)
        _judge(parameters)
        return parameters


def _judge(given: Parameters) -> None:
    """Prove that the parts agree with each other."""
    for does, path, wanted in _agreements(given):
        if not does:
            raise BadParameter(path, wanted)


def _agreements(given: Parameters) -> Iterator[tuple[bool, str, str]]:
    steps, cap, ban = given.quota_thresholds_percent, given.yearly_cap, given.removal_ban_years
    yield (
        list(steps) == sorted(set(steps)) and set(steps) <= set(range(1, 101)),
        "quota_thresholds_percent",
        "percentages from 1 to 100, each above the one before",
    )
    yield given.drawn_from_officers >= 2, "drawn_from_officers", "a whole number from 2 on"
    yield given.max_posts_per_filing >= 1, "max_posts_per_filing", "a whole number from 1 on"
    yield (
        given.hours.hours_a_day + given.hours.overtime_a_day <= 24,
        "hours.hours_a_day",
        "a day of no more than 24 hours, overtime included",
    )
    yield ban.least <= ban.most, "removal_ban_years.least", "no more than the most years of a ban"
    yield (
        set(given.fee_ceilings.worker_fen) == set(given.cost_heads),
        "fee_ceilings.worker_fen",
        "an amount for each head of cost, and for no other",
    )
    yield (
        set(given.exchange_rates_per_usd) == {"CNY", "VND"},
        "exchange_rates_per_usd",
        "how much one US dollar buys of CNY and of VND, and of no other",
    )
    yield given.workers_per_phone >= 1, "workers_per_phone", "a whole number from 1 on"
    yield given.complaint_working_days >= 1, "complaint_working_days", "a whole number from 1 on"
    for name, terms in given.permit_classes.items():
        known = terms.stay_kind in given.extension_lead_days
        yield known, f"permit_classes.{name}.stay_kind", "a kind of stay that extension_lead_days names"
    yield (
        (cap.kind == CapKind.NONE) == (cap.days is None),
        "yearly_cap.days",
        "a number of days where there is a cap, and none where there is not",
    )
    yield (
        (cap.kind == CapKind.ROLLING_WINDOW) == (cap.window_days is not None),
        "yearly_cap.window_days",
        "the length of a rolling window, and nothing for other caps",
    )
