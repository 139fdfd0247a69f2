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
    "workers.duplicate": "duplicate",
    "workers.complaint": "complaint",
    "workers.coststatement": "cost_statement",
    "permits.permitapplication": "application",
    "permits.permit": "permit",
    "permits.extension": "extension",
    "permits.variation": "variation",
    "permits.endrequest": "end_request",
    "permits.permitrevocation": "revocation",
    "permits.renewal": "renewal",
    "permits.crossing": "crossing",
    "permits.anomaly": "anomaly",
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
    "revocation": "revocations",
    "confirmation": "cases",
    "anomaly": "anomalies",
    "return": "returns",
    "force_majeure": "force_majeure_list",
    "absence": "absences",
    "overstay_case": "cases",
}
"""The list in which each kind of waiting record stands."""


TURNED = frozenset({"application", "extension", "variation", "end_request", "revocation"})
"""The lists that can be narrowed by whose turn it is."""

NARROWED: dict[tuple[str, str], dict[str, str]] = {
    ("filing", "bureau"): {"status": "submitted"},
    ("filing", "employer"): {"status": "awaiting_employer"},
    ("renewal", "bureau"): {"status": "proposed"},
    ("anomaly", "bureau"): {"status": "open"},
    ("anomaly", "post"): {"status": "open"},
    ("duplicate", "bureau"): {"status": "open"},
    ("duplicate", "department"): {"status": "open"},
    ("return", "department"): {"status": "exit_seen"},
    ("return", "bureau"): {"open": "ready"},
    ("force_majeure", "bureau"): {"status": "proposed"},
}
"""By what each other list is narrowed to what waits for a kind of organisation; without a line the list is whole."""


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


def way_to_turns(kind: str, of: str, *, is_mine: bool) -> str:
    """The list of what waits, for a member of an organisation of kind `of` or for somebody else."""
    if kind not in LISTS:
        return ""
    if kind in TURNED:
        return way(LISTS[kind], turn="mine" if is_mine else "others")
    if not is_mine:
        return way(LISTS[kind])
    if kind == "registration" and of == "department":
        return way("clearances")
    return way(LISTS[kind], **NARROWED.get((kind, of), {}))
