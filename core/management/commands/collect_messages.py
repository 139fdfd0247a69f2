"""Collects every sentence for people from code and templates into the catalogues of both languages."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
HEAD = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "MIME-Version": "1.0",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# What Django's own Vietnamese catalogue lacks and our pages and answers can show.
FROM_DJANGO = (
    "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
    "Null characters are not allowed.",
    "“%(value)s” value must be either True or False.",
    "“%(value)s” value has an invalid date format. It must be in YYYY-MM-DD format.",
    "“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date.",
    "“%(value)s” value must be a decimal number.",
    "“%(value)s” value must be an integer.",
    "“%(value)s” is not a valid UUID.",
    "Value must be valid JSON.",
    "%(model)s instance with %(field)s %(value)r does not exist.",
    "Enter a valid UUID.",
    "Enter a valid JSON.",
    "Enter a complete value.",
    "“%(pk)s” is not a valid value.",
    "%(truncated_text)s…",
    "Constraint “%(name)s” is violated.",
    "Ensure this value is a multiple of step size %(limit_value)s.",
    "Item %(nth)s in the array did not validate:",
)


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: its context and plural form, if any, and the files it stands in."""

    text: str
    plural: str = ""
    context: str | None = None
    places: tuple[str, ...] = ()


def collect(base: Path) -> dict[tuple[str | None, str], Message]:
    """Every sentence of the project, by context and text."""
    found: dict[tuple[str | None, str], Message] = {}
    for place, (text, plural, context) in _all(base):
        known = found.get((context, text))
        places = sorted({*(known.places if known else ()), place})
        plural = plural or (known.plural if known else "")
        found[context, text] = Message(text, plural, context, tuple(places))
    return found


def _all(base: Path) -> Iterator[tuple[str, tuple[str, str, str | None]]]:
    apps = {app.split(".")[0] for app in settings.INSTALLED_APPS if (base / app.split(".")[0]).is_dir()}
    for app in sorted({*apps, "config"}):
        for path in sorted((base / app).rglob("*")):
            place = path.relative_to(base).as_posix()
            if path.suffix == ".py" and "/migrations/" not in place:
                yield from ((place, said) for said in _said(path.read_text(encoding="utf-8")))
            elif path.suffix in {".html", ".txt"} and "/templates/" in place:
                code = templatize(path.read_text(encoding="utf-8"), origin=place)
                yield from ((place, said) for said in _said(code))
    yield from (("django", (text, "", None)) for text in FROM_DJANGO)


def _said(code: str) -> Iterator[tuple[str, str, str | None]]:
    from babel.messages.extract import extract

    lines = io.BytesIO(code.encode())
    for _line, said, _comments, context in extract("python", lines, keywords=KEYWORDS, options={"encoding": "utf-8"}):
        text, plural = (said[0], said[1]) if isinstance(said, tuple) else (said, "")
        if text:
            yield text, plural or "", context


def brought_up_to_date(path: Path, found: dict[tuple[str | None, str], Message]) -> polib.POFile:
    """The catalogue with exactly the sentences found; what was translated stays."""
    kept = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known: dict[tuple[str | None, str], polib.POEntry] = {(entry.msgctxt, entry.msgid): entry for entry in kept}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = HEAD | {"Language": path.parent.parent.name}
    for key in sorted(found, key=lambda key: (found[key].places[0], key[1], key[0] or "")):
        catalogue.append(_entry(found[key], known.get(key)))
    return catalogue


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context, occurrences=[(p, "") for p in message.places])
    if "%" in message.text and "%(" in message.text:
        entry.flags = ["python-format"]
    said = known.msgstr if known is not None else ""
    said = said or (known.msgstr_plural.get(0, "") if known is not None else "")
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: said}
    else:
        entry.msgstr = said
    return entry


class Command(BaseCommand):
    help = "Bring the catalogues up to date with the sentences in code and templates; needs the development packages."

    def handle(self, *args: object, **options: object) -> None:
        """Write every catalogue and say how much is left to translate."""
        found = collect(Path(settings.LOCALE_PATHS[0]).parent)
        for folder in sorted(settings.LOCALE_PATHS[0].iterdir()):
            path = folder / "LC_MESSAGES" / "django.po"
            catalogue = brought_up_to_date(path, found)
            catalogue.save(str(path))
            self.stdout.write(
                f"{folder.name}: {len(catalogue)} sentences, {catalogue.percent_translated()} % translated"
            )
