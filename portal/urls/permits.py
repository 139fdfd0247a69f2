"""Addresses of the pages of applications, permits, and what is asked about them."""

from django.urls import URLPattern, path

from portal.views import application, applications, crew, documents, exports, permit, permits, renewals, requests

urlpatterns: list[URLPattern] = [
    path("applications/", applications.listed, name="applications"),
    path("applications/each/<slug:verb>/", applications.moved_each, name="applications_each"),
    path("applications/<uuid:pk>/", application.shown, name="application"),
    path("applications/<uuid:pk>/<slug:verb>/", application.moved, name="application_move"),
    path("filings/<uuid:pk>/crew/", crew.apply, name="crew"),
    path("permits/", permits.listed, name="permits"),
    path("permits/each/<slug:verb>/", permits.moved_each, name="permits_each"),
    path("permits/<uuid:pk>/", permit.shown, name="permit"),
    path("permits/<uuid:pk>/document/", documents.permit, name="permit_document"),
    path("permits/<uuid:pk>/<slug:verb>/", permit.moved, name="permit_move"),
    path("renewals/", renewals.listed, name="renewals"),
    path("renewals/each/<slug:verb>/", renewals.moved_each, name="renewals_each"),
    path("renewals/<uuid:pk>/", renewals.shown, name="renewal"),
    path("renewals/<uuid:pk>/<slug:verb>/", renewals.moved, name="renewal_move"),
    *(
        path(f"{kind.list}/{below}", view, {"kind": kind}, name=name)
        for kind in requests.KINDS
        for below, view, name in (
            ("", requests.listed, kind.list),
            ("<uuid:pk>/", requests.shown, kind.name),
            ("<uuid:pk>/<slug:verb>/", requests.moved, f"{kind.name}_move"),
        )
    ),
    path("exports/", exports.listed, name="exports"),
    path("exports/<slug:kind>/make/", exports.asked, name="export_make"),
    path("exports/<uuid:pk>/", exports.fetched, name="export_fetch"),
    path("exports/<uuid:pk>/release/", exports.released, name="export_release"),
]
