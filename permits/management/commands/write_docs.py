"""Writes the pages of the manual that are made from the tables."""

from pathlib import Path

from django.core.management.base import BaseCommand

from permits.management.docs import permissions_page, privacy_page, walls_page, workflow_page


class Command(BaseCommand):
    help = (
        "Write docs/workflow.md, docs/permissions.md, docs/privacy.md and docs/walls.md from the tables and the code."
    )

    def handle(self, *args: object, **options: object) -> None:
        folder = Path(__file__).parents[3] / "docs"
        (folder / "workflow.md").write_text(workflow_page(), encoding="utf-8")
        (folder / "permissions.md").write_text(permissions_page(), encoding="utf-8")
        (folder / "privacy.md").write_text(privacy_page(), encoding="utf-8")
        (folder / "walls.md").write_text(walls_page(), encoding="utf-8")
