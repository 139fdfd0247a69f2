"""The words of permits' pages: applications, permits, and what is asked about them."""

from core.errors import Sentence

DO: dict[str, Sentence] = {}
DONE: dict[str, Sentence] = {}
COLOURS: dict[str, str] = {}
