"""What every page shows around its content: the bar of pages, the reader's organisation, the languages."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Sentence
from core.permissions import Permission as P
from portal.actors import actor

LANGUAGES = [("zh-hans", "zh-Hans", "简体中文"), ("vi", "vi", "Tiếng Việt"), ("en", "en", "English")]
PARTIES = frozenset({"bureau", "employer", "intermediary", "oversight"})
ENGAGED = PARTIES | {"department"}
WATCHES = frozenset({"oversight", "protection"})
OF_DOUBLES = (P.DECIDE_DUPLICATE, P.APPROVE_MERGE, P.OPEN_PERSON)


@dataclass(frozen=True, slots=True)
class Link:
    """One page in the bar: its name, address, and whether the reader is there or below it."""

    name: Sentence
    address: str
    is_here: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame for this reader; asks the database nothing."""
    if not hasattr(request, "user"):
        return {"languages": LANGUAGES}
    by = actor(request)
    return {
        "languages": LANGUAGES,
        "pages": [_link(request, view, name) for view, name in _pages(by)],
        "public_pages": [_link(request, view, name) for view, name in PUBLIC_PAGES],
        "may": {permission.value: True for permission in P if permission in by.permissions},
        "here": request.get_full_path(),
    }


PUBLIC_PAGES: list[tuple[str, Sentence]] = [
    ("my_enter", _("For workers")),
    ("board", _("Open posts")),
    ("register", _("Licensed intermediaries")),
    ("permit_check", _("Permit check")),
    ("quotas", _("Quotas")),
    ("season", _("Statistics")),
    ("how_to_complain", _("How to complain")),
    ("decision_times", _("Decision times")),
    ("ports", _("Ports")),
    ("replay", _("Replay")),
]


def _pages(by: Actor) -> list[tuple[str, Sentence]]:
    if by.organisation_id is None:
        return [("start", _("Start")), *PUBLIC_PAGES[:7]]
    offered: list[tuple[str, Sentence, bool]] = [
        ("look_up", _("Look up"), P.LOOK_UP_PERMIT in by.permissions),
        ("home", _("Home"), True),
        ("filings", _("Filings"), by.kind in PARTIES),
        ("mandates", _("Mandates"), by.kind in PARTIES),
        ("people", _("People"), by.kind in ENGAGED | WATCHES),
        ("registrations", _("Registrations"), by.kind in ENGAGED),
        (
            "duplicates",
            _("Doubles"),
            any(may in by.permissions for may in OF_DOUBLES),
        ),
        ("offers", _("Offers"), by.kind in ENGAGED),
        ("named_requests", _("Asked for by name"), by.kind in {"employer", "intermediary"}),
        ("counter", _("Counter"), P.GIVE_CODE in by.permissions),
        ("complaints", _("Complaints"), by.kind in WATCHES),
        ("licences", _("Licences"), by.kind in {"bureau", "intermediary", "licensing", "oversight"}),
        ("applications", _("Applications"), by.kind in PARTIES | {"department"}),
        ("permits", _("Permits"), by.kind in PARTIES | {"department", "protection"}),
        ("crossings", _("Crossings"), by.kind in {"post", "bureau", "department", "protection", "oversight"}),
        ("devices", _("Devices"), by.kind in {"post", "oversight"}),
        ("anomalies", _("Anomalies"), by.kind in {"post", "bureau", "oversight"}),
        ("arrivals", _("Arrivals"), by.kind in {"employer", "bureau", "intermediary", "oversight"}),
        ("absences", _("Absences"), by.kind in {"employer", "bureau", "department", "oversight"}),
        ("cases", _("Overstay cases"), by.kind in {"bureau", "department", "protection", "oversight"}),
        ("returns", _("Returns"), by.kind in {"employer", "bureau", "department", "oversight"}),
        ("force_majeure_list", _("Force majeure"), by.kind in {"bureau", "department", "oversight"}),
        ("quotas", _("Quotas"), True),
        ("organisations", _("Organisations"), True),
        ("reference", _("Reference data"), by.kind in {"bureau", "operator", "oversight"}),
        ("jobs", _("Jobs"), P.READ_JOBS in by.permissions),
    ]
    return [(view, name) for view, name, is_offered in offered if is_offered]


def _link(request: HttpRequest, view: str, name: Sentence) -> Link:
    address = reverse(f"portal:{view}")
    is_here = request.path == address or (address != "/" and request.path.startswith(address))
    return Link(name, address, is_here)
