"""Settings for the linter of migrations, which is no part of the service."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "no_cache": True,
    "quiet": ["ok", "ignore"],
    "ignore_initial_migrations": True,  # they make the tables that they index
    # From before the first release: no table of theirs held a row. Nothing is added here.
    "ignore_name": [
        "0002_kept",
        "0002_permits",
        "0003_alike",
        "0003_edition",
        "0003_filing_lists",
        "0005_log_ins",
        "0006_approvers_and_staff",
        "0003_walled",
        "0004_walled",
        "0005_walled",
        "0008_walled",
    ],
}
