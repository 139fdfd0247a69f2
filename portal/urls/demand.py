"""Addresses of the demand side: quotas, filings, mandates, licences."""

from django.urls import URLPattern, path

from portal.views import files, filing, filing_form, filings, licences, mandates, quotas

urlpatterns: list[URLPattern] = [
    path("quotas/", quotas.tree, name="quotas"),
    path("quotas/<uuid:pk>/", quotas.statement, name="quota"),
    path("quotas/<uuid:pk>/propose/", quotas.propose, name="quota_propose"),
    path("quotas/adjustments/<uuid:pk>/<slug:verb>/", quotas.decide, name="adjustment_move"),
    path("filings/", filings.listed, name="filings"),
    path("filings/new/", filing_form.new, name="filing_new"),
    path("filings/<uuid:pk>/", filing.shown, name="filing"),
    path("filings/<uuid:pk>/change/<slug:verb>/", filing_form.change, name="filing_change"),
    path("filings/<uuid:pk>/clone/", filing_form.clone, name="filing_clone"),
    path("filings/<uuid:pk>/move/<slug:verb>/", filing.moved, name="filing_move"),
    path("mandates/", mandates.listed, name="mandates"),
    path("mandates/<uuid:pk>/<slug:verb>/", mandates.moved, name="mandate_move"),
    path("licences/", licences.listed, name="licences"),
    path("licences/<uuid:pk>/", licences.shown, name="licence"),
    path("licences/<uuid:pk>/files/", files.of_licence, name="licence_files"),
    path("licences/<uuid:pk>/files/<uuid:file>/", files.read_licence_file, name="licence_file"),
    path("licences/<uuid:pk>/files/<uuid:file>/back/", files.take_back_licence_file, name="licence_file_back"),
    path("licences/<uuid:pk>/<slug:verb>/", licences.moved, name="licence_move"),
]
