"""The sentences that say what to change in the details of a party."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from employers.rules.identifiers import IdentifierProblem as I
from employers.rules.texts import TextProblem

TEXT_WORDS: Final[dict[TextProblem, Promise]] = {
    TextProblem.MISSING: _("Fill this in."),
    TextProblem.TOO_LONG: _("This is too long: shorten it."),
    TextProblem.CONTROL: _("Take out the signs that cannot be seen, such as tabs and line breaks."),
    TextProblem.TELEPHONE: _("Give a telephone number of 6 to 15 digits."),
}

IDENTIFIER_WORDS: Final[dict[str, dict[I, Promise]]] = {
    "credit_code": {
        I.LENGTH: _("A unified social credit code has 18 characters: check how many were typed."),
        I.ALPHABET: _("A unified social credit code has digits and capitals without I, O, S, V and Z."),
        I.CHECK_DIGIT: _("The last character of the credit code does not fit the others: look for a slip."),
        I.KIND: _("This credit code names another kind of body: choose that kind, or correct the code."),
    },
    "resident_number": {
        I.LENGTH: _("A resident number has 18 characters: check how many were typed."),
        I.ALPHABET: _("A resident number has 17 digits, and a digit or X at the end."),
        I.DATE: _("The resident number holds a birth date that cannot be: look for a slip."),
        I.CHECK_DIGIT: _("The last character of the resident number does not fit the others: look for a slip."),
    },
    "tax_code": {
        I.LENGTH: _("A tax code has 10 digits, a branch's three more after a hyphen, a person's 12 digits."),
        I.ALPHABET: _("A tax code has digits only, and a hyphen before a branch's three digits."),
        I.CHECK_DIGIT: _("The tenth digit of the tax code does not fit the others: look for a slip."),
        I.BRANCH: _("A branch's number is 001 or higher."),
    },
}
