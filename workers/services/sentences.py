"""What the checks of people say to those concerned: the sentence for each code, and what to change."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils import formats
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from core.errors import Problem, Sentence
from employers.rules.findings import Finding
from scheme.services.in_force import read_agreement

SENTENCES: Final[dict[str, Sentence]] = {
    "evidence_passed": _("The evidence is as the rules ask."),
    "evidence_missing": _("Not shown yet: %(wanted)s. Record it first."),
    "evidence_not_begun": _("%(shown)s begins only on %(begins)s, after the first day %(first)s: show one that holds."),
    "evidence_runs_out": _("%(shown)s ends on %(until)s and is needed until %(last)s: show a longer one."),
    "evidence_end_not_known": _("Until when %(shown)s holds is not known, and it is needed until %(last)s."),
}
REASONS: Final[dict[str, Sentence]] = {
    "personal_number_same": _("The personal number is the same."),
    "personal_number_other": _("The personal numbers differ."),
    "paper_same": _("A paper is the same."),
    "phone_same": _("The telephone is the same."),
    "phone_shared": _("The telephone is the same, and many others gave it, too."),
    "name_same": _("The name is the same."),
    "name_same_common": _("The name is the same, and many bear it."),
    "name_near": _("The names differ by a slip of the pen."),
    "name_part": _("One name is part of the other."),
    "name_other": _("The names differ."),
    "birth_date_same": _("The birth date is the same."),
    "birth_date_swapped": _("Day and month of birth are exchanged."),
    "birth_date_digit": _("The birth dates differ in one digit."),
    "birth_date_new_year": _("The year of birth is the same, and one was written down as born on 1 January."),
    "birth_date_other": _("The birth dates differ."),
    "sex_same": _("The sex is the same."),
    "sex_other": _("The sex differs."),
    "province_same": _("The province is the same."),
    "province_other": _("The provinces differ."),
}
DAYS: Final = ("begins", "first", "last", "until")


def problems(findings: Iterable[Finding], *, prefix: str = "") -> list[Problem]:
    """The findings as problems that a refusal tells, each about its field."""
    return [Problem(f.code, SENTENCES[f.code], f"{prefix}{f.field}", readable(f.params)) for f in findings]


def sentence(code: str, params: dict[str, Any]) -> str:
    """What a kept finding says, in the reader's language."""
    return str(Problem(code, SENTENCES[code], "", readable(params)))


def readable(params: dict[str, Any]) -> dict[str, Any]:
    """What a finding is about, with days and names of requirements in the reader's words."""
    shown: dict[str, Any] = {name: _day(params[name]) for name in DAYS if isinstance(params.get(name), str)}
    if "wanted" in params:
        shown["wanted"] = _names(tuple(params["wanted"]))
    if "shown" in params:
        shown["shown"] = _names((params["shown"],))
    return params | shown


def _written_out(day: str) -> str:
    return formats.date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT")


def _named(codes: tuple[str, ...]) -> str:
    """Requirements by name, each of several that may stand for one another after a stroke."""
    known = {row.code: row.name for row in read_agreement().requirements}
    return " / ".join(known.get(code, code) for code in codes)


_day = lazy(_written_out, str)
_names = lazy(_named, str)
