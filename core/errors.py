"""The four refusals: every act that may not be done says so with one of them."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise
NO_SUCH_RECORD = _("There is no such record.")
PROVE_AGAIN = _(
    "This takes a fresh proof that it is you: prove it on the pages with your second factor, then send it again."
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code, the sentence that says what to change, and the field it is about.

    `message` is a translatable template over `params`; it is put into words only when somebody reads it.
    """

    code: str
    message: Sentence
    field: str = ""
    params: dict[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.params if self.params else text


class Refusal(Exception):
    """An act that was not done; nothing was written."""

    def __init__(self, code: str, message: Sentence, *, field: str = "", **params: Any) -> None:
        self.problems = [Problem(code, message, field, params)]
        super().__init__(code)

    @property
    def code(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code

    def __str__(self) -> str:
        return " ".join(map(str, self.problems))


class NotFound(Refusal):
    """There is no such record, or the asker may not see it."""

    def __init__(self, code: str = "not_found", message: Sentence = NO_SUCH_RECORD, *, field: str = "") -> None:
        super().__init__(code, message, field=field)


class Forbidden(Refusal):
    """The asker sees the record but may not do this to it."""


class Stale(Forbidden):
    """The asker may do this, after proving once more who it is."""

    def __init__(self) -> None:
        super().__init__("proof_needed", PROVE_AGAIN)


class Conflict(Refusal):
    """It is too late: the record has moved on."""


class Invalid(Refusal):
    """What was given breaks a rule."""

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "Invalid":
        """A refusal that tells everything that is wrong at once."""
        given = list(problems)
        refusal = cls(given[0].code, given[0].message)
        refusal.problems = given
        return refusal
