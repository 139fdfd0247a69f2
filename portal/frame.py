"""What every page shows around its content: the bar of pages, the reader's organisation, the languages."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Sentence
from core.permissions import Permission as P
from portal.actors import actor
from portal.bar import SECTIONS

LANGUAGES = [("zh-hans", "zh-Hans", "简体中文"), ("vi", "vi", "Tiếng Việt"), ("en", "en", "English")]


@dataclass(frozen=True, slots=True)
class Link:
    """One page in the bar: its name, address, and whether the reader is there or below it."""

    name: Sentence
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One word of the bar and the pages behind it; the first of them is where it leads."""

    name: Sentence
    pages: list[Link]

    @property
    def address(self) -> str:
        """Where the word leads."""
        return self.pages[0].address

    @property
    def is_here(self) -> bool:
        """Whether the reader is on one of its pages."""
        return any(page.is_here for page in self.pages)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame for this reader; asks the database nothing."""
    if not hasattr(request, "user"):
        return {"languages": LANGUAGES, "reading_only": settings.READ_ONLY}
    by = actor(request)
    sections = _sections(request, by)
    return {
        "languages": LANGUAGES,
        "reading_only": settings.READ_ONLY,
        "sections": sections,
        "pages": next((section.pages for section in sections if section.is_here and len(section.pages) > 1), []),
        "public_pages": [_link(request, view, name) for view, name in PUBLIC_PAGES],
        "may": {permission.value: True for permission in P if permission in by.permissions},
        "here": request.get_full_path(),
    }


PUBLIC_PAGES: list[tuple[str, Sentence]] = [
    ("my_enter", _("For workers")),
    ("board", _("Open posts")),
    ("register", _("Licensed intermediaries")),
    ("permit_check", _("Permit check")),
    ("quotas", _("Quotas")),
    ("season", _("Statistics")),
    ("how_to_complain", _("How to complain")),
    ("decision_times", _("Decision times")),
    ("ports", _("Ports")),
    ("checkpoints", _("Checkpoints")),
    ("verify", _("Check without network")),
    ("replay", _("Replay")),
]


FEW = 7
"""So many pages stand side by side; more are put into sections."""


def _sections(request: HttpRequest, by: Actor) -> list[Part]:
    if by.organisation_id is None:
        public = [("start", _("Start")), *PUBLIC_PAGES[:7]]
        return [Part(name, [_link(request, view, name)]) for view, name in public]
    parts = [
        Part(section.name, [_link(request, page.view, page.name) for page in section.pages if page.is_for(by)])
        for section in SECTIONS
    ]
    if sum(len(part.pages) for part in parts) <= FEW:
        return [Part(page.name, [page]) for part in parts for page in part.pages]
    return [Part(part.pages[0].name, part.pages) if len(part.pages) == 1 else part for part in parts if part.pages]


def _link(request: HttpRequest, view: str, name: Sentence) -> Link:
    address = reverse(f"portal:{view}")
    is_here = request.path == address or (address != "/" and request.path.startswith(address))
    return Link(name, address, is_here)
