"""The four refusals, and the words they are told in."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Refusal


def test_all_refusals_are_of_four_kinds():
    assert set(Refusal.__subclasses__()) == {NotFound, Forbidden, Conflict, Invalid}


def test_a_refusal_tells_code_field_and_sentence():
    refusal = Invalid("too_many", "Ask for %(most)s posts at most.", field="posts", most=500)

    [problem] = refusal.problems
    assert (refusal.code, problem.field, str(problem)) == ("too_many", "posts", "Ask for 500 posts at most.")
    assert str(refusal) == "Ask for 500 posts at most."


def test_a_sentence_without_places_may_hold_a_per_cent_sign():
    assert str(Problem("x", "At most 80 % of it.")) == "At most 80 % of it."


def test_several_problems_are_told_at_once():
    refusal = Invalid.of(Problem(code, f"Say {code}.", code) for code in ("posts", "wage"))

    assert [problem.code for problem in refusal.problems] == ["posts", "wage"]
    assert str(refusal) == "Say posts. Say wage."


def test_words_are_found_when_somebody_reads_them():
    problem = Problem("yes", _("Yes"))

    with translation.override("zh-hans"):
        assert str(problem) == "是"
    with translation.override("en"):
        assert str(problem) == "Yes"
