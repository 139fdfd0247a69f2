"""All measurements, one after the other: `python -m tests.bench [grants] [lists] [reading] [acts]`."""

import os

os.environ |= {"DEBUG": "0", "SSL_REDIRECT": "0", "DJANGO_SETTINGS_MODULE": "config.settings"}
