"""The result of the latest replay: what was filed, granted, and refused by name."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.actors import actor, today
from portal.readings import counties

NAMED = 200
LINES = [
    ("file", _("In the file")),
    ("granted", _("Granted")),
    ("granted_in_part", _("of which in part")),
    ("refused", _("Refused by decision")),
    ("withdrawn", _("Withdrawn")),
    ("refused_by_name", _("Refused by name")),
]


@login_not_required
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """The sums of the report, the rows refused by name, and the way to the filings."""
    report = _latest()
    if report is None:
        return render(request, "portal/replay.html", {"report": None})
    sums = report["sums"]
    names = dict(counties(actor(request), today()))
    context = {
        "report": report,
        "lines": [(title, sums[name], name == "file") for name, title in LINES if name in sums],
        "states": [(names.get(row["county"], row["county"]), row) for row in sums.get("by_state", [])],
        "named": sums.get("by_name", [])[:NAMED],
        "more": max(len(sums.get("by_name", [])) - NAMED, 0),
    }
    return render(request, "portal/replay.html", context)


def _latest() -> dict[str, Any] | None:
    folder: Path = settings.VAR_DIR / "reports"
    kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime) if folder.is_dir() else []
    for path in reversed(kept):
        try:
            report = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(report, dict) and "sums" in report:
            return report
    return None
