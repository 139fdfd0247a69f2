"""Ways from one page to another: to a record from whatever names it, and to a list narrowed to what waits."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

RECORDS = {
    "employers.filing": "filing",
    "employers.licence": "licence",
    "scheme.quota": "quota",
    "accounts.organisation": "organisation",
    "workers.worker": "person",
    "workers.registration": "registration",
    "workers.offer": "offer",
    "workers.complaint": "complaint",
    "permits.permitapplication": "application",
    "permits.permit": "permit",
    "permits.extension": "extension",
    "permits.renewal": "renewal",
    "permits.absencereport": "absence",
    "permits.overstaycase": "case",
    "permits.return": "return",
    "permits.forcemajeure": "force_majeure",
}
"""The page of a record of each kind."""

LISTS = {
    "filing": "filings",
    "licence": "licences",
    "duplicate": "duplicates",
    "merge": "duplicates",
    "registration": "registrations",
    "offer": "offers",
    "complaint": "complaints",
    "application": "applications",
    "extension": "extensions",
    "variation": "variations",
    "end_request": "end_requests",
    "renewal": "renewals",
    "revocation": "permits",
    "confirmation": "cases",
    "anomaly": "anomalies",
    "return": "returns",
    "force_majeure": "force_majeure_list",
    "absence": "absences",
    "overstay_case": "cases",
}
"""The list in which each kind of waiting record stands."""


def way(view: str, *given: object, **narrowed: str) -> str:
    """The address of a page, or nothing where there is no such page."""
    try:
        address = reverse(f"portal:{view}", args=given)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(narrowed)}" if narrowed else address


def way_to(subject_type: str, subject_id: str) -> str:
    """The address of the record that a letter or an alert is about, where it has a page."""
    view = RECORDS.get(subject_type)
    return way(view, subject_id) if view else ""
