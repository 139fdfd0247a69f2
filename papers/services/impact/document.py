"""An impact file as a page that word processors open: the facts, and brackets for what an officer adds."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils import formats, translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts.enums import Kind as Body
from core.privacy import Kind
from papers.services.copies.words import TABLES
from papers.services.impact.facts import Facts, Kept, Passed
from papers.services.impact.words import (
    AGREED,
    BLANKS,
    COLUMNS,
    DAYS,
    DONE,
    DRAFT,
    HEADS,
    MEASURES,
    MEMBERS,
    REFUSED,
    TITLES,
    WORKERS,
)
from scheme.enums import Country
from workers.enums import Ground

STYLE: Final = (
    "body{font:11pt/1.5 'Noto Sans',sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;font-size:9pt}td,th{border:1px solid #999;padding:4px 6px;"
    "text-align:left;vertical-align:top}.open{background:#fff6d6}"
)
TAGS: Final = {"zh-hans": "zh-Hans", "vi": "vi", "en": "en"}


def impact_file(law: str, facts: Facts, *, language: str) -> str:
    """The file that a law ("cn" or "vn") asks for, in one language."""
    with translation.override(language):
        day = formats.date_format(facts.at, "DATE_FORMAT")
        parts = [_tag("h1", TITLES[law]), _tag("p", DRAFT % {"day": day}, "open")]
        for name, body in _sections(facts).items():
            parts += [_tag("h2", HEADS[name]), body, *(_blank(one) for one in BLANKS.get(name, ()))]
        head = f'<meta charset="utf-8"><title>{escape(TITLES[law])}</title><style>{STYLE}</style>'
        return (
            f'<!DOCTYPE html>\n<html lang="{TAGS[language]}"><head>{head}</head><body>{"".join(parts)}</body></html>\n'
        )


def _sections(facts: Facts) -> dict[str, str]:
    return {
        "who": "",
        "whose": _list([WORKERS % {"number": facts.workers}, MEMBERS % {"number": facts.members}]),
        "kept": _table("kept", map(_kept, facts.kept)),
        "passed": _table("passed", map(_passed, facts.passed)),
        "consent": _list([AGREED % {"number": facts.consents[True]}, REFUSED % {"number": facts.consents[False]}]),
        "rights": _list(f"{DONE[name]}: {number}" for name, number in facts.done.items()),
        "measures": _list(map(str, MEASURES)),
        "judged": "",
        "signed": "",
    }


def _kept(one: Kept) -> Sequence[str]:
    tables = [f"{TABLES.get(table, table)} ({', '.join(fields)})" for table, fields in one.fields.items()]
    term = DAYS % {"days": one.days, "since": one.term.label} if one.days else str(one.term.label)
    return (
        str(one.whose.label),
        str(one.use.label),
        str(one.basis.label),
        "; ".join(tables),
        ", ".join(map(_body, one.seen_by)),
        term,
        "; ".join(str(end.label) for end in one.ends),
    )


def _passed(one: Passed) -> Sequence[str]:
    return (
        str(Body(one.kind).label),
        str(Country(one.country).label),
        _("yes") if one.is_abroad else _("no"),
        str(Ground(one.ground).label),
        str(one.times),
        str(one.persons),
    )


def _body(kind: Kind) -> str:
    said = {Kind.SELF: _("the person"), Kind.OWN: _("the person's organisation"), Kind.NOBODY: _("nobody")}
    return said.get(kind) or str(Body(kind.value).label)


def _table(name: str, rows: Iterable[Sequence[str]]) -> str:
    head = "".join(_tag("th", one) for one in COLUMNS[name])
    body = "".join(f"<tr>{''.join(_tag('td', cell) for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(_tag('li', line) for line in lines)}</ul>"


def _blank(what: object) -> str:
    return _tag("p", f"[{what}: … ]", "open")


def _tag(name: str, text: object, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f"<{name}{mark}>{escape(str(text))}</{name}>"
