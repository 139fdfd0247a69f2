"""Somebody at a browser with a keyboard alone, who reads and presses what the page says in their language."""

import json
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from accounts.rules import needs_second_factor
from core.notices.models import Notice
from core.notices.services import letters
from core.notices.services.delivery import SECRET
from core.sealing import unseal
from portal.words import DO, letter
from tests.factories import PASSWORD, as_worker
from tests.log_ins import code_of
from tests.portal.journeys import keyboard
from workers.models import Worker


class Person:
    """A browser; all sentences are given in English and looked for in the language of its reader."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def words(self, english: str) -> str:
        """The sentence as this reader's pages say it."""
        with translation.override(self.language):
            return gettext(english)

    def opens(self, name: str, *args: Any, query: str = "") -> None:
        """Go to a page by its name."""
        self.page.goto(reverse(f"portal:{name}", args=args) + query)

    def follows(self, link: str) -> None:
        """Follow a link."""
        keyboard.go(self.page, self.page.get_by_role("main").get_by_role("link", name=self.words(link)).first)

    def presses(self, button: str) -> None:
        """Press a button."""
        main = self.page.get_by_role("main")
        keyboard.go(self.page, main.get_by_role("button", name=self.words(button), exact=True).first)

    def types(self, within: Locator | None = None, /, **given: Any) -> None:
        """Fill in fields, `groups__0__posts` for `groups.0.posts`; days are written as this reader writes them."""
        for name, value in given.items():
            place = within or self.page.get_by_role("main")
            self._fill(place.locator(f'[name="{name.replace("__", ".")}"]'), value)

    def _fill(self, field: Locator, value: Any) -> None:
        kind = field.first.evaluate("one => one.type")
        if kind in ("checkbox", "radio"):
            keyboard.tick(self.page, field if value is True else field.and_(self.page.locator(f'[value="{value}"]')))
        elif kind == "select-one":
            keyboard.choose(self.page, field, str(value))
        else:
            with translation.override(self.language):
                text = formats.localize_input(value) if isinstance(value, date) else str(value)
            keyboard.write(self.page, field, text)

    def does(self, verb: str, **given: Any) -> None:
        """Make a move that a record's page offers, and be told that it was made."""
        form = self.page.locator(f'form[action$="/{verb}/"]')
        form.wait_for(state="attached")
        fold = self.page.locator("main .moves > details:not([open])", has=form)
        if fold.count():
            keyboard.unfold(self.page, fold.locator("summary").first)
        self.types(form, **{f"{verb}-{name}": value for name, value in given.items()})
        keyboard.go(self.page, form.get_by_role("button", name=self.words(str_of(verb))))
        self.is_told()

    def ticks(self, *names: str) -> None:
        """Tick the rows of these people or numbers in a list."""
        for name in names:
            row = self.page.locator("main tbody tr", has_text=name)
            keyboard.tick(self.page, row.get_by_role("checkbox"))

    def is_told(self, sentence: str = "") -> None:
        """See the page say that something was done."""
        expect(self.page.get_by_role("status").first).to_contain_text(self.words(sentence))

    def reads(self, text: str) -> None:
        """See words on the page."""
        expect(self.page.get_by_role("main")).to_contain_text(text)


class Official(Person):
    """A member of an organisation."""

    def __init__(self, page: Page, language: str, member: Member) -> None:
        super().__init__(page, language)
        self.member = member

    def logs_in(self) -> None:
        """Come in by address and password, and by the code of an app where the role needs one."""
        self.page.goto("/login/")
        main = self.page.get_by_role("main")
        code = code_of(self.member) if needs_second_factor(self.member.kind, self.member.roles) else ""
        keyboard.write(self.page, main.get_by_label(self.words("E-mail address")), self.member.email)
        keyboard.write(self.page, main.get_by_label(self.words("Password")), PASSWORD)
        self.presses("Log in")
        if code:
            keyboard.write(self.page, main.locator("[name=code]"), code)
            self.presses("Go on")
        expect(self.page.get_by_role("heading", name=self.words("What waits for you"))).to_be_visible()

    def opens(self, name: str, *args: Any, query: str = "") -> None:
        """Go to a page by its name, and log in anew where days have passed."""
        super().opens(name, *args, query=query)
        if "/login/" in self.page.url:
            self.logs_in()
            super().opens(name, *args, query=query)

    def has_letter(self, kind: str) -> None:
        """Find a letter of that kind among the notices."""
        notice = Notice.objects.visible_to(self.member).filter(kind=kind).latest("pk")
        self.opens("notices")
        with translation.override(self.language):
            said = str(letter(notice))
        expect(self.page.get_by_role("listitem").filter(has_text=said).first).to_be_visible()


class Holder(Person):
    """A worker with a small telephone."""

    def __init__(self, page: Page, language: str, worker: Worker) -> None:
        super().__init__(page, language)
        self.worker = worker

    def comes_in(self, number: str) -> None:
        """Come in by a number, the day of birth and a code that comes by message."""
        self.page.goto(reverse("portal:my"))
        self.types(number=number, birth_date=self.worker.birth_date)
        self.presses("Send me a code")
        self.types(code=sent_code())
        self.presses("Come in")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.worker.name)

    def has_letter(self, kind: str) -> None:
        """Find a letter of that kind among the letters, and read it."""
        notice = Notice.objects.visible_to(as_worker(self.worker)).filter(kind=kind).latest("pk")
        self.opens("my_letters")
        said = letters.render(notice, language=self.language)
        expect(self.page.get_by_role("heading", name=said.subject).first).to_be_visible()


def str_of(verb: str) -> str:
    """What a move's button says, in English."""
    with translation.override("en"):
        return str(DO.get(verb, verb))


def sent_code() -> str:
    """The code in the last text message."""
    notice = Notice.objects.filter(kind="worker_code").latest("pk")
    return str(json.loads(unseal(bytes(notice.sealed_params or b""), SECRET))["code"])
