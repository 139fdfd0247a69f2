"""A telephone on which the offline check is open, at the made-up authority's moment, with its lists."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from portal.words.verifier import SENTENCES
from tests.factories import AT
from tests.portal.browsers import chromium
from tests.portal.verifier.authority import Authority

__all__ = ["chromium"]
EVERYWHERE = {"zh-hans": True, "vi": True, "en": True}
ANSWERS = (
    *("good", "good_unchecked", "list_too_old", "list_missing", "not_a_code", "signature", "unknown_key", "no_keys"),
    *("key_expired", "not_yet_valid", "ended", "ended_early", "revoked", "suspended"),
    *("wrong_port", "wrong_area", "wrong_employer"),
)
PLACE = re.compile(r"%\\\(\w+\\\)s")
STORE = "/static/portal/verifier/store.js"
KEEP = """async ([store, given]) => {
  const { forget, keep } = await import(store);
  for (const [name, text] of Object.entries(given)) {
    const bytes = text === null ? null : Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    await (bytes ? keep(name, { bytes, fetchedAt: 0 }) : forget(name));
  }
}"""


@dataclass
class Phone:
    """The page in a browser, and what it asked for and complained of."""

    page: Page
    asked: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def open(self) -> "Phone":
        """Open the page, or open it again, and wait until it has done what it does at the start."""
        self.page.goto("/verify/")
        self.page.wait_for_selector("body[data-ready]")
        return self

    def be_kept(self) -> "Phone":
        """Wait until the browser keeps the page."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    def cut(self) -> "Phone":
        """Cut the network, and open the page again without it."""
        self.page.context.set_offline(True)
        return self.open()

    def hold(self, keys: bytes | None, status: bytes | None) -> "Phone":
        """Let the device hold these lists."""
        given = {"keys": keys, "status": status}
        texts = {name: b64encode(one).decode() if one else None for name, one in given.items()}
        self.page.evaluate(KEEP, [STORE, texts])
        return self

    def at(self, moment: int) -> "Phone":
        """Set its clock."""
        self.page.clock.set_fixed_time(moment)
        return self

    def check(self, code: str) -> str:
        """Type a code; gives the reason that is shown."""
        self.page.fill("#code", code)
        self.page.click("#typed button")
        return str(self.page.wait_for_selector("#answer [data-reason]").get_attribute("data-reason"))

    def choose(self, picture: bytes, reason: str) -> None:
        """Choose a picture, and wait for the answer."""
        file = {"name": "picture.png", "mimeType": "image/png", "buffer": picture}
        self.page.set_input_files("#picture", files=[file])
        self.page.wait_for_selector(f"#answer [data-reason={reason}]")

    def says(self, *keys: str) -> dict[str, bool]:
        """In which languages the answer's sentence is the catalogue's, one of these or any of those of answers."""
        return {one: self._says(keys or ANSWERS, one) for one in EVERYWHERE}

    def _says(self, keys: Iterable[str], language: str) -> bool:
        with translation.override(language):
            forms = [PLACE.sub(".+", re.escape(str(SENTENCES[key]))) for key in keys]
        said = self.speak(language).page.inner_text("#answer .why")
        return any(re.fullmatch(form, said) for form in forms)

    def answer(self) -> str:
        """What the answer says."""
        return self.page.inner_text("#answer")

    def speak(self, language: str) -> "Phone":
        """Switch the language, and wait for the answer in it."""
        self.page.evaluate("document.getElementById('answer').replaceChildren()")
        self.speak_at_rest(language).page.wait_for_selector("#answer [data-reason]")
        return self

    def speak_at_rest(self, language: str) -> "Phone":
        """Switch the language where nothing is answered yet."""
        self.page.click(f"[data-language={language}]")
        return self

    def ask(self, purpose: str, **fields: str) -> None:
        """Set what is checked here."""
        self.page.evaluate("document.getElementById('settings').open = true")
        self.page.select_option("#purpose", purpose)
        for name, value in fields.items():
            control: Any = self.page.locator(f"#{name}")
            control.fill(value) if name == "employer" else control.select_option(value)
            control.blur()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    """The service's own keys are this test's alone."""
    settings.SIGNING_KEYS = tmp_path / "keys"


@pytest.fixture
def authority() -> Authority:
    """Whoever signs."""
    return Authority(int(AT.timestamp()))


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer, demand: Any, authority: Authority) -> Iterator[Phone]:
    """The page as it was opened once with network, in English, on a telephone."""
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 360, "height": 740})
    opened = Phone(context.new_page())
    opened.page.on("request", lambda request: opened.asked.add(urlsplit(request.url).netloc))
    opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
    opened.page.on("console", lambda said: opened.errors.append(said.text) if said.type == "error" else None)
    opened.at(authority.at).open().be_kept()
    yield opened
    context.close()
