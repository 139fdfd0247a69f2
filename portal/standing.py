"""How far a filing that is being written has come: what is to do on which page, and the quota left."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from core.actors import Actor
from core.errors import Invalid, Refusal, Sentence
from employers.rules.findings import failures
from employers.services.demand import filings, sentences
from portal import readings
from portal.forms.filing import STEPS, FilingForm


@dataclass(frozen=True, slots=True)
class Standing:
    """For each page its title, how much is to do on it, and whether anything was typed; and the posts left."""

    pages: list[tuple[str, Sentence, int, bool]]
    wrong: int
    quota_left: int | None
    names_a_quota: bool


def standing(form: FilingForm, *, by: Actor, on: date) -> Standing:
    """Judge what was typed so far, by the form and then by the checks, and put what is wrong to its fields."""
    if form.is_valid():
        try:
            if wrong := failures(filings.check(form.content(), by=by, on=on).findings):
                raise Invalid.of(sentences.problems(wrong))
        except Refusal as refusal:
            form.take(refusal)
    missing = Counter({form.step_of(name): 0 for name in form.fields})
    for name in form.errors:
        missing[form.step_of(name)] += 1
    begun = {form.step_of(name) for name, value in form.data.items() if value}
    named = [form.data.get(name, "") for name in ("season", "county", "industry")]
    return Standing(
        pages=[(step, title, missing[step], step in begun) for step, title in STEPS.items()],
        wrong=sum(missing.values()) + len(form.loose),
        quota_left=readings.quota_left(by, *named) if all(named) else None,
        names_a_quota=all(named),
    )
