"""Addresses of the pages."""

from django.urls import URLPattern, URLResolver, path

from portal.views import home, session

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("start/", home.start, name="start"),
    path("login/", session.log_in, name="login"),
    path("logout/", session.log_out, name="logout"),
]
