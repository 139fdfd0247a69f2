"""The lists that can be taken out as a file: which rows, narrowed as on the page, and their columns, declared once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Sentence
from portal import permit_readings as readings
from portal.actors import today
from portal.forms.filters import FilingFilter, Filter
from portal.forms.permits import ApplicationFilter, PermitFilter, RenewalFilter
from portal.readings import counties, filings, seasons
from portal.views import applications, permits, renewals, requests
from portal.views import filings as filings_page
from workers.rules.codes import person_number

Rows = models.QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: its heading in the reader's language, and what stands in it for a row."""

    heading: Sentence
    value: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its title, the rows that somebody sees under these conditions, and its columns.

    Of a list that `prints` the rows can be had as documents, too.
    """

    title: Sentence
    rows: Callable[[Actor, QueryDict], Rows]
    columns: tuple[Column, ...]
    prints: bool = False


def _applications(by: Actor, asked: QueryDict) -> Rows:
    narrow = ApplicationFilter(asked, counties=counties(by, today()))
    return readings.applications(by).filter(applications.asked(narrow, by=by))


def _permits(by: Actor, asked: QueryDict) -> Rows:
    return readings.permits(by).filter(permits.asked(PermitFilter(asked, counties=counties(by, today()))))


def _renewals(by: Actor, asked: QueryDict) -> Rows:
    found: Rows = renewals.rows_of(by).filter(renewals.asked(RenewalFilter(asked)))
    return found


def _filings(by: Actor, asked: QueryDict) -> Rows:
    narrow = FilingFilter(asked, counties=counties(by, today()), seasons=seasons(by))
    return filings(by).filter(filings_page.asked(narrow))


def _requests(kind: requests.Kind) -> Callable[[Actor, QueryDict], Rows]:
    def rows(by: Actor, asked: QueryDict) -> Rows:
        narrow: Filter = kind.filter(asked)
        found: Rows = requests.rows_of(kind, by).filter(requests.asked(narrow, kind, by=by))
        return found

    return rows


def _of_permit(path: str = "permit") -> tuple[Column, ...]:
    """The columns that say about which permit a row is."""

    def permit(row: Any) -> Any:
        return getattr(row, path) if path else row

    return (
        Column(_("Permit"), lambda row: permit(row).reference),
        Column(_("Worker"), lambda row: permit(row).worker.name),
        Column(_("Person number"), lambda row: person_number(permit(row).worker.number)),
        Column(_("Employer"), lambda row: permit(row).employer.organisation.name),
        Column(_("County"), lambda row: permit(row).county.name),
        Column(_("Class"), lambda row: permit(row).get_permit_class_display()),
        Column(_("First day"), lambda row: permit(row).first_on),
        Column(_("Last day"), lambda row: permit(row).last_on),
    )


STATUS = Column(_("Status"), lambda row: row.get_status_display())
REASON = Column(_("Reason"), lambda row: row.reason)
ASKED = (STATUS, REASON, Column(_("Asked"), lambda row: row.asked_at), Column(_("Decided"), lambda row: row.decided_at))
OF_REQUEST: dict[str, tuple[Column, ...]] = {
    "extensions": (*ASKED, Column(_("New last day"), lambda row: row.ends_on)),
    "variations": (*ASKED, Column(_("From which day"), lambda row: row.effective_on)),
    "end_requests": (
        *ASKED,
        Column(_("New last day"), lambda row: row.ends_on),
        Column(_("Answered on"), lambda row: row.due_on),
    ),
    "revocations": (
        REASON,
        Column(_("Article of law"), lambda row: row.legal_basis),
        Column(_("Proposed"), lambda row: row.proposed_at),
        Column(_("Decided"), lambda row: row.decided_at),
    ),
}
OF_APPLICATION = (
    Column(_("Number"), lambda row: row.reference),
    Column(_("Worker"), lambda row: row.worker.name),
    Column(_("Person number"), lambda row: person_number(row.worker.number)),
    Column(_("Employer"), lambda row: row.filing.employer.organisation.name),
    Column(_("County"), lambda row: row.filing.county.name),
    Column(_("Filing"), lambda row: row.filing.reference),
    Column(_("Class"), lambda row: row.get_permit_class_display()),
    Column(_("First day"), lambda row: row.first_on),
    Column(_("Last day"), lambda row: row.last_on),
    STATUS,
    Column(_("Submitted"), lambda row: row.submitted_at),
    Column(_("Decide by"), lambda row: row.due_on),
)
OF_FILING = (
    Column(_("Number"), lambda row: row.reference),
    Column(_("Employer"), lambda row: row.employer.organisation.name),
    Column(_("Intermediary"), lambda row: row.intermediary.organisation.name),
    Column(_("County"), lambda row: row.county.name),
    Column(_("Industry"), lambda row: row.industry.name),
    Column(_("Job"), lambda row: row.job_title),
    Column(_("Posts"), lambda row: row.posts),
    Column(_("Granted"), lambda row: row.posts_granted),
    Column(_("First day"), lambda row: row.starts_on),
    Column(_("Last day"), lambda row: row.ends_on),
    STATUS,
    Column(_("Decide by"), lambda row: row.due_on),
)
OF_RENEWAL = (
    *_of_permit(),
    STATUS,
    Column(_("Next first day"), lambda row: row.first_on),
    Column(_("Next last day"), lambda row: row.last_on),
    Column(_("Nothing stands in the way"), lambda row: row.can_be_confirmed),
)
LISTS: dict[str, Listing] = {
    "filings": Listing(_("Filings"), _filings, OF_FILING),
    "applications": Listing(_("Applications"), _applications, OF_APPLICATION),
    "permits": Listing(
        _("Permits"),
        _permits,
        (*_of_permit(""), STATUS, Column(_("Ended"), lambda row: row.ended_on)),
        prints=True,
    ),
    "renewals": Listing(_("Renewals"), _renewals, OF_RENEWAL),
} | {
    kind.list: Listing(kind.title, _requests(kind), (*_of_permit(), *OF_REQUEST[kind.list])) for kind in requests.KINDS
}
