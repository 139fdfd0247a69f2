"""What each finding on an application says to the people concerned, and what to change."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from core.errors import Problem, Sentence
from employers.rules.findings import Finding
from permits.enums import PermitClass
from scheme.services.in_force import read_agreement
from workers.enums import PaperKind
from workers.services import sentences as of_people

SENTENCES: dict[str, Sentence] = {
    "nationality_passed": _("The worker is a national of Viet Nam."),
    "nationality_other": _("The scheme is for nationals of %(wanted)s: this worker cannot be given a permit."),
    "age_passed": _("The worker is of age on %(first)s."),
    "underage": _("On %(first)s the worker is younger than %(least)s: choose a later first day."),
    "removal_ban_passed": _("No ban keeps the worker out."),
    "removal_ban_runs": _("A ban keeps the worker out until %(until)s: choose a first day after it."),
    "permit_class_passed": _("The days fit the class."),
    "permit_class_unknown": _("The rules know no class %(permit_class)s: choose another."),
    "end_before_start": _("The last day is before the first: correct one of them."),
    "permit_too_long": _("A permit of this class lasts %(longest)s days at most: end it on %(latest)s or earlier."),
    "paper_passed": _("The paper is in force and of a kind that the class allows."),
    "paper_missing": _("The worker has no paper on record: record a passport or border pass first."),
    "paper_void": _("The paper is lost, replaced or withdrawn: name the one in force."),
    "paper_of_other_kind": _("This class is issued on %(allowed)s only, not on %(kind)s: name another paper."),
    "border_area_passed": _("The paper and the class lead to this county."),
    "not_border_resident": _("A border pass is for residents of border communes: name the worker's passport."),
    "opposite_border_area_not_known": _(
        "Whether the county faces the worker's province is not known: an officer decides."
    ),
    "not_opposite_border_area": _("A border pass leads only to the opposite border area: name the worker's passport."),
    "paper_margin_passed": _("The paper is good until %(needed)s, as it must be."),
    "paper_ends_too_soon": _("The paper must be good until %(needed)s (%(margin)s days more): have it renewed first."),
    "paper_end_not_known": _("Whether the paper is good until %(needed)s is not known: an officer decides."),
    "filing_passed": _("The filing is granted, and its work lies between %(first)s and %(last)s."),
    "filing_not_granted": _("The filing is not granted, or no longer: choose an offer of another one."),
    "filing_not_confirmed": _("The employer has not confirmed the filing as it now stands: ask it to."),
    "no_post_left": _("No post of the filing is left: choose an offer of another one."),
    "before_the_filing": _("The work lies between %(first)s and %(last)s: choose a later first day."),
    "after_the_filing": _("The work lies between %(first)s and %(last)s: choose an earlier last day."),
    "consent_passed": _("The worker said yes to these terms."),
    "consent_missing": _("The worker has not said yes to the offer: ask the worker first."),
    "consent_to_other_terms": _("The worker said yes to other terms: offer the present ones and wait for the answer."),
    "offer_passed": _("The days are those the worker said yes to."),
    "before_the_offer": _("The worker said yes to work from %(first)s to %(last)s: choose a later first day."),
    "after_the_offer": _("The worker said yes to work from %(first)s to %(last)s: choose an earlier last day."),
    "clearance_passed": _("The sending department has cleared the worker."),
    "not_cleared": _("The sending department has not cleared the worker: wait for its decision."),
    "one_permit_passed": _("The worker holds no other permit in these days."),
    "other_permit_held": _("The worker holds a permit from %(first)s to %(last)s: choose other days."),
    "ports_passed": _("Every port is open."),
    "port_missing": _("Name at least one port to cross at."),
    "port_not_open": _("Port %(port)s is closed or not one of the scheme: name another."),
    "licence_passed": _("The intermediary's licence runs until %(until)s."),
    "licence_missing": _("The intermediary has no licence in force: have it renewed or reinstated first."),
    "licence_ends_inside": _("The intermediary's licence ends on %(until)s: renew it, or end the permit earlier."),
    "mandate_passed": _("The employer's mandate runs until %(until)s."),
    "mandate_missing": _("The employer has ended the mandate: ask it for a new one."),
    "mandate_ended": _("The employer's mandate ended on %(until)s: ask it for a new one."),
    "lodging_passed": _("There is a bed for the worker."),
    "lodging_not_known": _("Whether there is a bed for the worker is not known: an officer decides."),
    "lodging_full": _("Every bed of the filing is taken: have lodging added first."),
} | of_people.SENTENCES

DAYS = ("first", "last", "until", "needed", "latest")


def problems(findings: Iterable[Finding]) -> list[Problem]:
    """The findings as problems that a refusal tells, each about its field."""
    return [Problem(f.code, SENTENCES[f.code], f.field, readable(f.code, f.params)) for f in findings]


def sentence(code: str, params: dict[str, Any]) -> str:
    """What a kept finding says, in the reader's language."""
    return str(Problem(code, SENTENCES[code], "", readable(code, params)))


def readable(code: str, params: dict[str, Any]) -> dict[str, Any]:
    """What a finding is about with its days, papers and requirements in the reader's words."""
    if code in of_people.SENTENCES:
        return of_people.readable(params)
    shown: dict[str, Any] = {name: _day(params[name]) for name in DAYS if isinstance(params.get(name), str)}
    shown |= {name: _papers(params[name]) for name in ("kind", "allowed") if name in params}
    if params.get("port"):
        shown["port"] = _port(params["port"])
    if code == "permit_class_unknown" and params.get("permit_class") in PermitClass.values:
        shown["permit_class"] = PermitClass(params["permit_class"]).label
    return params | shown


def _named_port(code: str) -> str:
    return next((str(port.name) for port in read_agreement().ports if port.code == code), code)


def _written_out(day: str) -> str:
    return formats.date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT")


def _named(kinds: str) -> str:
    return ", ".join(str(PaperKind(kind).label) if kind in PaperKind.values else kind for kind in kinds.split(", "))


_day = lazy(_written_out, str)
_papers = lazy(_named, str)
_port = lazy(_named_port, str)
