"""What terms say, in whole sentences that can be read aloud."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from employers.enums import CostHead, Payer
from workers.rules.terms import TermsContent

PARTS: Mapping[str, frozenset[str]] = {
    "employer": frozenset({"employer", "employer_zh", "employer_vi"}),
    "work": frozenset({"occupation", "industry", "job_title"}),
    "place": frozenset({"county", "worksites"}),
    "days": frozenset({"starts_on", "ends_on"}),
    "pay": frozenset({"pay_kind", "wage_fen", "wage_unit", "piece", "pieces_a_day"}),
    "hours": frozenset({"hours_a_day", "days_a_week", "overtime_a_day", "overtime_a_month"}),
    "meals": frozenset({"meals"}),
    "deductions": frozenset({"deductions"}),
    "lodging": frozenset({"lodgings"}),
    "costs": frozenset({"costs"}),
}
LABELS: Mapping[str, Sentence] = {
    "employer": _("Employer"),
    "work": _("Work"),
    "place": _("Place"),
    "days": _("Days"),
    "pay": _("Pay"),
    "hours": _("Hours"),
    "meals": _("Meals"),
    "deductions": _("Deductions"),
    "lodging": _("Lodging"),
    "costs": _("Costs of getting the job"),
}
PAID: Mapping[str, Sentence] = {
    "hour": _("You are paid %(wage)s yuan for each hour."),
    "day": _("You are paid %(wage)s yuan for each day."),
    "month": _("You are paid %(wage)s yuan for each month."),
    "piece": _("You are paid %(wage)s yuan for each piece (%(piece)s); an ordinary worker makes %(pieces)s a day."),
}
MEALS: Mapping[str, Sentence] = {
    "provided": _("You get meals and pay nothing for them."),
    "deducted": _("You get meals, and their price is taken off your wage as stated."),
    "none": _("You get no meals and see to them yourself."),
}
TAKEN: Mapping[str, Sentence] = {
    "day": _("Each day, %(amount)s yuan are taken off your wage for this: %(what)s."),
    "month": _("Each month, %(amount)s yuan are taken off your wage for this: %(what)s."),
}


@dataclass(frozen=True, slots=True)
class Names:
    """How county and occupation are called in the reader's language."""

    county: str
    occupation: str


def text(terms: TermsContent, names: Names, language: str) -> str:
    """The terms in one language, a sentence a line."""
    with translation.override(language):
        return "\n".join(line for part in PARTS for line in sentences(part, terms, names))


def sentences(part: str, terms: TermsContent, names: Names) -> list[str]:
    """What one part of the terms says, in the reader's language."""
    return list(SAID[part](terms, names))


def _who(terms: TermsContent, _names: Names) -> Iterator[str]:
    is_vietnamese = (translation.get_language() or "").startswith("vi")
    yield _said(_("You work for %(employer)s."), employer=terms.employer_vi if is_vietnamese else terms.employer_zh)


def _work(terms: TermsContent, names: Names) -> Iterator[str]:
    yield _said(_("Your work is: %(job)s (%(occupation)s)."), job=terms.job_title, occupation=names.occupation)


def _place(terms: TermsContent, names: Names) -> Iterator[str]:
    yield _said(_("You work in %(county)s."), county=names.county)
    for site in terms.worksites:
        place = f"{site.name}, {site.address}" if site.address else site.name
        yield _said(_("A place of work is: %(place)s."), place=place)


def _days(terms: TermsContent, _names: Names) -> Iterator[str]:
    days = {"first": _day(terms.starts_on), "last": _day(terms.ends_on)}
    yield _said(_("The work begins on %(first)s and ends on %(last)s."), **days)


def _pay(terms: TermsContent, _names: Names) -> Iterator[str]:
    given = {"wage": _yuan(terms.wage_fen), "piece": terms.piece, "pieces": _number(terms.pieces_a_day)}
    yield _said(PAID[terms.wage_unit], **given)


def _hours(terms: TermsContent, _names: Names) -> Iterator[str]:
    normal = {"hours": _number(terms.hours_a_day), "days": _number(terms.days_a_week)}
    yield _said(_("You work %(hours)s hours a day on %(days)s days a week."), **normal)
    if terms.overtime_a_day or terms.overtime_a_month:
        more = {"a_day": _number(terms.overtime_a_day), "a_month": _number(terms.overtime_a_month)}
        yield _said(_("Overtime is at most %(a_day)s hours a day and %(a_month)s hours a month."), **more)
    else:
        yield str(_("There is no overtime."))


def _meals(terms: TermsContent, _names: Names) -> Iterator[str]:
    yield str(MEALS[terms.meals])


def _deductions(terms: TermsContent, _names: Names) -> Iterator[str]:
    for taken in terms.deductions:
        yield _said(TAKEN[taken.each], amount=_yuan(taken.amount_fen), what=taken.what)
    if not terms.deductions:
        yield str(_("Nothing else is taken off your wage."))


def _lodging(terms: TermsContent, _names: Names) -> Iterator[str]:
    for house in terms.lodgings:
        if house.rent_fen:
            given = {"address": house.address, "rent": _yuan(house.rent_fen)}
            yield _said(_("You sleep here: %(address)s. The rent is %(rent)s yuan a month."), **given)
        else:
            yield _said(_("You sleep here: %(address)s. It costs you nothing."), address=house.address)
    if not terms.lodgings:
        yield str(_("You are given no lodging."))


def _costs(terms: TermsContent, _names: Names) -> Iterator[str]:
    own = [cost for cost in terms.costs if cost.payer == Payer.WORKER and cost.amount_fen]
    for cost in own:
        head = str(CostHead(cost.head).label) if cost.head in CostHead.values else cost.head
        yield _said(_("You pay %(amount)s yuan for this: %(head)s."), amount=_yuan(cost.amount_fen), head=head)
    if not own:
        yield str(_("You pay nothing to get this job."))


SAID: Mapping[str, Callable[[TermsContent, Names], Iterator[str]]] = {
    "employer": _who,
    "work": _work,
    "place": _place,
    "days": _days,
    "pay": _pay,
    "hours": _hours,
    "meals": _meals,
    "deductions": _deductions,
    "lodging": _lodging,
    "costs": _costs,
}


def _said(sentence: Sentence, **given: str) -> str:
    return str(sentence) % given


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _yuan(fen: int) -> str:
    return formats.number_format(Decimal(fen) / 100, 2)


def _number(value: Decimal | None) -> str:
    return "–" if value is None else formats.number_format(value.normalize())
