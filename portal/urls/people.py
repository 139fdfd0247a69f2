"""Addresses of the pages about workers."""

from django.urls import URLPattern, path

from portal.views import (
    clearances,
    complaints,
    costs,
    counter,
    documents,
    duplicates,
    evidence,
    filing_offers,
    named_requests,
    offers,
    people,
    registering,
    registrations,
)

urlpatterns: list[URLPattern] = [
    path("people/", people.listed, name="people"),
    path("people/<uuid:pk>/", people.shown, name="person"),
    path("people/<uuid:pk>/<slug:verb>/", people.moved, name="person_move"),
    path("registrations/", registrations.listed, name="registrations"),
    path("registrations/new/", registering.new, name="registration_new"),
    path("registrations/evidence/", evidence.recorded, name="evidence_new"),
    path("registrations/clearances/", clearances.listed, name="clearances"),
    path("registrations/<uuid:pk>/", registrations.shown, name="registration"),
    path("registrations/<uuid:pk>/<slug:verb>/", registrations.moved, name="registration_move"),
    path("duplicates/", duplicates.listed, name="duplicates"),
    path("duplicates/<uuid:pk>/", duplicates.shown, name="duplicate"),
    path("duplicates/<uuid:pk>/<slug:verb>/", duplicates.moved, name="duplicate_move"),
    path("merges/<uuid:pk>/<slug:verb>/", duplicates.merged, name="merge_move"),
    path("offers/", offers.listed, name="offers"),
    path("offers/<uuid:pk>/", offers.shown, name="offer"),
    path("offers/<uuid:pk>/document/", documents.terms, name="offer_document"),
    path("offers/<uuid:pk>/<slug:verb>/", offers.moved, name="offer_move"),
    path("filings/<uuid:pk>/offers/", filing_offers.made, name="filing_offers"),
    path("named-requests/", named_requests.listed, name="named_requests"),
    path("counter/", counter.asked, name="counter"),
    path("counter/<uuid:pk>/accept/", counter.accepted, name="counter_accept"),
    path("complaints/", complaints.listed, name="complaints"),
    path("complaints/<uuid:pk>/", complaints.shown, name="complaint"),
    path("complaints/<uuid:pk>/<slug:verb>/", complaints.moved, name="complaint_move"),
    path("cost-statements/", costs.listed, name="cost_statements"),
    path("cost-statements/<uuid:pk>/", costs.shown, name="cost_statement"),
]
