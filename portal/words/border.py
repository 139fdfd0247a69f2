"""The words of the border and of what follows: crossings, absences, cases, returns."""

from core.errors import Sentence

DO: dict[str, Sentence] = {}
DONE: dict[str, Sentence] = {}
COLOURS: dict[str, str] = {}
