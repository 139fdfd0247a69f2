"""Both catalogues say everything the project says, and nothing else."""

import re
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from core.management.commands.collect_messages import Message, brought_up_to_date, collect
from core.management.commands.compile_messages import compile_catalogues
from core.workflow import Workflow
from employers.workflow import FILING, LICENCE, MANDATE
from portal import words
from scheme.workflow import ADJUSTMENT

LANGUAGES = ["zh_Hans", "vi"]
PLACES = re.compile(r"%\((\w+)\)[sdr]|\{(\w*)\}|%[sd]")
Found = dict[tuple[str | None, str], Message]


@pytest.fixture(scope="module")
def found() -> Found:
    """Every sentence in code and templates."""
    return collect(Path(settings.LOCALE_PATHS[0]).parent)


@pytest.fixture(params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    """One language's catalogue."""
    return polib.pofile(str(Path(settings.LOCALE_PATHS[0]) / request.param / "LC_MESSAGES" / "django.po"))


def test_every_sentence_is_translated(found: Found, catalogue: polib.POFile) -> None:
    said = {(entry.msgctxt, entry.msgid) for entry in catalogue if entry.translated()}

    assert sorted(text for _context, text in found.keys() - said) == []


def test_no_translation_is_unused_or_fuzzy(found: Found, catalogue: polib.POFile) -> None:
    unused = [entry.msgid for entry in catalogue if (entry.msgctxt, entry.msgid) not in found]
    doubtful = [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete]

    assert (unused, doubtful) == ([], [])


def test_every_translation_fills_the_same_places(catalogue: polib.POFile) -> None:
    said = [(entry.msgid, entry.msgstr or entry.msgstr_plural.get(0, "")) for entry in catalogue]

    assert [pair for pair in said if set(PLACES.findall(pair[0])) != set(PLACES.findall(pair[1]))] == []


def test_each_catalogue_names_its_one_plural_form(catalogue: polib.POFile) -> None:
    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"


def test_nobody_is_called_illegal(catalogue: polib.POFile) -> None:
    words_of_blame = ["illegal", "非法", "bất hợp pháp", "trái phép"]
    said = [f"{entry.msgid} {entry.msgstr}".lower() for entry in catalogue]

    assert [line for line in said if any(word in line for word in words_of_blame)] == []


def test_a_new_sentence_is_added_and_what_was_translated_stays(tmp_path: Path) -> None:
    path = tmp_path / "vi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    old = {(None, "One"): Message("One", places=("a.py",)), (None, "Gone"): Message("Gone", places=("a.py",))}
    catalogue = brought_up_to_date(path, old)
    catalogue.find("One").msgstr = "Một"
    catalogue.save(str(path))

    later = brought_up_to_date(path, {(None, "One"): old[None, "One"], (None, "New"): Message("New", places=("b.py",))})

    assert {entry.msgid: entry.msgstr for entry in later} == {"One": "Một", "New": ""}


def test_the_catalogues_are_compiled_without_gettext(tmp_path: Path) -> None:
    path = tmp_path / "vi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    brought_up_to_date(path, {(None, "One"): Message("One", places=("a.py",))}).save(str(path))

    first, second = compile_catalogues([tmp_path]), compile_catalogues([tmp_path])

    assert (first, second) == (1, 0)
    assert path.with_suffix(".mo").exists()


@pytest.mark.parametrize(("language", "home"), [("zh-hans", "首页"), ("vi", "Trang chính"), ("en", "Home")])
def test_a_reader_gets_the_sentence_in_their_language(language: str, home: str) -> None:
    call_command("compile_messages")

    with translation.override(language):
        assert gettext("Home") == home
        assert ngettext("%(num)d day", "%(num)d days", 2) % {"num": 2}


@pytest.mark.parametrize("workflow", [FILING, LICENCE, MANDATE, ADJUSTMENT])
@pytest.mark.parametrize("named", [words.DO, words.DONE])
def test_every_move_has_words(workflow: Workflow, named: dict[str, str | Promise]) -> None:
    by_people: Callable[[str], bool] = lambda verb: workflow[verb].permission is not None  # noqa: E731
    verbs = {transition.verb for transition in workflow if named is words.DONE or by_people(transition.verb)}

    assert verbs - named.keys() == set()
