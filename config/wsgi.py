"""The application that a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from config import celery  # noqa: F401 - tasks that are nudged from here go to this app's broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
