"""The application that a web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config import celery  # noqa: F401 - tasks that are nudged from here go to this app's broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What is loaded once and never goes away is left out of every later search for garbage: each took a tenth of a second
# of whichever page was being answered.
get_resolver().url_patterns  # noqa: B018 - loads all pages
gc.collect()
gc.freeze()
