"""The lists that can be taken out as files, by the names of their pages; each is declared beside its page."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Export
from portal.listing import Column, Listing
from portal.views import (
    absences,
    anomalies,
    applications,
    arrivals,
    cases,
    clearances,
    close_out,
    complaints,
    costs,
    crossings,
    devices,
    duplicates,
    evidence,
    filings,
    force_majeure,
    licences,
    mandates,
    members,
    named_requests,
    news,
    offers,
    organisations,
    people,
    permits,
    quotas,
    registrations,
    renewals,
    requests,
    returns,
    rosters,
)


def _title(export: Export) -> object:
    return LISTS[export.kind].title


LISTS: dict[str, Listing] = {
    "absences": absences.LIST,
    "anomalies": anomalies.LIST,
    "applications": applications.LIST,
    "arrivals": arrivals.COMING,
    "at_site": arrivals.AT_SITE,
    "cases": cases.LIST,
    "clearances": clearances.LIST,
    "close_out": close_out.LIST,
    "complaints": complaints.LIST,
    "cost_statements": costs.LIST,
    "crossings": crossings.LIST,
    "devices": devices.LIST,
    "duplicates": duplicates.LIST,
    "evidence": evidence.LIST,
    "exports": Listing(
        _("My files"),
        lambda by: Export.objects.visible_to(by),
        (
            Column(_("List"), _title),
            Column(_("File"), "get_file_kind_display"),
            Column(_("Asked"), "asked_at"),
            Column(_("Rows"), "rows"),
            Column(_("Kept until"), "expires_at"),
        ),
    ),
    "filings": filings.LIST,
    "force_majeure_list": force_majeure.LIST,
    "licences": licences.LIST,
    "mandates": mandates.LIST,
    "members": members.LIST,
    "named_requests": named_requests.LIST,
    "notices": news.LIST,
    "offers": offers.LIST,
    "organisations": organisations.LIST,
    "people": people.LIST,
    "permits": permits.LIST,
    "quotas": quotas.LIST,
    "registrations": registrations.LIST,
    "renewals": renewals.LIST,
    "returns": returns.LIST,
    "rosters": rosters.LIST,
} | requests.LISTS
