"""What is wrong with what was told of persons, told all at once: names, numbers, papers, telephones and doubles."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Problem
from employers.rules.texts import dialled, text_problem
from employers.services.directory.checks import broken
from employers.services.directory.words import TEXT_WORDS
from scheme.models import Province
from workers.enums import PaperKind, Sex
from workers.models import IdentityPaper, Worker
from workers.rules.duplicates import names_alike
from workers.rules.names import name_problem
from workers.rules.papers import number_problem, personal_number_problems
from workers.rules.phones import is_phone
from workers.services.identity.details import NewPaper, NewWorker
from workers.services.identity.words import NAME_WORDS, PAPER_WORDS, PERSONAL_NUMBER_WORDS

EARLIEST = date(1900, 1, 1)
SEXES, PAPER_KINDS = frozenset(Sex.values), frozenset(PaperKind.values)
ABROAD = "100"  # from here on the first three digits are a country's, where a birth was registered abroad
# Numbers of those who act for others, as dialled at home: a worker's code must not reach them.
TAKEN = """
SELECT DISTINCT dialled FROM (
    SELECT regexp_replace(regexp_replace(phone, '[^0-9+]', '', 'g'), '^((00|[+])(84|86))?0*', '') AS dialled FROM (
        SELECT phone FROM employers_employer WHERE phone <> ''
        UNION ALL SELECT phone FROM employers_intermediary WHERE phone <> ''
        UNION ALL SELECT member.phone FROM accounts_member AS member
            JOIN accounts_organisation AS body ON body.id = member.organisation_id
            WHERE member.phone <> '' AND body.kind IN ('employer', 'intermediary')
    ) AS theirs
) AS numbers WHERE dialled = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are held against, read once for all: provinces of the day, prefixes of all times, taken telephones."""

    today: date
    provinces: dict[str, Province]
    prefixes: frozenset[str]
    taken: frozenset[str]


def ground(rows: Sequence[NewWorker], *, today: date) -> Ground:
    """What these rows are held against, in two queries."""
    every = list(Province.objects.all())
    held = {one.code: one for one in every if one.valid_from <= today <= (one.valid_until or today)}
    prefixes = frozenset(prefix for one in every for prefix in one.personal_number_prefixes)
    return Ground(today, held, prefixes, phones_taken(row.phone for row in rows))


def phones_taken(phones: Iterable[str]) -> frozenset[str]:
    """Those of these numbers, as dialled at home, that belong to an employer, an intermediary or a member of one."""
    asked = {dialled(phone) for phone in phones if phone}
    if not asked:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [list(asked)])
        return frozenset(number for (number,) in cursor.fetchall())


def refuse(found: Sequence[Collection[Problem]]) -> None:
    """Raise `Invalid` with all problems of all rows; each field begins with its row ("rows.3.name")."""
    told = [
        Problem(one.code, one.message, f"rows.{index}.{one.field}".rstrip("."), one.params)
        for index, problems in enumerate(found)
        for one in problems
    ]
    if told:
        raise Invalid.of(told)


def problems_of(row: NewWorker, held: Ground) -> Iterator[Problem]:
    """Everything that is wrong with a tidied row by itself."""
    yield from _identity(row, held)
    if row.province not in held.provinces:
        yield Problem("no_such_province", _("Choose the province of Viet Nam in which the person lives."), "province")
    for field, longest in (("name_zh", 40), ("commune", 80)):
        if problem := text_problem(getattr(row, field), longest=longest):
            yield Problem(problem, TEXT_WORDS[problem], field)
    yield from phone_problems(row.phone, held.taken)
    if not row.papers and not row.personal_number:
        yield Problem("unidentified", _("Give at least one paper, or the personal number."), "papers")
    for place, paper in enumerate(row.papers):
        yield from paper_problems(paper, today=held.today, prefix=f"papers.{place}.")


def _identity(row: NewWorker, held: Ground) -> Iterator[Problem]:
    if problem := name_problem(row.name):
        yield Problem(f"name_{problem}", NAME_WORDS[problem], "name")
    if row.sex not in SEXES:
        yield Problem("no_such_sex", _("Give the sex as the paper states it: F, M or X."), "sex")
    if row.birth_date is None or not EARLIEST <= row.birth_date <= held.today:
        yield Problem("no_birth_date", _("Give the day of birth as the paper states it."), "birth_date")
    yield from number_problems(row, held.prefixes)


def number_problems(row: NewWorker, prefixes: Collection[str] | None) -> Iterator[Problem]:
    """In what a personal number disagrees with its form, its holder, the provinces of all times, or a card's number."""
    if not row.personal_number:
        return
    known = prefixes if row.personal_number[:3] < ABROAD else None
    for wrong in personal_number_problems(
        row.personal_number, sex=row.sex, birth_date=row.birth_date, province_prefixes=known
    ):
        yield Problem(f"personal_number_{wrong}", PERSONAL_NUMBER_WORDS[wrong], "personal_number")
    for place, paper in enumerate(row.papers):
        if paper.kind == PaperKind.ID_CARD and paper.number != row.personal_number:
            words = _("A card's number is the personal number: correct one of them.")
            yield Problem("card_of_another", words, f"papers.{place}.number")


def phone_problems(phone: str, taken: Collection[str]) -> Iterator[Problem]:
    """What is wrong with a kept telephone number."""
    if phone and not is_phone(phone):
        yield Problem("phone_form", _("Write the phone number with its country: +86… or +84…"), "phone")
    elif phone and dialled(phone) in taken:
        words = _("This number belongs to an employer, an intermediary or its staff: give the worker's own number.")
        yield Problem("phone_of_another", words, "phone")


def paper_problems(paper: NewPaper, *, today: date, prefix: str = "") -> Iterator[Problem]:
    """What is wrong with a tidied paper by itself."""
    if paper.kind not in PAPER_KINDS:
        yield Problem("no_such_kind", _("Choose what kind of paper it is."), f"{prefix}kind")
        return
    if problem := number_problem(paper.kind, paper.number):
        yield Problem(f"paper_number_{problem}", PAPER_WORDS[paper.kind][problem], f"{prefix}number")
    if paper.expires_on is None and paper.kind != PaperKind.ID_CARD:
        yield broken(IdentityPaper, "identitypaper_ends", f"{prefix}expires_on")
    if paper.expires_on and paper.issued_on and paper.expires_on < paper.issued_on:
        yield broken(IdentityPaper, "identitypaper_days_in_order", f"{prefix}expires_on")
    if paper.issued_on and paper.issued_on > today:
        yield Problem("issued_in_future", _("The paper is issued after today: correct the day."), f"{prefix}issued_on")


def twice(rows: Sequence[NewWorker]) -> list[list[Problem]]:
    """Papers and personal numbers that more than one row gives, row by row."""
    papers = Counter(key for row in rows for key in {_key(paper) for paper in row.papers})
    numbers = Counter(row.personal_number for row in rows if row.personal_number)
    words = _("Another row has the same number: give each person once.")
    found: list[list[Problem]] = []
    for row in rows:
        doubled = [place for place, paper in enumerate(row.papers) if papers[_key(paper)] > 1]
        problems = [Problem("paper_twice", words, f"papers.{place}.number") for place in doubled]
        if numbers[row.personal_number] > 1:
            problems.append(Problem("personal_number_twice", words, "personal_number"))
        found.append(problems)
    return found


def _key(paper: NewPaper) -> tuple[str, str, str]:
    return paper.kind, paper.issuing_state, paper.number


def other_person(field: str) -> Problem:
    """A number that belongs to a registered person of another name or birth date."""
    words = _(
        "A person of another name or day of birth is registered with this number. Look for a slip in number, name and "
        "birth date; if all are as the paper states, ask the sending department to correct the person."
    )
    return Problem("number_of_another", words, field)


def is_like(row: NewWorker, tokens: str, known: Worker) -> bool:
    """Whether a row can be the person that a number found: born on the same day, with a like name."""
    return row.birth_date == known.birth_date and names_alike(tokens, known.tokens)
