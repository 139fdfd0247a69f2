"""All alerts of one subject together, as the clock asks for them: each kind whole or not at all."""

from datetime import datetime

from permits.services.alerts import arrivals, decisions, evidence, exits, permits


def of_permits(*, at: datetime) -> int:
    """Alerts about permits and those who hold them; how many are new."""
    return (
        permits.alert_permits_ending(at=at)
        + permits.alert_permits_past_end(at=at)
        + permits.alert_double_permits(at=at)
    )


def of_evidence(*, at: datetime) -> int:
    """Alerts about evidence; how many are new."""
    return evidence.alert_evidence_ending(at=at)


def of_arrivals(*, at: datetime) -> int:
    """Alerts about arrivals and lodging; how many are new."""
    return arrivals.alert_arrivals_overdue(at=at) + arrivals.alert_lodging_unregistered(at=at)


def of_exits(*, at: datetime) -> int:
    """Alerts about the way home; how many are new."""
    return (
        exits.alert_exits_unmatched(at=at) + exits.alert_close_out_open(at=at) + exits.alert_returns_unconfirmed(at=at)
    )


def of_decisions(*, at: datetime) -> int:
    """Alerts about answers and decisions; how many are new."""
    return (
        decisions.alert_applications_due(at=at)
        + decisions.alert_end_requests_due(at=at)
        + decisions.alert_absence_answers_due(at=at)
        + decisions.alert_overstay_answers_due(at=at)
        + decisions.alert_renewals_waiting(at=at)
    )


def of_everything(*, at: datetime) -> int:
    """All alerts of this storey; how many are new."""
    return of_permits(at=at) + of_evidence(at=at) + of_arrivals(at=at) + of_exits(at=at) + of_decisions(at=at)
