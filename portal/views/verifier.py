"""The offline check: a page that a browser keeps, and what it loads while there is a network."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.actors import PUBLIC
from core.permissions import Permission
from portal.actors import actor, today
from portal.frame import LANGUAGES
from portal.words.verifier import SENTENCES
from scheme.enums import AreaLevel
from scheme.models import Area, Port

FOLDER = "portal/verifier/"
MODULES = (
    *("answer", "camera", "check", "clock", "desk", "device", "dom", "envelope", "lists"),
    *("lists_card", "log", "log_card", "page", "pin", "settings", "store", "words"),
)
FILES = (
    *(f"{name}.js" for name in MODULES),
    *("vendor/libraries.js", "vendor/zxing_reader.wasm", "verifier.css", "icon-192.png", "icon-512.png"),
)
NAMES = {"zh-hans": "name_zh", "vi": "name_vi", "en": "name_en"}


@login_not_required
@require_safe
@csp_update({"script-src": ["'self'", "'wasm-unsafe-eval'"]})
def shown(request: HttpRequest) -> HttpResponse:
    """The page; the same for whoever asks, since a browser keeps it."""
    answer = HttpResponse(_page())
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page, under a name that changes with anything that is kept."""
    kept = {"version": _version(), "files": _addresses()}
    script = render_to_string("portal/verify_worker.js", {"kept": json.dumps(kept)})
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to install the page."""
    here = reverse("portal:verify")
    icons = [{"src": _file(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    shown = {
        "name": _("Check a permit without network"),
        "short_name": _("Permit check"),
        "lang": translation.get_language(),
        "id": here,
        "start_url": here,
        "scope": here,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0f4554",
        "icons": icons,
    }
    return JsonResponse(shown, content_type="application/manifest+json")


@login_not_required
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The page's sentences in every language."""
    return JsonResponse(_sentences())


@login_not_required
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Today's ports and counties, named in every language."""
    ports = Port.objects.visible_to(PUBLIC).valid_on(today()).order_by("county__border_order", "code")
    counties = Area.objects.visible_to(PUBLIC).valid_on(today()).filter(level=AreaLevel.COUNTY)
    found = {"ports": _named(ports), "areas": _named(counties.order_by("border_order", "code"))}
    return JsonResponse(found)


@login_not_required
@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Who is logged in in this browser, what they may do for its device, and the token that writing needs."""
    by = actor(request)
    found: dict[str, Any] = {
        "may_register": Permission.KEEP_DEVICES in by.permissions and by.kind == "post",
        "may_send": Permission.RECORD_CROSSING in by.permissions and by.kind == "post",
        "port": by.port_id or "",
        "token": get_token(request),
    }
    return JsonResponse(found)


def _named(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    return [
        {"code": code, "names": dict(zip(NAMES, names, strict=True))}
        for code, *names in rows.values_list("code", *NAMES.values())
    ]


def _page() -> str:
    shown = {"say": SENTENCES, "languages": LANGUAGES, "script": _file("page.js"), "style": _file("verifier.css")}
    return render_to_string("portal/verify.html", shown | {"icon": _file("icon-192.png")})


def _file(name: str) -> str:
    """A file by its plain name: the modules import each other by it."""
    return f"{settings.STATIC_URL}{FOLDER}{name}"


def _addresses() -> list[str]:
    return [reverse("portal:verify"), reverse("verifier:words"), *map(_file, FILES)]


def _sentences() -> dict[str, dict[str, str]]:
    found = {}
    for code, _tag, _name in LANGUAGES:
        with translation.override(code):
            found[code] = {key: str(sentence) for key, sentence in SENTENCES.items()}
    return found


def _version() -> str:
    """A name for everything that is kept, as it is now; while developing it is made anew each time."""
    return _digest.__wrapped__() if settings.DEBUG else _digest()


@cache
def _digest() -> str:
    with translation.override("en"):
        parts = [_page().encode(), json.dumps(_sentences()).encode()]
    parts += [Path(str(finders.find(FOLDER + name))).read_bytes() for name in FILES]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:16]
