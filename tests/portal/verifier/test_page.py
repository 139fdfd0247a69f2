"""The offline check as a page: installable, kept whole, open to all, without barriers, and asking nobody else."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from portal.views import verifier
from tests.factories import World
from tests.log_ins import enter
from tests.portal.browsers import AXE, RULES, needs_chromium
from tests.portal.verifier.authority import Authority
from tests.portal.verifier.conftest import Phone

FOLDER = Path(__file__).parents[3] / "portal" / "static" / "portal" / "verifier"
HOST = re.compile(r"(?:https?:)?//(?!www\.w3\.org)[a-z0-9-]+(?:\.[a-z0-9-]+)+")
IMPORT = re.compile(r'from "\./([^"]+)"')


def test_the_committed_libraries_are_those_that_are_registered() -> None:
    told = (FOLDER / "vendor" / "VENDOR.md").read_text(encoding="utf-8")
    rows = re.findall(r"\| `([^`]+)` \| (\d+) \| `([0-9a-f]{64})` \|", told)
    files = {path.name: path.read_bytes() for path in (FOLDER / "vendor").iterdir() if path.name != "VENDOR.md"}

    assert {name: (len(given), hashlib.sha256(given).hexdigest()) for name, given in files.items()} == {
        name: (int(size), digest) for name, size, digest in rows
    }


def test_the_locked_libraries_name_no_registry() -> None:
    locked = Path(verifier.__file__).parents[1] / "verifier" / "package-lock.json"
    packages = json.loads(locked.read_text(encoding="utf-8"))["packages"]

    assert all("integrity" in one for name, one in packages.items() if name)
    assert "://" not in locked.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in verifier.FILES if name.endswith(".js")])
def test_no_script_names_another_host_or_a_source_map(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")

    assert HOST.findall(text) == []
    assert "sourceMappingURL" not in text


def test_every_file_that_is_imported_is_kept_and_every_one_that_is_kept_is_there() -> None:
    scripts = list(FOLDER.glob("*.js"))
    imported = {name for path in scripts for name in IMPORT.findall(path.read_text(encoding="utf-8"))}

    assert imported | {path.name for path in scripts} <= set(verifier.FILES)
    assert [name for name in verifier.FILES if not finders.find(verifier.FOLDER + name)] == []


def test_only_this_page_may_compile_and_only_webassembly(db: None, client: Client) -> None:
    policies = {
        name: client.get(reverse(name))["Content-Security-Policy"] for name in ("portal:verify", "portal:board")
    }

    assert "script-src 'self' 'wasm-unsafe-eval'" in policies["portal:verify"]
    assert "unsafe" not in policies["portal:verify"].replace("wasm-unsafe-eval", "")
    assert "unsafe" not in policies["portal:board"]


def test_the_kept_version_changes_with_anything_that_is_kept(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = verifier._digest.__wrapped__()
    monkeypatch.setitem(verifier.SENTENCES, "good", "Another sentence.")

    assert verifier._digest.__wrapped__() != before


def test_what_the_desk_tells_is_about_the_asker_alone(demand: World, client: Client) -> None:
    stranger = client.get(reverse("verifier:desk")).json()
    enter(client, demand.member("post", "officer"))
    officer = client.get(reverse("verifier:desk")).json()

    assert (stranger["may_register"], stranger["may_send"], stranger["port"]) == (False, False, "")
    assert (officer["may_register"], officer["may_send"]) == (True, True)


@needs_chromium
def test_it_can_be_installed(phone: Phone) -> None:
    devtools = phone.page.context.new_cdp_session(phone.page)

    manifest = devtools.send("Page.getAppManifest")
    hindrances = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]

    told = json.loads(manifest["data"])
    assert manifest["errors"] == []
    assert (told["scope"], told["start_url"], told["display"]) == ("/verify/", "/verify/", "standalone")
    assert [one["errorId"] for one in hindrances if one["errorId"] != "in-incognito"] == []


@needs_chromium
def test_it_opens_and_answers_when_the_server_is_gone(
    chromium: Browser, demand: World, authority: Authority, clock: Any
) -> None:
    server = LiveServer("127.0.0.1")
    context = chromium.new_context(base_url=server.url, locale="en-GB")
    phone = Phone(context.new_page()).at(authority.at).open().be_kept()
    phone.hold(authority.keys(), authority.status({}))
    server.stop()

    answer = phone.open().speak_at_rest("vi").check(authority.code())

    assert answer == "good"
    assert phone.page.get_attribute("html", "lang") == "vi"
    context.close()


@needs_chromium
@pytest.mark.parametrize(("language", "width"), [("zh-hans", 360), ("vi", 360), ("vi", 1280), ("en", 1280)])
def test_nothing_bars_the_way_and_nothing_sticks_out(
    phone: Phone, authority: Authority, language: str, width: int
) -> None:
    phone.page.set_viewport_size({"width": width, "height": 800})
    phone.hold(authority.keys(), authority.status({2: 1})).speak_at_rest(language)
    phone.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    # Injected past the policy as a tool of the test, not as a script of the page.
    phone.page.evaluate(AXE.read_text(encoding="utf-8"))

    for code in (authority.code(), authority.code(index=2), authority.code(iat=1), "x"):
        phone.check(code)
        found = phone.page.evaluate(f"axe.run(document, {RULES}).then((found) => found.violations)")
        assert [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found] == []
        assert phone.page.evaluate("document.documentElement.scrollWidth") == width
    assert phone.errors == []
    assert len(phone.asked) == 1


@needs_chromium
def test_without_javascript_it_says_so_and_leads_to_the_check_by_number(
    chromium: Browser, live_server: LiveServer, demand: World
) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto("/verify/")

    expect(page.get_by_role("main")).to_contain_text("needs JavaScript")
    page.get_by_role("link", name="Check the permit by its number").click()

    expect(page.get_by_label("Permit number")).to_be_visible()
    context.close()
