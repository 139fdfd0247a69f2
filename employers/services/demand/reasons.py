"""The reasons people give for what they decide."""

from core.errors import Invalid
from employers.rules.texts import text_problem, tidy
from employers.services.directory.words import TEXT_WORDS

LONGEST = 300


def reason_of(text: str, *, field: str = "reason", longest: int = LONGEST) -> str:
    """A reason as it is kept; raises `Invalid` where it is empty, too long or holds signs that cannot be seen."""
    reason = tidy(text)
    problem = text_problem(reason, longest=longest, is_required=True)
    if problem is not None:
        raise Invalid(problem, TEXT_WORDS[problem], field=field)
    return reason
