"""The addresses of the service."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from config import health, metrics

urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("metrics", metrics.shown, name="metrics"),
    path("i18n/", login_not_required(set_language), name="set_language"),
    path("api/v1/", include("api.urls")),
    path("verify/", include("portal.urls.verifier")),
    path("", include("portal.urls")),
]

handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.broken"
