"""The sentences of the impact files."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

TITLES: Final[Mapping[str, Sentence]] = {
    "cn": _("Personal information protection impact assessment (PIPL, articles 55 and 56)"),
    "vn": _("File on the impact of passing personal data abroad (Law 91/2025/QH15, Decree 356/2025/NĐ-CP)"),
}
DRAFT: Final = _(
    "A draft. The system states what it knows as of %(day)s; what only your office can say stands in brackets. "
    "Fill it in, have it checked against the form in force, and sign it."
)
HEADS: Final[Mapping[str, Sentence]] = {
    "who": _("Who is responsible"),
    "whose": _("Whose data, and how many persons"),
    "kept": _("What is kept, what for, and for how long"),
    "passed": _("To whom it was passed on in the last year"),
    "consent": _("Separate consent to passing abroad"),
    "rights": _("What persons can do, and what was done in the last year"),
    "measures": _("What protects the data"),
    "judged": _("What your office judges"),
    "signed": _("Signature"),
}
BLANKS: Final[Mapping[str, Sequence[Sentence]]] = {
    "who": (
        _("Name, address and contact of the body that decides on the processing"),
        _("Person or unit responsible for personal data"),
        _("Who processes on its behalf, and under which contract"),
    ),
    "judged": (
        _("Why the purposes and the way are lawful, fitting and necessary"),
        _("What could happen to the persons, how likely and how grave"),
        _("Whether the protection is lawful, works, and fits the risk"),
        _("Agreement with the receiving bodies, and its date"),
        _("Law and practice of the receiving country, as far as they touch the persons"),
    ),
    "signed": (_("Name, office, day, signature"),),
}
MEASURES: Final[Sequence[Sentence]] = (
    _("Numbers, telephones, files and what workers wrote are encrypted; a worker's own words with a key of their own."),
    _("The database shows each asker only their own rows, and nothing where nobody said who asks."),
    _("Each opening of a person's record is written down with body and purpose, and the person can read it."),
    _("Changes are events without personal values, chained, signed every five minutes, and held by witnesses."),
    _("Grave acts take two persons of different units; approvers prove who they are with a second factor."),
    _("Employers and intermediaries never see complaints or what workers stated to have paid."),
    _("What is over is erased by a daily job; what only grows loses its key, and nobody can read it."),
    _("No passing to the other country without a separate consent or a duty by law: the database refuses it."),
)
COLUMNS: Final[Mapping[str, Sequence[Sentence]]] = {
    "kept": (_("Whose"), _("What for"), _("Ground"), _("Fields"), _("Who may see it"), _("Term"), _("Then")),
    "passed": (_("To whom"), _("Country"), _("To the other country"), _("Ground"), _("Times"), _("Persons")),
}
DONE: Final[Mapping[str, Sentence]] = {
    "opened": _("Records opened by offices"),
    "copied": _("Copies handed over by offices"),
    "corrected": _("Records corrected"),
    "erased": _("Records erased"),
}
WORKERS: Final = _("Workers on record: %(number)s")
MEMBERS: Final = _("Members of organisations with an account: %(number)s")
AGREED: Final = _("Agreed: %(number)s")
REFUSED: Final = _("Refused or taken back: %(number)s")
DAYS: Final = _("%(days)s days %(since)s")
