#!/usr/bin/env python
"""Django's commands, run with this project's settings."""

import os
import sys

from django.core.management import execute_from_command_line

from core import reach

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    reach.by_default(reach.EVERYTHING)  # a command is run by who runs the service
    execute_from_command_line(sys.argv)
