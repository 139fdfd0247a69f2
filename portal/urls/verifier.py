"""Addresses of what the offline check loads; below its page, so that its worker has to do with nothing else."""

from django.urls import URLPattern, path

from portal.views import verifier

app_name = "verifier"
urlpatterns: list[URLPattern] = [
    path("manifest.webmanifest", verifier.manifest, name="manifest"),
    path("worker.js", verifier.worker, name="worker"),
    path("words.json", verifier.words, name="words"),
    path("places.json", verifier.places, name="places"),
    path("desk.json", verifier.desk, name="desk"),
]
