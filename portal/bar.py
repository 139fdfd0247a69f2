"""The bar of pages as a table: which page stands in which section, and who is shown it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Sentence
from core.permissions import Permission as P

PARTIES = frozenset({"bureau", "employer", "intermediary", "oversight"})
ENGAGED = PARTIES | {"department"}
OFFICES = frozenset({"bureau", "department", "oversight"})
CARING = OFFICES | {"protection"}
AT_WORK = frozenset({"bureau", "employer", "intermediary", "department", "oversight"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page and who is shown it: some kinds of organisation, or whoever holds one of some permissions, or all."""

    view: str
    name: Sentence
    kinds: frozenset[str] = frozenset()
    may: tuple[P, ...] = ()

    def is_for(self, by: Actor) -> bool:
        """Whether somebody is shown it."""
        return not (self.kinds or self.may) or by.kind in self.kinds or any(one in by.permissions for one in self.may)


@dataclass(frozen=True, slots=True)
class Section:
    """Pages that belong together, and the word they stand behind."""

    name: Sentence
    pages: tuple[Page, ...]


SECTIONS = (
    Section(_("Look up"), (Page("look_up", _("Look up"), may=(P.LOOK_UP_PERMIT,)),)),
    Section(_("Home"), (Page("home", _("Home")),)),
    Section(
        _("Demand"),
        (
            Page("filings", _("Filings"), PARTIES),
            Page("mandates", _("Mandates"), PARTIES),
            Page("licences", _("Licences"), frozenset({"bureau", "intermediary", "licensing", "oversight"})),
            Page("quotas", _("Quotas")),
        ),
    ),
    Section(
        _("Workers"),
        (
            Page("people", _("People"), ENGAGED | {"protection"}),
            Page("registrations", _("Registrations"), ENGAGED),
            Page("clearances", _("To clear"), may=(P.CLEAR_WORKER,)),
            Page("duplicates", _("Doubles"), may=(P.DECIDE_DUPLICATE, P.APPROVE_MERGE, P.OPEN_PERSON)),
            Page("decoys", _("Decoys"), may=(P.LAY_DECOY,)),
            Page("offers", _("Offers"), ENGAGED),
            Page("rosters", _("Rosters"), may=(P.KEEP_ROSTERS,)),
            Page("named_requests", _("Asked for by name"), frozenset({"employer", "intermediary"})),
            Page("counter", _("Counter"), may=(P.GIVE_CODE,)),
            Page("complaints", _("Complaints"), frozenset({"oversight", "protection"})),
            Page("cost_statements", _("What workers paid"), frozenset({"oversight", "protection"})),
        ),
    ),
    Section(
        _("Permits"),
        (
            Page("applications", _("Applications"), ENGAGED),
            Page("permits", _("Permits"), ENGAGED | {"protection"}),
            Page("extensions", _("Extensions"), AT_WORK),
            Page("renewals", _("Renewals"), AT_WORK),
            Page("variations", _("Variations"), AT_WORK),
            Page("end_requests", _("Requests to end"), AT_WORK),
            Page("revocations", _("Revocations"), OFFICES),
        ),
    ),
    Section(
        _("Border and stay"),
        (
            Page("crossings", _("Crossings"), CARING | {"post"}),
            Page("devices", _("Devices"), frozenset({"post", "oversight"})),
            Page("anomalies", _("Anomalies"), frozenset({"post", "bureau", "oversight"})),
            Page("arrivals", _("Arrivals"), AT_WORK - {"department"}),
            Page("at_site", _("At the site"), frozenset({"employer"})),
            Page("absences", _("Absences"), OFFICES | {"employer"}),
            Page("cases", _("Overstay cases"), CARING),
            Page("returns", _("Returns"), OFFICES | {"employer"}),
            Page("force_majeure_list", _("Force majeure"), OFFICES),
        ),
    ),
    Section(
        _("Offices"),
        (
            Page("organisations", _("Organisations")),
            Page("staff", _("List of staff"), may=(P.MANAGE_MEMBERS,)),
            Page("reference", _("Reference data"), frozenset({"bureau", "operator", "oversight"})),
            Page("jobs", _("Jobs"), may=(P.READ_JOBS,)),
            Page("gaps", _("Gaps of the record"), may=(P.ACKNOWLEDGE_GAP, P.READ_EVENTS)),
        ),
    ),
)
