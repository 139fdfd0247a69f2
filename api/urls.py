"""Addresses of the resources."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from api.checkpoints import urls as checkpoints
from api.decisions import urls as decisions
from api.docs import Docs, SchemaView
from api.proof import urls as proof
from api.resources import RESOURCES
from api.routes import routes
from api.views import absent

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    *(routes(resource) for resource in RESOURCES),
    *proof(),
    *checkpoints(),
    *decisions(),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    re_path(r"", csrf_exempt(login_not_required(absent)), name="absent"),
]
