"""Letters in words: every kind in every language, complete with what is known and without what is not."""

import ast
from pathlib import Path

import pytest

from core.notices.models import Notice
from core.notices.services.letters import LETTERS, known, render

ROOT = Path(__file__).resolve().parent.parent.parent
GIVEN = {
    "filing": "DF-2627-000123-8",
    "number": "LS-000001",
    "posts": 1200,
    "granted": 1000,
    "cap": 500,
    "due_on": "2026-09-29",
    "held_until": "2026-12-01",
    "valid_until": "2027-12-31",
    "ends_on": "2027-06-30",
    "first_on": "2026-11-15",
    "last_on": "2027-04-15",
    "starts_on": "2026-11-15",
    "since_on": "2027-01-10",
    "left_on": "2027-04-10",
    "answer_by_on": "2027-01-20",
    "last_lawful_on": "2027-04-15",
    "extends_on": "2027-04-30",
    "ended_on": "2027-02-10",
    "effective_on": "2027-02-10",
    "count": 12,
    "workers": 12,
    "permits": 12,
    "permit": "WP-2627-000123-J",
    "application": "PA-2627-000123-4",
    "season": "2026-27",
    "ports": "aidian",
    "code": "123456",
}


def notice(kind, language="en", **params):
    return Notice(kind=kind, language=language, params=params)


@pytest.mark.parametrize("language", ["en", "zh-hans", "vi"])
@pytest.mark.parametrize("kind", LETTERS)
def test_every_kind_has_words_that_fill(kind, language):
    letter = render(notice(kind, language, **GIVEN))

    assert letter.subject
    assert letter.body
    assert "\n" not in letter.subject
    assert "%(" not in letter.subject + letter.body
    assert "–" not in letter.subject


def test_days_and_numbers_are_written_as_the_reader_does():
    english, vietnamese = (render(notice("filing_awaiting_employer", code, **GIVEN)) for code in ("en", "vi"))
    due = [render(notice("filing_submitted", code, **GIVEN)).body for code in ("zh-hans", "vi")]

    assert "1,200" in english.body
    assert "1.200" in vietnamese.body
    assert "2026年9月29日" in due[0]
    assert "29/09/2026" in due[1]


def test_a_sentence_whose_places_stay_empty_is_left_out():
    letter = render(notice("filing_granted", filing="DF-1"))

    assert letter.subject == "Filing DF-1 was granted"
    assert letter.body == ""


def test_the_reader_may_ask_for_another_language():
    assert render(notice("filing_submitted", "en", **GIVEN), language="vi").body.count("29/09/2026") == 1


def test_a_kind_without_words_cannot_be_queued():
    with pytest.raises(KeyError, match="no words"):
        known("filing_mislaid")


def test_every_kind_that_is_told_anywhere_has_words():
    calls = {"tell", "tell_each", "letters", "Envelope", "tell_of_licences", "tell_employers", "tell_of_mandates"}
    told = {kind for path in ROOT.glob("*/services/**/*.py") for kind in kinds_in(path, calls)}

    assert len(told) > 10
    assert told <= set(LETTERS)


def kinds_in(path, calls):
    """The kinds that a module names in calls that tell somebody something."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in calls:
            given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "kind")]
            yield from (part.value for part in given if isinstance(part, ast.Constant) and "_" in str(part.value))
