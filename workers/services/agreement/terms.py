"""Terms of granted filings: made from their confirmed content, kept once, and held beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import translation

from accounts.enums import Language
from core.db import new_id
from core.errors import Sentence
from employers.models import Filing
from employers.rules.content import FilingContent, Group
from employers.services.demand import content as contents_
from scheme.services.in_force import Agreement, read_agreement
from workers.models import Terms
from workers.rules import terms as rules
from workers.rules.terms import TermsContent
from workers.services.agreement.terms_text import LABELS, PARTS, Names, sentences, text

ALGORITHM = "sha256"


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of the terms that changes: what was promised, what would be, and whether it takes a yes."""

    part: str
    label: Sentence
    before: list[str]
    after: list[str]
    takes_new_yes: bool


def terms_for(filing: Filing, starts_on: date, ends_on: date, *, at: datetime) -> Terms:
    """The terms on which a filing's posts are offered for those days; the same terms are kept once."""
    [content] = contents_.read_each([filing]).values()
    return keep_each([(filing.pk, promised(filing, content, starts_on, ends_on))], at=at)[0]


def promised(filing: Filing, content: FilingContent, starts_on: date, ends_on: date) -> TermsContent:
    """What a filing promises for those days, as far as its groups still reach; filings come with their employer."""
    groups = content.groups
    number = max(range(len(groups)), key=lambda place: _overlap(groups[place], starts_on, ends_on))
    body = filing.employer.organisation
    whole = TermsContent.promised(content, number, employer_zh=body.name_zh, employer_vi=body.name_vi)
    if not _overlap(groups[number], starts_on, ends_on):
        return whole
    return replace(whole, starts_on=max(starts_on, whole.starts_on), ends_on=min(ends_on, whole.ends_on))


def keep_each(wanted: Sequence[tuple[UUID, TermsContent]], *, at: datetime) -> list[Terms]:
    """Keep many filings' terms, each once, with what they say in both languages; in the order of `wanted`."""
    keyed = {(filing, content.digest(ALGORITHM)): content for filing, content in wanted}
    known = _known(keyed)
    new = [(key, content) for key, content in keyed.items() if key not in known]
    if new:
        agreement = read_agreement()
        fresh = [_written(key, content, agreement, at) for key, content in new]
        Terms.objects.bulk_create(fresh, ignore_conflicts=True)
        known = _known(keyed)
    return [known[filing, content.digest(ALGORITHM)] for filing, content in wanted]


def difference(old: Terms, new: Terms) -> list[Difference]:
    """What changes between two terms, part by part and side by side, in the reader's language."""
    before, after = TermsContent.read(old.content), TermsContent.read(new.content)
    agreement = read_agreement()
    changes = rules.difference(before, after)
    named = {part: [change for change in changes if change.field in fields] for part, fields in PARTS.items()}
    return [
        Difference(
            part,
            LABELS[part],
            sentences(part, before, _names(before, agreement)),
            sentences(part, after, _names(after, agreement)),
            any(change.material for change in own),
        )
        for part, own in named.items()
        if own
    ]


def _overlap(group: Group, starts_on: date, ends_on: date) -> int:
    return max(0, (min(group.ends_on, ends_on) - max(group.starts_on, starts_on)).days + 1)


def _known(keyed: dict[tuple[UUID, str], TermsContent]) -> dict[tuple[UUID, str], Terms]:
    filings, digests = {filing for filing, _digest in keyed}, {digest for _filing, digest in keyed}
    found = Terms.objects.filter(filing__in=filings, digest__in=digests, algorithm=ALGORITHM)
    return {(terms.filing_id, terms.digest): terms for terms in found}


def _written(key: tuple[UUID, str], content: TermsContent, agreement: Agreement, at: datetime) -> Terms:
    said = {}
    for language in (Language.VIETNAMESE, Language.CHINESE):
        with translation.override(language):
            names = _names(content, agreement)
        said[language] = text(content, names, language)
    return Terms(
        id=new_id(),
        filing_id=key[0],
        content=content.written(),
        text_vi=said[Language.VIETNAMESE],
        text_zh=said[Language.CHINESE],
        algorithm=ALGORITHM,
        digest=key[1],
        made_at=at,
    )


def _names(content: TermsContent, agreement: Agreement) -> Names:
    county = agreement.areas.get(content.county)
    occupation = next((row.name for row in agreement.occupations if row.pk == content.occupation), content.occupation)
    return Names(county.name if county else content.county, occupation)
