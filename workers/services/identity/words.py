"""The sentences that say what to change in what was told of a person and of papers."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import Problem
from employers.rules.identifiers import IdentifierProblem as I
from workers.enums import PaperKind
from workers.rules.mrz import MrzFault, MrzProblem
from workers.rules.names import NameProblem

NAME_WORDS: Final[dict[NameProblem, Promise]] = {
    NameProblem.MISSING: _("Give the name as the paper states it."),
    NameProblem.CONTROL: _("Take out the signs that cannot be seen, such as tabs and line breaks."),
    NameProblem.DIGITS: _("A name has no digits: look for a slip."),
    NameProblem.SIGN: _("A name has letters, spaces, hyphens, dots and apostrophes only: look for a slip."),
    NameProblem.TOO_LONG: _("This name is too long: shorten it as the paper does."),
}

PERSONAL_NUMBER_WORDS: Final[dict[I, Promise]] = {
    I.LENGTH: _("A personal number has 12 digits: check how many were typed."),
    I.ALPHABET: _("A personal number has digits only."),
    I.PROVINCE: _("The first three digits of the personal number are no province's: look for a slip."),
    I.SEX: _("The fourth digit of the personal number tells another sex: correct one of them."),
    I.BIRTH_YEAR: _("The personal number tells another year of birth: correct one of them."),
}

PAPER_WORDS: Final[dict[str, dict[I, Promise]]] = {
    PaperKind.PASSPORT: {
        I.LENGTH: _("A passport's number has a letter and seven or eight digits: check how many were typed."),
        I.ALPHABET: _("A passport's number is a letter followed by digits."),
    },
    PaperKind.BORDER_PASS: {
        I.LENGTH: _("The number of a border pass has 5 to 15 letters and digits."),
        I.ALPHABET: _("The number of a border pass has letters and digits only."),
    },
    PaperKind.ID_CARD: PERSONAL_NUMBER_WORDS,
}

MRZ_WORDS: Final[dict[MrzFault, Promise]] = {
    MrzFault.LENGTH: _("Line %(line)s of the machine-readable zone has not %(expected)s signs: scan or type it again."),
    MrzFault.CHARACTER: _(
        "Line %(line)s of the machine-readable zone has a sign at place %(position)s that cannot be."
    ),
    MrzFault.CHECK_DIGIT: _(
        "The check digit at place %(position)s of line %(line)s does not fit: look for a slip in what it covers."
    ),
    MrzFault.DATE: _("The machine-readable zone has a day at place %(position)s of line %(line)s that cannot be."),
    MrzFault.DOCUMENT_CODE: _("This is the machine-readable zone of no passport and no identity card."),
    MrzFault.MISSING: _("The machine-readable zone lacks something at place %(position)s of line %(line)s."),
}

OTHER_THAN_READ: Final[dict[str, Promise]] = {
    "number": _("The machine-readable zone has another number: correct one of them."),
    "name": _("The machine-readable zone has another name: type it as the paper states it."),
    "birth_date": _("The machine-readable zone has another day of birth: correct one of them."),
    "sex": _("The machine-readable zone has another sex: correct one of them."),
    "expires_on": _("The machine-readable zone has another last day: correct one of them."),
    "kind": _("The machine-readable zone is that of another kind of paper: choose that kind."),
}


def unread(problem: MrzProblem, field: str) -> Problem:
    """A zone that cannot be read, as a problem of its field; what was read is not in it."""
    params = {"line": problem.line, "position": problem.position, "expected": problem.expected}
    return Problem(f"mrz_{problem.code}", MRZ_WORDS[problem.code], field, params)
